import { MillraceError } from '../../model/millrace-error.js';
import type { Compression, CompressionFormat } from '../../ports/compression.js';
import type { Files, ReadableFile } from '../../ports/files.js';

/** How much is read of a file at once. */
export const CHUNK_BYTES = 1 << 18;

/** What reads files has, and what reads compressed ones. */
export interface FileAccess {
  readonly files: Files;
  readonly compression: Compression;
}

const compressions: Readonly<Record<string, CompressionFormat>> = {
  gz: 'gzip',
  gzip: 'gzip',
  deflate: 'deflate',
  zst: 'zstd',
  zstd: 'zstd',
};

/** Formats that Flink reads, and nothing here does. */
const unreadable: readonly string[] = ['bz2', 'xz', 'zip'];

/**
 * How a file is compressed, by the ending of its name.
 *
 * @throws MillraceError `COMPRESSION_UNSUPPORTED` for an ending that means compression of another kind.
 */
export function compressionOf(path: string): CompressionFormat | undefined {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (!unreadable.includes(ending)) return compressions[ending];
  throw new MillraceError(
    'COMPRESSION_UNSUPPORTED',
    `'${path}' is compressed in a way that cannot be read: ${ending}.`,
    {
      facts: { path, format: ending },
      hint: `Readable are the endings ${Object.keys(compressions).join(', ')}. Or leave the file out with a filter.`,
    },
  );
}

/** The content of a file in order, from any place on. One call at a time. */
export interface FileContent {
  /** Where the next chunk begins. */
  readonly position: number;
  /** The next bytes; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Goes on from a later position. */
  skipTo(position: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file, uncompressing it if its name says that it is compressed. */
export async function openContent(access: FileAccess, path: string): Promise<FileContent> {
  const format = compressionOf(path);
  const file = await access.files.openForReading(path);
  const plain = new PlainContent(file);
  if (format === undefined) return plain;
  try {
    const pieces = access.compression.decompress(format, chunksOf(plain));
    return new UncompressedContent(pieces[Symbol.asyncIterator](), plain, path);
  } catch (cause) {
    await plain.close();
    throw cause;
  }
}

class PlainContent implements FileContent {
  position = 0;

  constructor(private readonly file: ReadableFile) {}

  async next(): Promise<Uint8Array | undefined> {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const count = await this.file.read(chunk, this.position);
    this.position += count;
    return count === 0 ? undefined : chunk.subarray(0, count);
  }

  async skipTo(position: number): Promise<void> {
    this.position = position;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

class UncompressedContent implements FileContent {
  position = 0;
  /** Uncompressed and not yet asked for. */
  private rest: Uint8Array | undefined;

  constructor(
    private readonly pieces: AsyncIterator<Uint8Array>,
    private readonly compressed: FileContent,
    private readonly path: string,
  ) {}

  async next(): Promise<Uint8Array | undefined> {
    const piece = this.rest ?? (await this.pull());
    this.rest = undefined;
    if (piece !== undefined) this.position += piece.length;
    return piece;
  }

  async skipTo(position: number): Promise<void> {
    while (this.position < position) {
      const piece = await this.next();
      if (piece === undefined) return;
      if (this.position <= position) continue;
      this.rest = piece.subarray(piece.length - (this.position - position));
      this.position = position;
    }
  }

  async close(): Promise<void> {
    await this.pieces.return?.();
    await this.compressed.close();
  }

  private async pull(): Promise<Uint8Array | undefined> {
    try {
      const result = await this.pieces.next();
      return result.done === true ? undefined : result.value;
    } catch (cause) {
      throw cause instanceof MillraceError ? cause.withFacts({ path: this.path }) : cause;
    }
  }
}

async function* chunksOf(content: FileContent): AsyncGenerator<Uint8Array> {
  for (let chunk = await content.next(); chunk !== undefined; chunk = await content.next()) yield chunk;
}
