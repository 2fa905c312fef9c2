import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompressionType } from './compression/compression.js';
import { FetchedChunk } from './fetched-chunk.js';
import { FetchedRecord } from './fetched-record.js';
import { RecordBatchWriter, type RecordBytes, type RecordHeader, recordSizeBound } from './record-batch-writer.js';
import { CRC_AT, MAGIC_AT, RECORDS_AT, writeInt64 } from './record-layout.js';

interface Plain {
  readonly key: string | null;
  readonly value: string | null;
  readonly timestamp: number;
  readonly headers: readonly (readonly [string, string | null])[];
}

// Fifty records in one batch of each codec, as written by Kafka's own Java client 4.3.1 (MemoryRecords).
const javaBatches: Readonly<Record<CompressionType, string>> = JSON.parse(
  readFileSync(new URL('testdata/java-batches.json', import.meta.url), 'utf8'),
);

const javaRecords: readonly Plain[] = Array.from({ length: 50 }, (_, k) => ({
  key: k % 3 === 0 ? null : `key-${k}`,
  value: k % 7 === 0 ? null : k === 13 ? '' : `value grüße ${k} ${'abc'.repeat(k)}`,
  timestamp: 1_700_000_000_000 + k * 17 - (k === 20 ? 100_000 : 0),
  headers: k % 5 === 0 ? [['trace', `t${k}`] as const, ['empty', null] as const] : [],
}));

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('utf8'));

function chunkOf(records: Buffer, fetchOffset = 0, endOffset = Number.POSITIVE_INFINITY): FetchedChunk {
  const fixed = { topic: 't', partition: 3, readCommitted: false, abortedTransactions: [], checkCrcs: true };
  return new FetchedChunk({ ...fixed, records, fetchOffset, endOffset });
}

/** Puts text where it is told to, as a schema does. */
const utf8Serializer = {
  serializeInto: (value: string, bytes: Uint8Array, position: number): number => {
    const encoded = new TextEncoder().encode(value);
    if (position + encoded.length > bytes.length) return -1;
    bytes.set(encoded, position);
    return position + encoded.length;
  },
};

function readAll(chunk: FetchedChunk): (Plain & { readonly offset: number })[] {
  const record = new FetchedRecord();
  const all: (Plain & { readonly offset: number })[] = [];
  while (chunk.next(record)) {
    all.push({
      offset: record.offset,
      key: text(record.key),
      value: text(record.value),
      timestamp: record.timestamp,
      headers: record.headers.map(({ key, value }) => [key, text(value)] as const),
    });
    expect(record.valueText()).toBe(text(record.value));
  }
  return all;
}

function batchOf(records: readonly Plain[], compression: CompressionType = 'none', asText = false): Buffer {
  const bytes = (part: string | null): RecordBytes => (part === null || asText ? part : Buffer.from(part));
  const writer = new RecordBatchWriter(Buffer.alloc(1024 * 1024));
  for (const { key, value, timestamp, headers } of records) {
    const written = headers.map(([name, content]): RecordHeader => ({ key: name, value: bytes(content) }));
    expect(writer.append(bytes(key), bytes(value), timestamp, written)).toBe(true);
  }
  writer.close({ compression, compressionLevel: undefined, transactional: false });
  writer.identify({ producerId: 77, producerEpoch: 3, baseSequence: 9 });
  return Buffer.from(writer.bytes());
}

const plainRecord: fc.Arbitrary<Plain> = fc.record({
  key: fc.option(fc.string({ unit: 'grapheme' })),
  value: fc.option(fc.string({ unit: 'grapheme', maxLength: 300 })),
  timestamp: fc.integer({ min: -1, max: 253_402_300_799_999 }),
  headers: fc.array(fc.tuple<[string, string | null]>(fc.string(), fc.option(fc.string())), { maxLength: 3 }),
});

describe('a batch of records', () => {
  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('that Java wrote with %s is read', (codec) => {
    const read = readAll(chunkOf(Buffer.from(javaBatches[codec], 'base64'), 1000));
    expect(read).toEqual(javaRecords.map((record, index) => ({ ...record, offset: 1000 + index })));
  });

  it('is the same as Java’s, byte for byte', () => {
    const ours = batchOf(javaRecords);
    const java = Buffer.from(javaBatches.none, 'base64');
    // The broker's fields: base offset and leader epoch are not the producer's to fill.
    for (const buffer of [ours, java]) {
      buffer.fill(0, 0, 8);
      buffer.fill(0, 12, 16);
    }
    expect(ours.equals(java)).toBe(true);
  });

  it.each(['none', 'gzip', 'snappy', 'lz4'] as const)('comes back from %s as it was written', (codec) => {
    fc.assert(
      fc.property(fc.array(plainRecord, { minLength: 1, maxLength: 20 }), fc.boolean(), (records, asText) => {
        const read = readAll(chunkOf(batchOf(records, codec, asText)));
        expect(read).toEqual(records.map((record, index) => ({ ...record, offset: index })));
      }),
      { numRuns: 60 },
    );
  });

  it('takes timestamps far apart, and an earlier one after a later', () => {
    const times = [0, 8_000_000_000_000_000, -1, 1, 4_611_686_018_427];
    const records = times.map((timestamp) => ({ key: null, value: 'v', timestamp, headers: [] }));
    expect(readAll(chunkOf(batchOf(records))).map(({ timestamp }) => timestamp)).toEqual(times);
  });

  it('never takes more than the bound says', () => {
    fc.assert(
      fc.property(plainRecord, ({ key, value, timestamp, headers }) => {
        const written = headers.map(([name, content]) => ({ key: name, value: content }));
        const bound = recordSizeBound(key, value, written);
        expect(new RecordBatchWriter(Buffer.alloc(RECORDS_AT + bound)).append(key, value, timestamp, written)).toBe(
          true,
        );
      }),
    );
  });

  it('refuses a record that does not fit, and stays as it was', () => {
    const writer = new RecordBatchWriter(Buffer.alloc(200));
    expect(writer.append(null, 'x'.repeat(90), 5)).toBe(true);
    const { length } = writer;
    expect(writer.append(null, 'y'.repeat(90), 6)).toBe(false);
    expect([writer.length, writer.count]).toEqual([length, 1]);
  });
});

describe('what is fetched', () => {
  const first = batchOf([{ key: 'a', value: '1', timestamp: 1, headers: [] }]);
  const second = batchOf(
    Array.from({ length: 3 }, (_, n) => ({ key: null, value: `b${n}`, timestamp: 2, headers: [] })),
  );
  writeInt64(second, 0, 5);
  const values = (chunk: FetchedChunk) => readAll(chunk).map(({ offset, value }) => [offset, value]);

  it('may begin in the middle of a batch and skip offsets that compaction removed', () => {
    const chunk = chunkOf(Buffer.concat([first, second]), 6);
    expect(values(chunk)).toEqual([
      [6, 'b1'],
      [7, 'b2'],
    ]);
    expect([chunk.position, chunk.offsetAfter]).toEqual([8, 8]);
  });

  it('may be cut off inside its last batch, wherever', () => {
    for (let cut = first.length; cut < first.length + second.length; cut++) {
      const chunk = chunkOf(Buffer.concat([first, second]).subarray(0, cut));
      expect(values(chunk)).toEqual([[0, '1']]);
      expect(chunk.offsetAfter).toBe(1);
    }
  });

  it('stops before the end offset', () => {
    const chunk = chunkOf(Buffer.concat([first, second]), 0, 6);
    expect(values(chunk)).toEqual([
      [0, '1'],
      [5, 'b0'],
    ]);
    expect(chunk.position).toBe(6);
  });

  it('is refused when a bit has flipped anywhere behind the checksum', () => {
    for (let at = CRC_AT; at < first.length; at++) {
      const damaged = Buffer.from(first);
      damaged[at] = (damaged[at] as number) ^ 0x10;
      const error = { code: 'KAFKA_RECORD_CORRUPT', facts: { topic: 't', partition: 3, offset: 0 } };
      expect(() => readAll(chunkOf(damaged))).toThrow(expect.objectContaining(error));
    }
  });

  it('is refused, never read past its end, when lengths inside it lie and nobody checks the sum', () => {
    const fixed = { topic: 't', partition: 3, readCommitted: false, abortedTransactions: [], checkCrcs: false };
    fc.assert(
      fc.property(fc.integer({ min: RECORDS_AT, max: second.length - 1 }), fc.nat(255), (at, byte) => {
        const damaged = Buffer.from(second);
        damaged[at] = byte;
        const options = { ...fixed, records: damaged, fetchOffset: 5, endOffset: Number.POSITIVE_INFINITY };
        try {
          const record = new FetchedRecord();
          const chunk = new FetchedChunk(options);
          while (chunk.next(record)) expect(record.valueEnd).toBeLessThanOrEqual(damaged.length);
        } catch (error) {
          expect(error).toMatchObject({ code: 'KAFKA_RECORD_CORRUPT' });
        }
      }),
    );
  });

  it('is refused in an older format by name', () => {
    const old = Buffer.from(first);
    old[MAGIC_AT] = 1;
    expect(() => chunkOf(old)).toThrow(expect.objectContaining({ code: 'KAFKA_RECORD_FORMAT_UNSUPPORTED' }));
  });
});

describe('a value that its serializer puts into the batch', () => {
  const records = fc.array(
    fc.record({
      key: fc.option(fc.string({ maxLength: 80 })),
      // Around the lengths at which a size takes one byte more.
      value: fc
        .oneof(fc.nat(5), fc.integer({ min: 55, max: 70 }), fc.integer({ min: 8_150, max: 8_200 }))
        .map((length) => 'x'.repeat(length)),
      timestamp: fc.integer({ min: 0, max: 2 ** 42 }),
    }),
    { minLength: 2, maxLength: 70 },
  );

  it('stands there byte for byte as one that came as bytes, and neither fits where the other does not', () => {
    fc.assert(
      fc.property(
        records,
        fc.integer({ min: 500, max: 40_000 }),
        fc.integer({ min: 500, max: 40_000 }),
        (all, size, maxBytes) => {
          const asBytes = new RecordBatchWriter(Buffer.alloc(size));
          const direct = new RecordBatchWriter(Buffer.alloc(size, 7));
          let isFirst = true;
          for (const { key, value, timestamp } of all) {
            const expected = asBytes.append(key, value, timestamp, [], maxBytes);
            const written = isFirst
              ? direct.append(key, value, timestamp, [], maxBytes)
              : direct.appendSerialized(key, value, utf8Serializer, timestamp, maxBytes);
            if (!isFirst && expected !== written) {
              // The few bytes that a size may take more than it does are asked for in different ways.
              expect(Math.min(size, maxBytes) - asBytes.length).toBeLessThan(8);
              return;
            }
            if (!expected) return;
            isFirst = false;
          }
          for (const writer of [asBytes, direct]) {
            writer.close({ compression: 'none', compressionLevel: undefined, transactional: false });
            writer.identify({ producerId: 7, producerEpoch: 0, baseSequence: 0 });
          }
          expect(Buffer.compare(direct.bytes(), asBytes.bytes())).toBe(0);
        },
      ),
    );
  });

  it('leaves the batch as it was when its serializer throws', () => {
    const writer = new RecordBatchWriter(Buffer.alloc(1000));
    writer.append(null, 'one', 5);
    const before = writer.length;
    const fails = { serializeInto: () => { throw new Error('no'); } }; // biome-ignore format: one line
    expect(() => writer.appendSerialized(null, 'two', fails, 6, 1000)).toThrow('no');
    expect([writer.length, writer.count]).toEqual([before, 1]);
  });
});
