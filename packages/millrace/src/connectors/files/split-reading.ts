import { MillraceError } from '../../model/millrace-error.js';
import type { FileSplit } from './file-split.js';

/** What a split has to give: a record, nothing yet, or nothing any more. */
export type SplitStep = 'record' | 'wait' | 'end';

/** One split at work. */
export interface SplitReading<T> {
  /**
   * Goes to the next record, synchronously.
   *
   * @throws RecordFailure for a record that cannot be read; the next call goes on behind it.
   * @throws what else goes wrong, each time it is called.
   */
  next(): SplitStep;
  /** The record. */
  readonly value: T;
  /** Settles when `next` may say something else than `wait`; never fails. */
  ready(): Promise<void>;
  /** The split with its position behind the last record. */
  snapshot(): FileSplit;
  close(): Promise<void>;
}

/** A record that cannot be read. */
export class RecordFailure extends Error {
  constructor(
    /** Where it begins, in the uncompressed content. */
    readonly offset: number,
    override readonly cause: unknown,
  ) {
    super('A record cannot be read.');
  }
}

/** A file is not what it was when it was found. */
export function shorterFile(split: FileSplit, lengthBytes: number): MillraceError {
  const { path, fileLengthBytes, splitId } = split;
  return new MillraceError(
    'FILE_CHANGED',
    `'${path}' has ${lengthBytes} bytes, but had ${fileLengthBytes} when it was found.`,
    {
      facts: { path, split: splitId, length: lengthBytes, lengthFound: fileLengthBytes },
      hint: 'Files that are read must not be cut or written anew: write under another name, then rename.',
    },
  );
}

/** A split is a part of a file that can only be read from its beginning. */
export function notSplittable(format: string, { path, splitId }: FileSplit): MillraceError {
  return new MillraceError(
    'FILE_NOT_SPLITTABLE',
    `'${path}' cannot be read in parts: its records must be read in order.`,
    {
      facts: { path, split: splitId, format },
      hint: 'Use FileEnumeratorProvider.defaultNonSplittableFileEnumerator(), or let yours give whole files.',
    },
  );
}
