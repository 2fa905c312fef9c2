import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { MillraceError } from '../model/millrace-error.js';
import type { Compression, CompressionFormat, Compressor } from '../ports/compression.js';

type MakeStream = (options: zlib.ZlibOptions & { readonly params?: Record<number, number> }) => Transform;

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
    return iterate(format, make({ chunkSize: PIECE_BYTES }), input);
  },
  compressor(format, level) {
    const make = compressors[format] ?? unsupported(format);
    return new StreamCompressor(make({ chunkSize: PIECE_BYTES, ...levelOptions(format, level) }));
  },
};

async function* iterate(
  format: CompressionFormat,
  stream: Transform,
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(input, { objectMode: true, highWaterMark: 1 });
  let inputError: Error | undefined;
  source.once('error', (error) => {
    inputError = error;
  });
  pipeline(source, stream, () => {
    // Whatever went wrong, the iteration below throws it.
  });
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (cause) {
    throw inputError ?? corrupt(format, cause);
  } finally {
    source.destroy();
    stream.destroy();
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
