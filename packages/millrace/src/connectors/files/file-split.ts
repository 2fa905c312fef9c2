import { Types } from '../../model/types.js';
import type { SourceSplit } from '../source.js';
import { stateForm } from '../state-form.js';

/** A file, or a range of the bytes of one: the records that begin in it. */
export interface FileSplit extends SourceSplit {
  /** From the root of the file system. */
  readonly path: string;
  /** The first byte. */
  readonly start: number;
  /** Behind the last byte. */
  readonly end: number;
  /** How long the file was when it was found. */
  readonly fileLengthBytes: number;
  /**
   * Where reading goes on: a byte of the (uncompressed) content where a record begins, or for a bulk format what its
   * batches say. Null before the first record.
   */
  readonly position: number | null;
  /** How many records behind the position have been emitted: only with a bulk format, whose batches have no places inside. */
  readonly recordsBehindPosition: number;
}

/** A whole file, or a range of it, that has not been begun. */
export function fileSplit(path: string, fileLengthBytes: number, start = 0, end = fileLengthBytes): FileSplit {
  return { splitId: `${path}@${start}`, path, start, end, fileLengthBytes, position: null, recordsBehindPosition: 0 };
}

/** True for a split that is a whole file. */
export function isWholeFile({ start, end, fileLengthBytes }: FileSplit): boolean {
  return start === 0 && end === fileLengthBytes;
}

export const fileSplitForm = stateForm({
  what: 'split of files',
  version: 1,
  json: Types.OBJECT({
    splitId: Types.STRING(),
    path: Types.STRING(),
    start: Types.LONG(),
    end: Types.LONG(),
    fileLengthBytes: Types.LONG(),
    position: Types.NULLABLE(Types.LONG()),
    recordsBehindPosition: Types.LONG(),
  }),
  toJson: (split: FileSplit) => split,
  fromJson: (json): FileSplit => json,
});
