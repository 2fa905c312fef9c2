import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { oversized, sizeProblems } from './sizes.mjs';

const folders: string[] = [];

function sizesOf(path: string, text: string): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-sizes-'));
  folders.push(folder);
  writeFileSync(join(folder, path), text);
  return oversized(folder, [path]);
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const lines = (count: number) => 'let x;\n'.repeat(count);

describe('oversized', () => {
  it('finds a file of more than 400 lines', () => {
    expect(sizesOf('a.ts', lines(400))).toEqual({});
    expect(sizesOf('a.ts', lines(401))).toEqual({ 'a.ts': 401 });
  });

  it('finds a function of more than 60 lines, whatever its form', () => {
    expect(sizesOf('a.ts', `function f() {\n${lines(58)}}\n`)).toEqual({});
    expect(sizesOf('a.ts', `/** Not\n * counted. */\nfunction f() {\n${lines(59)}}\n`)).toEqual({ 'a.ts#f': 61 });
    expect(sizesOf('a.ts', `const g = () => {\n${lines(59)}};\n`)).toEqual({ 'a.ts#g': 61 });
    expect(sizesOf('a.ts', `class C { m() {\n${lines(59)}} }\n`)).toEqual({ 'a.ts#C.m': 61 });
    expect(sizesOf('a.ts', `class C { constructor() {\n${lines(59)}} }\n`)).toEqual({ 'a.ts#C.constructor': 61 });
    expect(sizesOf('a.ts', `f(() => {\n${lines(59)}});\n`)).toEqual({ 'a.ts#(anonymous)': 61 });
  });

  it('lets the functions of a test file be long', () => {
    expect(sizesOf('a.test.ts', `describe('a', () => {\n${lines(100)}});\n`)).toEqual({});
  });
});

describe('sizeProblems', () => {
  it('accepts what is listed with its size', () => {
    expect(sizeProblems({ 'a.ts': 500 }, { 'a.ts': 500 })).toEqual([]);
  });

  it('refuses what is new, has grown, or has shrunk without the list', () => {
    expect(sizeProblems({ 'a.ts': 401 }, {})).toEqual(['a.ts has 401 lines; at most 400.']);
    expect(sizeProblems({ 'a.ts#f': 61 }, {})).toEqual(['a.ts#f has 61 lines; at most 60.']);
    expect(sizeProblems({ 'a.ts': 501 }, { 'a.ts': 500 })).toEqual([
      'a.ts grew from 500 to 501 lines; it may only shrink.',
    ]);
    expect(sizeProblems({}, { 'a.ts': 500 })).toEqual([
      'a.ts shrank from 500 lines: run node tools/check/sizes.mjs --shrink.',
    ]);
  });
});
