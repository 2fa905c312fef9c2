import { crc32 } from '../model/crc32.js';
import { joinPath } from '../ports/file-path.js';
import type { Files, WritableFile } from '../ports/files.js';
import { type Blob, damaged } from './checkpoint-manifest.js';

/** Bytes that are written to the file at once. */
const BUFFER_BYTES = 1024 * 1024;

/** Writes the blobs of a checkpoint one after another into one file. */
export class BlobFile {
  private readonly buffer = new Uint8Array(BUFFER_BYTES);
  private buffered = 0;
  private at = 0;

  constructor(
    private readonly name: string,
    private readonly file: WritableFile,
  ) {}

  /** Bytes so far. */
  get length(): number {
    return this.at;
  }

  async append(parts: readonly Uint8Array[]): Promise<Blob> {
    const { at } = this;
    let crc = 0;
    for (const part of parts) {
      crc = crc32(part, crc);
      await this.write(part);
    }
    return { file: this.name, at, length: this.at - at, crc };
  }

  /** Everything is in the file, and survives a loss of power. */
  async finish(): Promise<void> {
    await this.flush();
    await this.file.sync();
  }

  private async write(bytes: Uint8Array): Promise<void> {
    this.at += bytes.length;
    if (this.buffered + bytes.length > BUFFER_BYTES) await this.flush();
    if (bytes.length >= BUFFER_BYTES) {
      await this.file.write(bytes);
      return;
    }
    this.buffer.set(bytes, this.buffered);
    this.buffered += bytes.length;
  }

  private async flush(): Promise<void> {
    if (this.buffered > 0) await this.file.write(this.buffer.subarray(0, this.buffered));
    this.buffered = 0;
  }
}

/**
 * Reads a blob of a checkpoint.
 *
 * @throws MillraceError `CHECKPOINT_DAMAGED` when the file is not there, is too short, or the bytes are others.
 */
export async function readBlob(files: Files, directory: string, { file, at, length, crc }: Blob): Promise<Uint8Array> {
  const path = joinPath(directory, file);
  if ((await files.status(path))?.kind !== 'file') throw damaged(path, 'it is missing');
  const open = await files.openForReading(path);
  try {
    const bytes = new Uint8Array(length);
    const read = await open.read(bytes, at);
    if (read < length) throw damaged(path, `it ends at ${at + read}, and ${at + length} bytes were written`);
    if (crc32(bytes) !== crc) throw damaged(path, `the checksum of the ${length} bytes from ${at} on is wrong`);
    return bytes;
  } finally {
    await open.close();
  }
}
