import type { Compression, Compressor } from '../../../ports/compression.js';
import { makeDurableDirectory } from '../../../ports/durable-directory.js';
import { joinPath } from '../../../ports/file-path.js';
import type { Files, WritableFile } from '../../../ports/files.js';
import type { BulkWriter, BulkWriterFactory } from './bulk-writer.js';
import { inProgressName } from './part-name.js';
import { BlockOutput } from './part-output.js';
import type { PartFileInfo } from './rolling-policy.js';

/** What a part file is made of. */
export interface PartFileOptions<T> {
  readonly files: Files;
  readonly compression: Compression;
  readonly format: BulkWriterFactory<T>;
  readonly directory: string;
  readonly bucketId: string;
  readonly finalName: string;
  readonly createdMs: number;
  /** The length at which writing goes on, in a file that an earlier attempt has begun. */
  readonly resumeAtBytes?: number;
  /** So many bytes more wait for the disk, or fewer. */
  onWaiting(bytes: number): void;
  /** Writing failed; whoever waits for the file hears of it too. */
  onFailure(cause: unknown): void;
}

/** A part file while it is written: records are taken at once, and go to the disk block by block. */
export class PartFile<T> implements PartFileInfo {
  readonly bucketId: string;
  readonly directory: string;
  readonly finalName: string;
  readonly createdMs: number;
  updatedMs: number;
  private readonly output = new BlockOutput();
  private readonly writer: BulkWriter<T>;
  private readonly compressor: Compressor | undefined;
  private file: Promise<WritableFile> | undefined;
  private fileBytes: number;
  /** Taken out of the output, and not yet on the disk. */
  private readonly blocks: Uint8Array[] = [];
  private writingBytes = 0;
  private writing: Promise<void> | undefined;
  private failure: { readonly cause: unknown } | undefined;
  private isClosed = false;

  constructor(private readonly options: PartFileOptions<T>) {
    const { format, compression, resumeAtBytes = 0 } = options;
    this.bucketId = options.bucketId;
    this.directory = options.directory;
    this.finalName = options.finalName;
    this.createdMs = options.createdMs;
    this.updatedMs = options.createdMs;
    this.fileBytes = resumeAtBytes;
    this.writer = format.create(this.output);
    this.compressor = format.compression && compression.compressor(format.compression.format, format.compression.level);
  }

  get path(): string {
    return joinPath(this.directory, inProgressName(this.finalName));
  }

  /** With what waits to be written; of a compressed file, what waits counts as it is. */
  get sizeBytes(): number {
    return this.fileBytes + this.waitingBytes;
  }

  /** What is on the disk. */
  get lengthBytes(): number {
    return this.fileBytes;
  }

  /** Taken, and not on the disk. */
  get waitingBytes(): number {
    return this.output.waitingBytes + this.writingBytes;
  }

  add(element: T, nowMs: number): void {
    const before = this.output.waitingBytes;
    this.writer.addElement(element);
    this.updatedMs = nowMs;
    this.options.onWaiting(this.output.waitingBytes - before);
    if (this.output.hasFullBlock) this.startWriting('full');
  }

  /** Brings all that was added on its way to the disk. */
  write(): void {
    this.startWriting('all');
  }

  /** All that was added is on the disk, and stays there. */
  async sync(): Promise<void> {
    const file = await this.writeAll();
    await file.sync();
  }

  /** Writes what stands at the end, and closes the file: complete, and on the disk. */
  async finish(): Promise<void> {
    const before = this.output.waitingBytes;
    this.writer.finish();
    this.options.onWaiting(this.output.waitingBytes - before);
    const file = await this.writeAll();
    if (this.compressor !== undefined) await this.append(file, await this.compressor.end());
    await file.sync();
    await this.close();
  }

  /** Closes the file as it is; a write that the disk does not answer is not waited for. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.blocks.length = 0;
    this.compressor?.close();
    const file = await this.file?.catch(() => undefined);
    if (this.writing === undefined) await file?.close();
    else file?.close().catch(() => undefined);
  }

  private async writeAll(): Promise<WritableFile> {
    do {
      this.startWriting('all');
      await this.writing;
    } while (this.blocks.length > 0 && this.failure === undefined);
    if (this.failure !== undefined) throw this.failure.cause;
    return this.file as Promise<WritableFile>;
  }

  private startWriting(what: 'full' | 'all'): void {
    for (const block of this.output.take(what)) {
      this.blocks.push(block);
      this.writingBytes += block.length;
    }
    if (this.failure !== undefined) return;
    this.writing ??= this.writeBlocks()
      .catch((cause: unknown) => {
        this.failure = { cause };
        if (!this.isClosed) this.options.onFailure(cause);
      })
      .finally(() => {
        this.writing = undefined;
      });
  }

  private async writeBlocks(): Promise<void> {
    this.file ??= this.open();
    const file = await this.file;
    for (let block = this.blocks.shift(); block !== undefined; block = this.blocks.shift()) {
      await this.append(file, this.compressor === undefined ? [block] : await this.compressor.write(block));
      this.writingBytes -= block.length;
      this.options.onWaiting(-block.length);
    }
  }

  private async append(file: WritableFile, pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces) await file.write(piece);
    this.fileBytes = file.lengthBytes;
  }

  private async open(): Promise<WritableFile> {
    const { files, resumeAtBytes } = this.options;
    if (resumeAtBytes !== undefined) return files.openForAppending(this.path, resumeAtBytes);
    await makeDurableDirectory(files, this.directory);
    return files.create(this.path);
  }
}
