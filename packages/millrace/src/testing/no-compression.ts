import { MillraceError } from '../model/millrace-error.js';
import type { Compression, CompressionFormat } from '../ports/compression.js';

/** The compression of a host without a machine: none, and it says so. */
export const noCompression: Compression = {
  decompress: (format) => unsupported(format),
  compressor: (format) => unsupported(format),
};

function unsupported(format: CompressionFormat): never {
  throw new MillraceError('COMPRESSION_UNSUPPORTED', `The virtual host cannot handle ${format}.`, {
    facts: { format },
    hint: 'Test with files that are not compressed, or on Node.',
  });
}
