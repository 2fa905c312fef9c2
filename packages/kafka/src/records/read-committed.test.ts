import { describe, expect, it } from 'vitest';
import { crc32c } from './crc32c.js';
import { type AbortedRange, FetchedChunk } from './fetched-chunk.js';
import { FetchedRecord } from './fetched-record.js';
import { RecordBatchWriter } from './record-batch-writer.js';
import { ATTRIBUTES_AT, CONTROL_FLAG, CRC_AT, writeInt64 } from './record-layout.js';

/** A log as a broker keeps it: each entry one batch of one record. */
type Entry =
  | { readonly kind: 'plain'; readonly value: string }
  | { readonly kind: 'transactional'; readonly producer: number; readonly value: string }
  | { readonly kind: 'commit' | 'abort'; readonly producer: number };

const plain = (value: string): Entry => ({ kind: 'plain', value });
const by = (producer: number, value: string): Entry => ({ kind: 'transactional', producer, value });
const commit = (producer: number): Entry => ({ kind: 'commit', producer });
const abort = (producer: number): Entry => ({ kind: 'abort', producer });

function batch(entry: Entry, offset: number): Buffer {
  const writer = new RecordBatchWriter(Buffer.alloc(256));
  const control = !('value' in entry);
  // A control record's key is its version (0) and type: 0 = abort, 1 = commit.
  if (control) writer.append(Buffer.from([0, 0, 0, entry.kind === 'commit' ? 1 : 0]), Buffer.alloc(6), 1);
  else writer.append(null, entry.value, 1);
  writer.close({ compression: 'none', compressionLevel: undefined, transactional: entry.kind !== 'plain' });
  const producerId = entry.kind === 'plain' ? -1 : entry.producer;
  writer.identify({ producerId, producerEpoch: 0, baseSequence: 0 });
  const bytes = Buffer.from(writer.bytes());
  writeInt64(bytes, 0, offset);
  if (control) {
    bytes.writeInt16BE(bytes.readInt16BE(ATTRIBUTES_AT) | CONTROL_FLAG, ATTRIBUTES_AT);
    bytes.writeUInt32BE(crc32c(bytes, ATTRIBUTES_AT), CRC_AT);
  }
  return bytes;
}

function read(log: readonly Entry[], aborted: readonly AbortedRange[], readCommitted = true, from = 0) {
  const records = Buffer.concat(log.map((entry, offset) => batch(entry, offset)));
  const chunk = new FetchedChunk({
    topic: 't',
    partition: 0,
    records,
    fetchOffset: from,
    endOffset: Number.POSITIVE_INFINITY,
    readCommitted,
    abortedTransactions: aborted,
    checkCrcs: true,
  });
  const record = new FetchedRecord();
  const values: string[] = [];
  while (chunk.next(record)) values.push(record.valueText() ?? '');
  return { values, position: chunk.position };
}

describe('read_committed', () => {
  it('leaves out what was aborted and shows what was committed, interleaved', () => {
    const log = [by(1, 'a1'), by(2, 'b1'), plain('p'), by(1, 'a2'), abort(1), by(2, 'b2'), commit(2)];
    expect(read(log, [{ producerId: 1, firstOffset: 0 }])).toEqual({ values: ['b1', 'p', 'b2'], position: 7 });
  });

  it('shows a producer’s next transaction after one that was aborted, and hides the one after that', () => {
    const log = [by(1, 'x'), abort(1), by(1, 'y'), commit(1), by(1, 'z'), abort(1), by(1, 'w'), commit(1)];
    const aborted = [
      { producerId: 1, firstOffset: 4 },
      { producerId: 1, firstOffset: 0 },
    ];
    expect(read(log, aborted).values).toEqual(['y', 'w']);
  });

  it('hides an aborted transaction that began before the place where reading begins', () => {
    const log = [by(1, 'x'), by(1, 'y'), abort(1), by(1, 'z'), commit(1)];
    expect(read(log, [{ producerId: 1, firstOffset: 0 }], true, 1).values).toEqual(['z']);
  });

  it('moves on over a log that shows nothing', () => {
    const log = [by(1, 'x'), abort(1)];
    expect(read(log, [{ producerId: 1, firstOffset: 0 }])).toEqual({ values: [], position: 2 });
  });

  it('never shows a control record, nor under read_uncommitted', () => {
    const log = [by(1, 'x'), abort(1), by(2, 'y'), commit(2)];
    expect(read(log, [], false)).toEqual({ values: ['x', 'y'], position: 4 });
  });
});
