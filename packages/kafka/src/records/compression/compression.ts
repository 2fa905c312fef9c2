import * as zlib from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';
import { MillraceError } from 'millrace';
import { compressLz4, decompressLz4 } from './lz4.js';
import { compressSnappy, decompressSnappy } from './snappy.js';

/** How the records of a batch are compressed; the values of Kafka's `compression.type`. */
export type CompressionType = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** The most bytes that one batch may unfold to: a damaged or hostile batch must not take the process down. */
const MAX_DECOMPRESSED_BYTES = 512 * 1024 * 1024;

/** Every codec in the order of its number in a batch's attributes. */
export const COMPRESSION_TYPES: readonly CompressionType[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

// Since Node 22.15; Node's own declarations of version 20 do not have them.
interface ZstdFunctions {
  readonly zstdCompressSync?: (bytes: Uint8Array, options?: object) => Buffer;
  readonly zstdDecompressSync?: (bytes: Uint8Array, options?: object) => Buffer;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}
const zstd = zlib as unknown as ZstdFunctions;

/** The number of a codec in a batch's attributes. */
export function compressionId(type: CompressionType): number {
  return COMPRESSION_TYPES.indexOf(type);
}

/**
 * Checks that batches can be written with a codec on this Node version; reading works for every codec on every version.
 *
 * @throws MillraceError KAFKA_COMPRESSION_UNSUPPORTED
 */
export function assertCompression(type: CompressionType): void {
  if (type !== 'zstd' || zstd.zstdCompressSync !== undefined) return;
  throw new MillraceError(
    'KAFKA_COMPRESSION_UNSUPPORTED',
    `Writing with the codec 'zstd' needs Node 22.15 or later, and this is ${process.version}.`,
    {
      facts: { codec: type, node: process.version },
      hint: "Use compression.type 'lz4', 'snappy' or 'gzip', or run a newer Node.",
    },
  );
}

/**
 * Compresses the records of a batch.
 *
 * @throws MillraceError KAFKA_COMPRESSION_UNSUPPORTED when this Node version cannot write the codec.
 */
export function compress(type: Exclude<CompressionType, 'none'>, bytes: Buffer, level: number | undefined): Uint8Array {
  if (type === 'gzip') return zlib.gzipSync(bytes, level === undefined ? {} : { level });
  if (type === 'snappy') return compressSnappy(bytes);
  if (type === 'lz4') return compressLz4(bytes);
  assertCompression(type);
  const parameter = zstd.constants.ZSTD_c_compressionLevel;
  const options = level === undefined || parameter === undefined ? {} : { params: { [parameter]: level } };
  return (zstd.zstdCompressSync as NonNullable<ZstdFunctions['zstdCompressSync']>)(bytes, options);
}

/**
 * Unfolds the records of a batch by the codec number in its attributes.
 *
 * @throws RangeError or an error of zlib when the bytes are not what the codec writes; MillraceError
 * KAFKA_COMPRESSION_UNSUPPORTED for a number without codec.
 */
export function decompress(codecId: number, bytes: Buffer): Buffer {
  const type = COMPRESSION_TYPES[codecId];
  if (type === 'gzip') return zlib.gunzipSync(bytes, { maxOutputLength: MAX_DECOMPRESSED_BYTES });
  if (type === 'snappy') return decompressSnappy(bytes, MAX_DECOMPRESSED_BYTES);
  if (type === 'lz4') return decompressLz4(bytes, MAX_DECOMPRESSED_BYTES);
  if (type === 'zstd') {
    if (zstd.zstdDecompressSync !== undefined)
      return zstd.zstdDecompressSync(bytes, { maxOutputLength: MAX_DECOMPRESSED_BYTES });
    const plain = decompressZstd(bytes);
    return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
  }
  throw new MillraceError(
    'KAFKA_COMPRESSION_UNSUPPORTED',
    `A batch is compressed by codec number ${codecId}, which is not known.`,
  );
}
