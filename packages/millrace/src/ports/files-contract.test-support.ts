import { beforeEach, describe, expect, it } from 'vitest';
import { joinPath } from './file-path.js';
import type { Files } from './files.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What every host's files do, below a fresh directory of each test. */
export function filesContract(open: () => Promise<{ readonly files: Files; readonly directory: string }>): void {
  let files: Files;
  let at: (name: string) => string;

  beforeEach(async () => {
    const { files: opened, directory } = await open();
    files = opened;
    at = (name) => joinPath(directory, name);
  });

  const write = async (name: string, text: string, options?: { readonly replace?: boolean }) => {
    const file = await files.create(at(name), options);
    await file.write(bytes(text));
    await file.sync();
    await file.close();
  };

  const read = async (name: string, position = 0, length = 1000) => {
    const file = await files.openForReading(at(name));
    const target = new Uint8Array(length);
    const count = await file.read(target, position);
    await file.close();
    return new TextDecoder().decode(target.subarray(0, count));
  };

  const names = async (name: string) => (await files.list(at(name))).map((entry) => `${entry.kind} ${entry.name}`);

  describe('files', () => {
    it('are written at their end and read from any place', async () => {
      const file = await files.create(at('a'));
      await file.write(bytes('one '));
      await file.write(bytes('two'));
      expect(file.lengthBytes).toBe(7);
      await file.close();
      expect(await read('a')).toBe('one two');
      expect(await read('a', 4, 2)).toBe('tw');
      expect(await read('a', 6, 5)).toBe('o');
      expect(await read('a', 99, 5)).toBe('');
    });

    it('are seen growing by who has them open', async () => {
      await write('a', '12');
      const reading = await files.openForReading(at('a'));
      expect(await reading.lengthBytes()).toBe(2);
      const writing = await files.openForAppending(at('a'));
      await writing.write(bytes('34'));
      expect(await reading.lengthBytes()).toBe(4);
      const target = new Uint8Array(2);
      expect(await reading.read(target, 2)).toBe(2);
      expect([...target]).toEqual([...bytes('34')]);
      await Promise.all([reading.close(), writing.close()]);
    });

    it('are made only where nothing is, unless they may replace', async () => {
      await write('a', 'old content');
      await expect(files.create(at('a'))).rejects.toMatchObject({ code: 'FILE_EXISTS', facts: { path: at('a') } });
      expect(await read('a')).toBe('old content');
      await write('a', 'new', { replace: true });
      expect(await read('a')).toBe('new');
      await files.makeDirectory(at('d'));
      await expect(files.create(at('d'), { replace: true })).rejects.toMatchObject({ code: 'FILE_KIND_WRONG' });
      await expect(files.create(at('none/a'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    });

    it('are cut where appending begins', async () => {
      await write('a', 'kept, torn');
      const file = await files.openForAppending(at('a'), 5);
      expect(file.lengthBytes).toBe(5);
      await file.write(bytes(' new'));
      await file.close();
      expect(await read('a')).toBe('kept, new');
      await expect(files.openForAppending(at('a'), 100)).rejects.toMatchObject({ code: 'FILE_FAILED' });
      await expect(files.openForAppending(at('none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    });

    it('cannot be used once they are closed', async () => {
      const file = await files.create(at('a'));
      await file.close();
      await file.close();
      await expect(file.write(bytes('x'))).rejects.toMatchObject({ code: 'FILE_CLOSED' });
      const reading = await files.openForReading(at('a'));
      await reading.close();
      await expect(reading.read(new Uint8Array(1), 0)).rejects.toMatchObject({ code: 'FILE_CLOSED' });
    });

    it('are no directories', async () => {
      await files.makeDirectory(at('d'));
      await expect(files.openForReading(at('d'))).rejects.toMatchObject({ code: 'FILE_KIND_WRONG' });
      await expect(files.openForAppending(at('d'))).rejects.toMatchObject({ code: 'FILE_KIND_WRONG' });
      await expect(files.openForReading(at('none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    });
  });

  describe('names', () => {
    it('have a status, or none', async () => {
      await write('a', '12345');
      await files.makeDirectory(at('d'));
      expect(await files.status(at('a'))).toMatchObject({ kind: 'file', lengthBytes: 5 });
      expect(await files.status(at('d'))).toMatchObject({ kind: 'directory', lengthBytes: 0 });
      expect(await files.status(at('none'))).toBeUndefined();
      expect(await files.status(at('a/below a file'))).toBeUndefined();
    });

    it('are listed in order', async () => {
      await write('b', '');
      await write('a', '');
      await write('B', '');
      await files.makeDirectory(at('c/inner'));
      expect(await names('')).toEqual(['file B', 'file a', 'file b', 'directory c']);
      await expect(files.list(at('none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      await expect(files.list(at('a'))).rejects.toMatchObject({ code: 'FILE_KIND_WRONG' });
    });

    it('are given anew in one step, also over a file', async () => {
      await write('a', 'a');
      await write('b', 'b');
      await files.rename(at('a'), at('b'));
      expect(await names('')).toEqual(['file b']);
      expect(await read('b')).toBe('a');
      await files.makeDirectory(at('d'));
      await files.rename(at('b'), at('d/b'));
      expect(await read('d/b')).toBe('a');
      await files.rename(at('d'), at('e'));
      expect(await read('e/b')).toBe('a');
      await files.rename(at('e/b'), at('e/b'));
      expect(await read('e/b')).toBe('a');
    });

    it('are not given over what cannot be replaced', async () => {
      await write('a', 'a');
      await files.makeDirectory(at('d'));
      await write('d/x', 'x');
      await files.makeDirectory(at('e'));
      await expect(files.rename(at('none'), at('b'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      await expect(files.rename(at('a'), at('d'))).rejects.toMatchObject({ code: 'FILE_KIND_WRONG' });
      await expect(files.rename(at('e'), at('d'))).rejects.toMatchObject({ code: 'FILE_EXISTS' });
      await expect(files.rename(at('a'), at('none/a'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      await expect(files.rename(at('d'), at('d/inner'))).rejects.toMatchObject({ code: 'FILE_FAILED' });
      expect(await read('a')).toBe('a');
      expect(await read('d/x')).toBe('x');
    });

    it('are removed with what is below', async () => {
      await files.makeDirectory(at('d/inner'));
      await write('d/inner/a', 'a');
      await files.remove(at('d'));
      await files.remove(at('none'));
      expect(await names('')).toEqual([]);
    });

    it('are made for directories, with those above', async () => {
      expect(await files.makeDirectory(at('d/e/f'))).toBe(at('d'));
      expect(await files.makeDirectory(at('d/e/f'))).toBeUndefined();
      expect(await files.makeDirectory(at('d/e/g'))).toBe(at('d/e/g'));
      await write('a', '');
      await expect(files.makeDirectory(at('a/b'))).rejects.toMatchObject({ code: 'FILE_KIND_WRONG' });
      await files.syncDirectory(at('d'));
      await expect(files.syncDirectory(at('none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    });

    it('are whole', async () => {
      const root = at('x').slice(0, -2);
      expect(files.absolutePath(`${root}/d/./e/../a`)).toBe(at('d/a'));
      expect(files.absolutePath('a')).toMatch(/^(\/|[A-Z]:\/).*a$/);
      await write('a', '');
      expect(await files.canonicalPath(`${await files.canonicalPath(root)}/./a`)).toBe(
        joinPath(await files.canonicalPath(root), 'a'),
      );
      await expect(files.canonicalPath(at('none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      expect(await files.status(files.temporaryDirectory)).toMatchObject({ kind: 'directory' });
    });
  });
}
