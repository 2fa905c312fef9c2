import { describe, expect, it } from 'vitest';
import { filesWith } from './files-fixture.test-support.js';
import { findFiles, localPath, visibleFiles } from './find-files.js';

const files = filesWith({
  '/in/a.json': '1',
  '/in/b.csv': '22',
  '/in/.hidden.json': '',
  '/in/_log/x.json': '',
  '/in/2026/01/a.json': '',
  '/in/2026/02/b.json': '',
  '/in/2026/02/[b].json': '',
  '/in/it{self}': '',
});
const find = async (path: string, filter = visibleFiles) =>
  (await findFiles(files, path, filter)).map((file) => file.path);

describe('files at a path', () => {
  it('are the file itself, whatever its name', async () => {
    expect(await findFiles(files, '/in/b.csv', visibleFiles)).toEqual([{ path: '/in/b.csv', lengthBytes: 2 }]);
    expect(await find('/in/.hidden.json')).toEqual(['/in/.hidden.json']);
    expect(await find('/in/it{self}')).toEqual(['/in/it{self}']);
    expect(await find('/in/2026/02/[b].json')).toEqual(['/in/2026/02/[b].json']);
  });

  it('are all below a directory but those whose names begin with . or _, in order', async () => {
    expect(await find('/in/')).toEqual([
      '/in/2026/01/a.json',
      '/in/2026/02/[b].json',
      '/in/2026/02/b.json',
      '/in/a.json',
      '/in/b.csv',
      '/in/it{self}',
    ]);
    expect(await find('/in/_log')).toEqual(['/in/_log/x.json']);
    expect(await find('/in', () => true)).toContain('/in/.hidden.json');
  });

  it.each([
    ['/in/*.json', ['/in/a.json']],
    [
      '/in/*',
      ['/in/2026/01/a.json', '/in/2026/02/[b].json', '/in/2026/02/b.json', '/in/a.json', '/in/b.csv', '/in/it{self}'],
    ],
    ['/in/?.{json,csv}', ['/in/a.json', '/in/b.csv']],
    ['/in/**/*.json', ['/in/2026/01/a.json', '/in/2026/02/[b].json', '/in/2026/02/b.json', '/in/a.json']],
    ['/**/02/b*', ['/in/2026/02/b.json']],
    ['/in/2026/0[2-9]', ['/in/2026/02/[b].json', '/in/2026/02/b.json']],
    ['/in/2026/0[!2]/*', ['/in/2026/01/a.json']],
    ['/in/2026/0{1,2}/{a,x}.json', ['/in/2026/01/a.json']],
    ['/in/2026/02/\\[b\\].*', ['/in/2026/02/[b].json']],
    ['/in/{a,{b,c}}.*', ['/in/a.json', '/in/b.csv']],
    ['/in/_*/*', []],
    ['/none/*', []],
    ['/in/a.json/*', []],
  ])('are what matches %s', async (pattern, found) => {
    expect(await find(pattern)).toEqual(found);
  });

  it('are an error where nothing is, or a pattern is none', async () => {
    await expect(find('/in/none')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(find('/in/[a')).rejects.toMatchObject({ code: 'FILE_PATH_INVALID' });
    await expect(find('/in/{a')).rejects.toMatchObject({ code: 'FILE_PATH_INVALID' });
    await expect(find('/in/[z-a]')).rejects.toMatchObject({ code: 'FILE_PATH_INVALID' });
  });

  it('are without those that go while they are looked for', async () => {
    const going = filesWith({ '/in/a': '', '/in/b': '' });
    going.onCall = ({ call, path }) => {
      if (call === 'status' && path === '/in/a') {
        going.onCall = undefined;
        void going.remove('/in/b');
      }
    };
    expect(await findFiles(going, '/in', visibleFiles)).toEqual([{ path: '/in/a', lengthBytes: 0 }]);
  });
});

describe('a path', () => {
  it.each([
    ['a/b', 'a/b'],
    ['/a b', '/a b'],
    ['file:///a%20b/c', '/a b/c'],
    ['file:/a', '/a'],
    ['file://localhost/a', '/a'],
    ['C:/a', 'C:/a'],
    ['10:30', '10:30'],
  ])('%s is %s', (path, local) => {
    expect(localPath(path)).toBe(local);
  });

  it.each(['', 's3://bucket/a', 'hdfs://host/a', 'file://host/a'])('%s is none of this machine', (path) => {
    expect(() => localPath(path)).toThrow(expect.objectContaining({ code: 'FILE_PATH_INVALID' }));
  });
});
