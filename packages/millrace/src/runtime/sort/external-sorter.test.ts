import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { createVirtualHost } from '../../testing/virtual-host.js';
import { asTheyCame, byKeyAndTime, type EntryOrder, type EntryWriter, type SortRecord } from './entry.js';
import { ExternalSorter } from './external-sorter.js';
import type { SortedCursor } from './merge.js';
import { RunFiles } from './run-files.js';

interface Sale {
  readonly key: string;
  readonly nr: number;
  readonly note: string;
}

const SALE = Types.OBJECT({ key: Types.STRING(), nr: Types.INT(), note: Types.STRING() });
const KEY = Types.STRING();

const byKey: EntryWriter = {
  writeKey: (value, out) => KEY.codec.write((value as Sale).key, out),
  writeValue: (value, out) => SALE.codec.write(value as Sale, out),
};
const withoutKey: EntryWriter = { ...byKey, writeKey: () => {} };

const open = (options: { order?: EntryOrder; memoryBytes?: number; directories?: string[] } = {}) => {
  const { files } = createVirtualHost();
  const { order = byKeyAndTime, memoryBytes = 32 * 1024, directories = ['/tmp'] } = options;
  const writer = order === byKeyAndTime ? byKey : withoutKey;
  const runs = new RunFiles({ files, directories, name: 'sorted' });
  const sorter = new ExternalSorter({ order, writer, memoryBytes, files: runs, pause: async () => {} });
  return { files, sorter };
};

const add = async (sorter: ExternalSorter, records: readonly SortRecord[]) => {
  for (const record of records) if (!sorter.add(record)) await sorter.spill();
};

const readAll = async (cursor: SortedCursor) => {
  const records: SortRecord[] = [];
  for (let state = cursor.next(); state !== 'end'; state = cursor.next()) {
    if (state === 'wait') await cursor.ready();
    else {
      const { entry } = cursor;
      records.push({ value: entry.read(SALE.codec), timestamp: entry.timestamp, kind: entry.kind });
    }
  }
  return records;
};

const sale = (key: string, nr: number, timestamp = Number.NEGATIVE_INFINITY, note = ''): SortRecord => ({
  value: { key, nr, note },
  timestamp,
  kind: 0,
});

const saleOf = ({ value }: SortRecord) => value as Sale;

/** `key: nr nr nr` for each run of records of one key. */
const groups = (records: readonly SortRecord[]) => {
  const lines: string[] = [];
  let before: string | undefined;
  for (const { key, nr } of records.map(saleOf)) {
    if (key === before) lines.push(`${lines.pop()} ${nr}`);
    else lines.push(`${key}: ${nr}`);
    before = key;
  }
  return lines;
};

/** What grouping means, the naive way: the records of a key together, by timestamp, else as they came. */
const expectedGroups = (records: readonly SortRecord[]) => {
  const keys = [...new Set(records.map((record) => saleOf(record).key))];
  return keys.map((key) => {
    const all = records.filter((record) => saleOf(record).key === key);
    const inTime = all.sort((left, right) => left.timestamp - right.timestamp || 0);
    return `${key}: ${inTime.map((record) => saleOf(record).nr).join(' ')}`;
  });
};

const many = (count: number, keys: number, note = 'x'.repeat(40)) =>
  Array.from({ length: count }, (_, nr) => sale(`key ${(nr * 7919) % keys}`, nr, (nr * 31) % 5, note));

describe('an external sorter', () => {
  it('gives nothing for nothing', async () => {
    const { sorter, files } = open();
    expect(await readAll(await sorter.finish())).toEqual([]);
    expect(files.paths()).toEqual([]);
  });

  it('groups by key, and orders the records of a key by timestamp, and else as they came', async () => {
    const { sorter } = open();
    const records = [sale('a', 1, 5), sale('b', 2, 5), sale('a', 3, 4), sale('a', 4, 5), sale('b', 5), sale('a', 6, 4)];
    await add(sorter, records);
    expect(groups(await readAll(await sorter.finish())).sort()).toEqual(['a: 3 6 1 4', 'b: 5 2']);
  });

  it('keeps value, timestamp and row kind', async () => {
    const { sorter } = open();
    await add(sorter, [{ ...sale('a', 1, 7, 'n'), kind: 3 }]);
    expect(await readAll(await sorter.finish())).toEqual([
      { value: { key: 'a', nr: 1, note: 'n' }, timestamp: 7, kind: 3 },
    ]);
  });

  it('writes no file for what fits into memory', async () => {
    const { sorter, files } = open({ memoryBytes: 2 ** 20 });
    await add(sorter, many(1000, 100));
    expect(groups(await readAll(await sorter.finish())).sort()).toEqual(expectedGroups(many(1000, 100)).sort());
    expect(files.paths()).toEqual([]);
  });

  it('merges more runs than it reads at once', async () => {
    const { sorter, files } = open();
    const open_ = new Set<string>();
    let most = 0;
    files.onCall = ({ call, path }) => {
      if (call === 'openForReading') open_.add(path);
      if (call === 'remove') open_.delete(path);
      most = Math.max(most, open_.size);
    };
    await add(sorter, many(20_000, 300));
    const before = files.paths().length;
    const cursor = await sorter.finish();
    expect(before).toBeGreaterThan(40);
    expect(files.paths().length).toBeLessThanOrEqual(10);
    expect(groups(await readAll(cursor)).sort()).toEqual(expectedGroups(many(20_000, 300)).sort());
    expect(most).toBe(10);
    await sorter.close();
    expect(files.paths()).toEqual([]);
  });

  it('takes one record that is larger than all its memory', async () => {
    const { sorter } = open();
    const big = sale('b', 1, 0, 'y'.repeat(100_000));
    const records = [...many(2000, 10), big, ...many(2000, 10)];
    await add(sorter, records);
    const sorted = await readAll(await sorter.finish());
    expect(sorted.filter((record) => saleOf(record).key === 'b')).toEqual([big]);
    expect(sorted).toHaveLength(4001);
  });

  it('keeps the order of what has no key', async () => {
    const { sorter, files } = open({ order: asTheyCame });
    const records = many(20_000, 300);
    await add(sorter, records);
    expect(files.paths().length).toBeGreaterThan(40);
    expect((await readAll(await sorter.finish())).map((record) => saleOf(record).nr)).toEqual(
      records.map((_, nr) => nr),
    );
  });

  it('deals its files out to directories', async () => {
    const { sorter, files } = open({ directories: ['/one', '/two'] });
    await add(sorter, many(2000, 10));
    expect(files.paths('/one').length).toBeGreaterThan(0);
    expect(Math.abs(files.paths('/one').length - files.paths('/two').length)).toBeLessThanOrEqual(1);
    await sorter.close();
    expect([await files.list('/one'), await files.list('/two')]).toEqual([[], []]);
  });

  it('groups as the naive way, whatever the records and the memory', async () => {
    const record = fc.record({
      key: fc.constantFrom('a', 'b', 'aa', 'ab', '', 'a key that is longer than others'),
      time: fc.constantFrom(Number.NEGATIVE_INFINITY, -1, 0, 1, 1e12, Number.POSITIVE_INFINITY),
      size: fc.oneof(fc.nat(20), fc.nat(3000)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 300 }), fc.integer({ min: 1, max: 40 }), async (drawn, kb) => {
        const records = drawn.map(({ key, time, size }, nr) => sale(key, nr, time, 'z'.repeat(size)));
        const { sorter, files } = open({ memoryBytes: kb * 1024 });
        await add(sorter, records);
        expect(groups(await readAll(await sorter.finish())).sort()).toEqual(expectedGroups(records).sort());
        await sorter.close();
        expect(files.paths()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('fails where the disk does, and leaves no file', async () => {
    const calls = async (failAt: number) => {
      const { sorter, files } = open();
      let count = 0;
      files.onCall = ({ call, path }) => {
        if (call === 'remove' || call === 'close') return;
        if (count++ === failAt)
          throw Object.assign(new Error(`${call} ${path}: disk full`), { code: 'FILE_DISK_FULL' });
      };
      const sorting = async () => {
        await add(sorter, many(3000, 10));
        await readAll(await sorter.finish());
      };
      await (failAt < 0 ? sorting() : expect(sorting()).rejects.toMatchObject({ code: 'FILE_DISK_FULL' }));
      await sorter.close();
      expect(files.paths()).toEqual([]);
      expect(await files.list('/tmp')).toEqual([]);
      return count;
    };
    const all = await calls(-1);
    for (let failAt = 0; failAt < all; failAt += 7) await calls(failAt);
  });

  it('leaves no file when it is closed while it writes or reads', async () => {
    for (let after = 1; after < 400; after += 13) {
      const { sorter, files } = open();
      let count = 0;
      let closing: Promise<void> | undefined;
      files.onCall = () => {
        if (++count === after) closing = sorter.close();
      };
      await add(sorter, many(3000, 10))
        .then(() => sorter.finish())
        .then(readAll)
        .catch(() => {});
      await (closing ?? sorter.close());
      expect(files.paths()).toEqual([]);
      expect(await files.list('/tmp')).toEqual([]);
    }
  });
});
