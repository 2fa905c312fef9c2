import { describe, expect, it } from 'vitest';
import { filesContract } from '../ports/files-contract.test-support.js';
import { seededRandom } from '../ports/seeded-random.js';
import { createVirtualClock } from './virtual-clock.js';
import { createVirtualFiles, type VirtualFiles } from './virtual-files.js';

const bytes = (text: string) => new TextEncoder().encode(text);

const open = (): VirtualFiles => createVirtualFiles(createVirtualClock());

describe('virtual files', () => {
  filesContract(async () => {
    const files = open();
    await files.makeDirectory('/work');
    return { files, directory: '/work' };
  });

  const steps: Record<string, { readonly sync: string[]; readonly left: Record<string, string> }> = {
    nothing: { sync: [], left: {} },
    'the content': { sync: ['content'], left: {} },
    'the name': { sync: ['name'], left: { '/d/a': '' } },
    'content and name': { sync: ['content', 'name'], left: { '/d/a': 'synced' } },
  };
  it.each(Object.entries(steps))('keep what was synced: %s', async (_name, { sync, left }) => {
    const files = open();
    await files.makeDirectory('/d');
    await files.syncDirectory('/');
    const file = await files.create('/d/a');
    await file.write(bytes('synced'));
    if (sync.includes('content')) await file.sync();
    if (sync.includes('name')) await files.syncDirectory('/d');
    await file.write(bytes(', not synced'));
    files.losePower();
    expect(Object.fromEntries(files.paths('/d').map((path) => [path, files.readText(path)]))).toEqual(left);
    await expect(file.write(bytes('late'))).rejects.toMatchObject({ code: 'FILE_CLOSED' });
  });

  it('keep a rename, a removal, a directory only when its directory was synced', async () => {
    const files = open();
    files.writeText('/d/a', 'a');
    files.writeText('/d/b', 'b');
    await files.rename('/d/a', '/d/c');
    await files.remove('/d/b');
    await files.makeDirectory('/d/e');
    files.losePower();
    expect(files.paths('/d')).toEqual(['/d/a', '/d/b']);
    await files.rename('/d/a', '/d/c');
    await files.remove('/d/b');
    await files.syncDirectory('/d');
    files.losePower();
    expect(files.paths('/d')).toEqual(['/d/c']);
  });

  it('keep neither cut nor emptied files that were not synced', async () => {
    const files = open();
    files.writeText('/a', 'content');
    files.writeText('/b', 'content');
    await files.openForAppending('/a', 3);
    await files.create('/b', { replace: true });
    expect([files.readText('/a'), files.readText('/b')]).toEqual(['con', '']);
    files.losePower();
    expect([files.readText('/a'), files.readText('/b')]).toEqual(['content', 'content']);
  });

  it('lose any part, if chance decides: a prefix of the names, a prefix of the content, sectors of zeros', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const files = open();
      files.writeText('/a', 'x'.repeat(100));
      const file = await files.openForAppending('/a');
      await file.write(bytes('y'.repeat(2000)));
      await files.create('/b');
      await files.create('/c');
      files.losePower(seededRandom(seed));
      const text = files.readText('/a');
      expect(text).toMatch(/^x{100}y*\0*$/);
      expect(text.length).toBeLessThanOrEqual(2100);
      seen.add(files.paths('/').join()).add(text.includes('\0') ? 'zeros' : 'no zeros');
      if (text.length === 100) seen.add('nothing new');
      if (text.length > 100 && text.length < 2100) seen.add('torn');
    }
    expect([...seen].sort()).toEqual(['/a', '/a,/b', '/a,/b,/c', 'no zeros', 'nothing new', 'torn', 'zeros'].sort());
  });

  it('fail where a test says', async () => {
    const files = open();
    const calls: string[] = [];
    files.onCall = ({ call, path }) => {
      calls.push(`${call} ${path}`);
      if (call === 'rename') throw new Error('no');
    };
    const file = await files.create('/a');
    await file.write(bytes('1'));
    await file.sync();
    await expect(files.rename('/a', '/b')).rejects.toThrow('no');
    expect(files.paths()).toEqual(['/a']);
    expect(calls).toEqual(['create /a', 'write /a', 'sync /a', 'rename /a']);
  });

  it('rot where a test says', () => {
    const files = open();
    files.writeText('/a', 'abc');
    files.flipBit('/a', 1);
    files.losePower();
    expect(files.readText('/a')).toBe('acc');
  });
});
