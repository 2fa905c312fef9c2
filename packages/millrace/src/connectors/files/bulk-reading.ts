import type { Files, ReadableFile } from '../../ports/files.js';
import type { BulkBatch, BulkFormat, BulkReader } from './bulk-format.js';
import { type FileSplit, isWholeFile } from './file-split.js';
import { notSplittable, type SplitReading, type SplitStep, shorterFile } from './split-reading.js';

/** Reads a split batch by batch: while records of one batch are taken, the next one is read. */
export class BulkReading<T> implements SplitReading<T> {
  value!: T;
  private file: ReadableFile | undefined;
  private reader: BulkReader<T> | undefined;
  private batch: BulkBatch<T> | undefined;
  private taken = 0;
  /** Records at the beginning of the first batch that were emitted before a restore. */
  private skipped: number;
  private coming: BulkBatch<T> | undefined;
  private loading: Promise<void> | undefined;
  private failure: { readonly cause: unknown } | undefined;

  constructor(
    private readonly files: Files,
    private readonly format: BulkFormat<T>,
    private readonly split: FileSplit,
  ) {
    this.skipped = split.recordsBehindPosition;
    this.load(() => this.open());
  }

  next(): SplitStep {
    const { batch } = this;
    if (batch !== undefined && this.taken < batch.records.length) {
      this.value = batch.records[this.taken++] as T;
      return 'record';
    }
    if (this.failure !== undefined) throw this.failure.cause;
    if (this.loading !== undefined) return 'wait';
    return this.takeBatch() ? this.next() : 'end';
  }

  async ready(): Promise<void> {
    await this.loading;
  }

  snapshot(): FileSplit {
    const { batch, split } = this;
    return batch === undefined ? split : { ...split, position: batch.position, recordsBehindPosition: this.taken };
  }

  async close(): Promise<void> {
    await this.loading;
    try {
      await this.reader?.close?.();
    } finally {
      await this.file?.close();
    }
  }

  private takeBatch(): boolean {
    const { coming } = this;
    if (coming === undefined) return false;
    this.batch = coming;
    this.taken = Math.min(this.skipped, coming.records.length);
    this.skipped -= this.taken;
    this.coming = undefined;
    this.load(() => this.read());
    return true;
  }

  private load(work: () => Promise<void>): void {
    this.loading = work()
      .catch((cause: unknown) => {
        this.failure = { cause };
      })
      .finally(() => {
        this.loading = undefined;
      });
  }

  private async open(): Promise<void> {
    const { files, format, split } = this;
    if (!isWholeFile(split) && !format.isSplittable) throw notSplittable(format.name, split);
    const file = await files.openForReading(split.path);
    this.file = file;
    const lengthBytes = await file.lengthBytes();
    if (lengthBytes < split.fileLengthBytes) throw shorterFile(split, lengthBytes);
    this.reader = await format.createReader(file, split);
    await this.read();
  }

  private async read(): Promise<void> {
    this.coming = await this.reader?.readBatch();
  }
}
