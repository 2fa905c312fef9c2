import type { TypeInformation } from '../../model/type-information.js';
import type { ReadableFile } from '../../ports/files.js';
import type { FileSplit } from './file-split.js';

/** How a file becomes batches of records, for formats that read it at many places, as columnar ones do. */
export interface BulkFormat<T> {
  /** Its name in plans. */
  readonly name: string;
  /** True when a file can be read at several places at once: a split then gives the batches that begin in it. */
  readonly isSplittable: boolean;
  producedType(): TypeInformation<T>;
  /**
   * Opens a split: from `position` on, where that is not null. The file is closed by who gave it.
   *
   * @param file bytes as they stand on the disk.
   */
  createReader(file: ReadableFile, split: FileSplit): BulkReader<T> | Promise<BulkReader<T>>;
}

/** Some records of a file. */
export interface BulkBatch<T> {
  readonly records: readonly T[];
  /** With this position, a reader gives this batch first. */
  readonly position: number;
}

/** Reads the batches of one split, in order. */
export interface BulkReader<T> {
  /** The next batch; undefined at the end. Not called again before it has settled. */
  readBatch(): Promise<BulkBatch<T> | undefined>;
  close?(): void | Promise<void>;
}
