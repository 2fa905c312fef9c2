import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STAMP, staleFiles, staleSource } from './built.mjs';

let root: string;
const folder = 'packages/x';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-built-'));
  for (const path of ['tools/bundle.mjs', 'tools/built.mjs', 'package-lock.json']) write(path);
  for (const path of ['src/index.ts', 'src/deep/map.ts', 'src/deep/map.test.ts']) write(`${folder}/${path}`);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '');
}

function bundleAt(ms: number): void {
  write(`${folder}/dist/${STAMP}`);
  utimesSync(join(root, folder, 'dist', STAMP), new Date(ms), new Date(ms));
}

describe('code is stale', () => {
  it('where there is none', () => {
    expect(staleSource(root, folder)).toBe('tools/bundle.mjs');
  });

  it('not when it is younger than everything', () => {
    bundleAt(Date.now() + 60_000);
    expect(staleSource(root, folder)).toBeUndefined();
  });

  it.each(['src/index.ts', 'src/deep/map.ts', 'src/deep'])(
    'when %s is younger, as a folder is that lost a file',
    (path) => {
      bundleAt(Date.now() + 60_000);
      utimesSync(join(root, folder, path), new Date(), new Date(Date.now() + 120_000));
      expect(staleSource(root, folder)).toBe(`${folder}/${path}`);
    },
  );

  it('not for a test', () => {
    bundleAt(Date.now() + 60_000);
    utimesSync(join(root, folder, 'src/deep/map.test.ts'), new Date(), new Date(Date.now() + 120_000));
    expect(staleSource(root, folder)).toBeUndefined();
  });
});

it('files of dist are stale when nothing makes them any longer', () => {
  const made = ['index.js', 'chunks/a.js', 'index.d.ts', 'deep/map.d.ts', STAMP];
  const stale = ['chunks/b.js', 'deep/map.js', 'deep/gone.d.ts', 'deep/map.d.ts.map'];
  for (const path of [...made, ...stale]) write(`${folder}/dist/${path}`);
  expect(staleFiles(join(root, folder), ['index.js', 'chunks/a.js']).sort()).toEqual(stale.sort());
});
