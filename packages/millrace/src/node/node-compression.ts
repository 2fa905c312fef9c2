import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { MillraceError } from '../model/millrace-error.js';
import type { Compression, CompressionFormat, Compressor } from '../ports/compression.js';
import { ZstdFrames } from './zstd-frames.js';

/** @see zlib.Zlib: how many bytes of its input the stream has used. */
type ZlibStream = Transform & { readonly bytesWritten: number };

type MakeStream = (options: zlib.ZlibOptions & { readonly params?: Record<number, number> }) => ZlibStream;

/** What Node 22.15 and later have, and the types of Node 20 do not know. */
interface ZstdFunctions {
  readonly createZstdDecompress?: MakeStream;
  readonly createZstdCompress?: MakeStream;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

const zstd = zlib as unknown as ZstdFunctions;

const decompressors: Readonly<Record<CompressionFormat, MakeStream | undefined>> = {
  gzip: zlib.createGunzip,
  deflate: zlib.createInflate,
  zstd: zstd.createZstdDecompress,
};

const compressors: Readonly<Record<CompressionFormat, MakeStream | undefined>> = {
  gzip: zlib.createGzip,
  deflate: zlib.createDeflate,
  zstd: zstd.createZstdCompress,
};

const PIECE_BYTES = 1 << 18;

/** The compression that comes with Node; its threads do the work. */
export const nodeCompression: Compression = {
  decompress(format, input) {
    const make = decompressors[format] ?? unsupported(format);
    return iterate(format, () => make({ chunkSize: PIECE_BYTES }), input);
  },
  compressor(format, level) {
    const make = compressors[format] ?? unsupported(format);
    return new StreamCompressor(make({ chunkSize: PIECE_BYTES, ...levelOptions(format, level) }));
  },
};

async function* iterate(
  format: CompressionFormat,
  make: () => ZlibStream,
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const pieces = new InputPieces((format === 'zstd' ? wholeFrames(input) : input)[Symbol.asyncIterator]());
  try {
    // Node's streams end with the first of several compressed files, and would ignore the others.
    do yield* iterateOne(format, make(), pieces);
    while (!(await pieces.isAtEnd()));
  } finally {
    await pieces.close();
  }
}

async function* wholeFrames(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const frames = new ZstdFrames();
  for await (const piece of input) {
    try {
      frames.push(piece);
    } catch (cause) {
      throw corrupt('zstd', cause);
    }
    yield piece;
  }
  if (!frames.isComplete) throw corrupt('zstd', new Error('unexpected end of file'));
}

async function* iterateOne(
  format: CompressionFormat,
  stream: ZlibStream,
  pieces: InputPieces,
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(pieces.giveTo(stream), { objectMode: true, highWaterMark: 1 });
  pipeline(source, stream, () => {
    // Whatever went wrong, the iteration below throws it.
  });
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (cause) {
    throw pieces.failure ?? corrupt(format, cause);
  } finally {
    pieces.takeBack(stream);
    source.destroy();
    stream.destroy();
  }
}

/** The pieces of an input, of which what one stream does not use goes to the next. */
class InputPieces {
  failure: unknown;
  private waiting: Uint8Array[] = [];
  /** Given to the stream at work, and not known to be used. */
  private given: Uint8Array[] = [];
  /** Bytes given to it before those. */
  private used = 0;
  private user: ZlibStream | undefined;
  private hasEnded = false;
  private pulling: Promise<void> | undefined;

  constructor(private readonly input: AsyncIterator<Uint8Array>) {}

  async isAtEnd(): Promise<boolean> {
    while (this.waiting.length === 0 && !this.hasEnded) {
      this.pulling ??= this.pull().finally(() => {
        this.pulling = undefined;
      });
      await this.pulling;
    }
    return this.waiting.length === 0;
  }

  async *giveTo(stream: ZlibStream): AsyncGenerator<Uint8Array> {
    this.user = stream;
    this.given = [];
    this.used = 0;
    try {
      while (!(await this.isAtEnd()) && this.user === stream) {
        const piece = this.waiting.shift() as Uint8Array;
        this.dropUsed(stream);
        this.given.push(piece);
        yield piece;
      }
    } catch (cause) {
      this.failure = cause;
      throw cause;
    }
  }

  /** The stream has ended: what it did not use is for the next one. */
  takeBack(stream: ZlibStream): void {
    this.user = undefined;
    this.dropUsed(stream);
    const [first, ...others] = this.given;
    if (first !== undefined) this.waiting.unshift(first.subarray(stream.bytesWritten - this.used), ...others);
    this.given = [];
  }

  async close(): Promise<void> {
    await this.input.return?.();
  }

  private dropUsed({ bytesWritten }: ZlibStream): void {
    for (
      let [piece] = this.given;
      piece !== undefined && this.used + piece.length <= bytesWritten;
      [piece] = this.given
    ) {
      this.used += piece.length;
      this.given.shift();
    }
  }

  private async pull(): Promise<void> {
    const result = await this.input.next();
    if (result.done === true) this.hasEnded = true;
    else if (result.value.length > 0) this.waiting.push(result.value);
  }
}

class StreamCompressor implements Compressor {
  private pieces: Uint8Array[] = [];
  private failure: Error | undefined;
  private reject: ((error: Error) => void) | undefined;

  constructor(private readonly stream: Transform) {
    stream.on('data', (piece: Uint8Array) => this.pieces.push(piece));
    stream.on('error', (error: Error) => {
      this.failure = error;
      this.reject?.(error);
    });
  }

  write(bytes: Uint8Array): Promise<readonly Uint8Array[]> {
    return this.after((done) => this.stream.write(bytes, () => done()));
  }

  end(): Promise<readonly Uint8Array[]> {
    return this.after((done) => {
      this.stream.once('end', done);
      this.stream.end();
    });
  }

  close(): void {
    this.stream.destroy();
  }

  private async after(work: (done: () => void) => void): Promise<readonly Uint8Array[]> {
    if (this.failure !== undefined) throw this.failure;
    await new Promise<void>((resolve, reject) => {
      this.reject = reject;
      work(resolve);
    });
    return this.pieces.splice(0);
  }
}

function levelOptions(format: CompressionFormat, level: number | undefined) {
  if (level === undefined) return {};
  return format === 'zstd' ? { params: { [zstd.constants.ZSTD_c_compressionLevel as number]: level } } : { level };
}

function unsupported(format: CompressionFormat): never {
  throw new MillraceError('COMPRESSION_UNSUPPORTED', `Node ${process.versions.node} cannot handle ${format}.`, {
    facts: { format },
    hint: 'It came with Node 22.15. Use a newer Node, or gzip.',
  });
}

function corrupt(format: CompressionFormat, cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError('COMPRESSION_CORRUPT', `What should be ${format} is damaged or cut short: ${reason}.`, {
    facts: { format, reason },
    cause,
    hint: 'Is the file complete, and does its ending say what it is?',
  });
}
