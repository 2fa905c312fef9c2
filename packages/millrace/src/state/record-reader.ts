import type { Codec } from '../model/codec.js';
import { DataReader } from '../model/data-reader.js';
import { keyGroupOfHash } from '../model/key-groups.js';
import { murmur3 } from '../model/key-hash.js';
import { MillraceError } from '../model/millrace-error.js';
import { KEY_GROUP_FORMAT, RecordPrefix, SECTION_OF_ENTRIES } from './snapshot-format.js';

/** The entries of one state in one key group, as bytes. */
export interface StateSection {
  /** The position of the state's meta in the snapshot. */
  readonly state: number;
  readonly entries: Uint8Array;
}

/**
 * Takes a key group apart by state, without decoding its entries.
 *
 * @throws MillraceError `DATA_CORRUPT`, `SNAPSHOT_FORMAT_UNKNOWN`.
 */
export function readSections(bytes: Uint8Array, group: number, stateCount: number): StateSection[] {
  const input = new DataReader(bytes);
  const format = input.readUint8();
  if (format !== KEY_GROUP_FORMAT) throw unknownFormat(`The entries of key group ${group} have the form ${format}`);
  const announced = input.readUint32();
  if (announced !== input.remaining) {
    throw input.corrupt(`key group ${group} has ${input.remaining} bytes of entries instead of ${announced}`);
  }
  const sections: StateSection[] = [];
  while (input.remaining > 0) {
    const state = input.readVarUint();
    if (state >= stateCount) throw input.corrupt(`state ${state} of ${stateCount} in key group ${group}`);
    const kind = input.readUint8();
    if (kind !== SECTION_OF_ENTRIES) throw unknownFormat(`Key group ${group} has a section of kind ${kind}`);
    const length = input.readUint32();
    const start = input.position;
    input.skip(length);
    sections.push({ state, entries: bytes.subarray(start, start + length) });
  }
  return sections;
}

/** Takes the records of a section one by one. */
export interface RecordVisitor {
  key(key: unknown): void;
  namespace(namespace: unknown): void;
  /** Reads what is stored, and leaves the input behind it. */
  record(input: DataReader): void;
}

/** Where the records of a section must belong, and how they are read. */
export interface RecordPlace {
  readonly group: number;
  readonly maxParallelism: number;
  readonly keyCodec: Codec<unknown>;
  readonly namespaceCodec: Codec<unknown>;
}

/**
 * Decodes the records of one state in one key group.
 *
 * @throws MillraceError `DATA_CORRUPT`, also for a key that belongs to another key group.
 */
export function readRecords(entries: Uint8Array, place: RecordPlace, visitor: RecordVisitor): void {
  const input = new DataReader(entries);
  let first = true;
  while (input.remaining > 0) {
    const prefix = input.readUint8();
    if (prefix > RecordPrefix.SAME) throw input.corrupt(`${prefix} does not begin a record`);
    if (first && prefix !== RecordPrefix.KEY) throw input.corrupt('the first record has no key');
    first = false;
    if (prefix === RecordPrefix.KEY) visitor.key(readKey(input, entries, place));
    if (prefix !== RecordPrefix.SAME) visitor.namespace(place.namespaceCodec.read(input));
    visitor.record(input);
  }
}

function readKey(input: DataReader, entries: Uint8Array, place: RecordPlace): unknown {
  const start = input.position;
  const key = place.keyCodec.read(input);
  const group = keyGroupOfHash(murmur3(entries, start, input.position), place.maxParallelism);
  if (group === place.group) return key;
  throw input.corrupt(`a key of key group ${group} of ${place.maxParallelism} stands in key group ${place.group}`);
}

function unknownFormat(seen: string): MillraceError {
  return new MillraceError('SNAPSHOT_FORMAT_UNKNOWN', `${seen}, which this version of Millrace does not know.`, {
    hint: 'Restore it with the version that wrote it, or a later one.',
  });
}
