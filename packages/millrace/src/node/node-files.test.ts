import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { joinPath } from '../ports/file-path.js';
import { filesContract } from '../ports/files-contract.test-support.js';
import { nodeFiles } from './node-files.js';

const directories: string[] = [];

const directory = async () => {
  const made = await mkdtemp(joinPath(nodeFiles.temporaryDirectory, 'millrace-files-'));
  directories.push(made);
  return made;
};

afterEach(async () => {
  for (const made of directories.splice(0)) await rm(made, { recursive: true });
});

describe('files of Node', () => {
  filesContract(async () => ({ files: nodeFiles, directory: await directory() }));

  it('follow links, and say so of one that leads nowhere', async () => {
    const root = await directory();
    await writeFile(`${root}/a`, '123');
    await symlink(`${root}/a`, `${root}/link`);
    await symlink(`${root}/none`, `${root}/lost`);
    await symlink(root, `${root}/self`);
    expect(await nodeFiles.list(root)).toEqual([
      { name: 'a', kind: 'file' },
      { name: 'link', kind: 'file' },
      { name: 'lost', kind: 'other' },
      { name: 'self', kind: 'directory' },
    ]);
    expect(await nodeFiles.status(`${root}/link`)).toMatchObject({ kind: 'file', lengthBytes: 3 });
    expect(await nodeFiles.status(`${root}/lost`)).toBeUndefined();
    expect(await nodeFiles.canonicalPath(`${root}/self/link`)).toBe(await nodeFiles.canonicalPath(`${root}/a`));
  });
});
