import { MillraceError } from '../../../model/millrace-error.js';
import type { CompressionFormat } from '../../../ports/compression.js';
import type { Encoder } from './encoder.js';
import type { PartOutput } from './part-output.js';

/** Makes writers of files that are only whole once they are finished. */
export interface BulkWriterFactory<T> {
  /** Its name in plans. */
  readonly name: string;
  /** A writer of one file. */
  create(output: PartOutput): BulkWriter<T>;
  /** Compresses what its writers write. */
  readonly compression?: { readonly format: CompressionFormat; readonly level?: number | undefined };
}

/** Writes one file. */
export interface BulkWriter<T> {
  addElement(element: T): void;
  /** Writes what is left and what stands at the end of a file. */
  finish(): void;
}

/**
 * Bulk writers whose files are compressed as a whole.
 *
 * @example
 * ```ts
 * import { CompressWriters, Encoder, FileSink, OutputFileConfig, Types } from 'millrace';
 *
 * const orders = Encoder.jsonEncoder(Types.OBJECT({ id: Types.LONG() }));
 * const sink = FileSink.forBulkFormat('out', CompressWriters.forEncoder(orders).withCompression('gzip'))
 *   .withOutputFileConfig(OutputFileConfig.builder().withPartSuffix('.json.gz').build())
 *   .build();
 * console.log(sink.describe());
 * ```
 */
export const CompressWriters = {
  /** Writers of what an encoder makes of each record. */
  forEncoder<T>(encoder: Encoder<T>): CompressWriterFactory<T> {
    return new CompressWriterFactory(encoder, 'gzip');
  },
};

/** Makes writers of compressed files: gzip unless told otherwise. */
export class CompressWriterFactory<T> implements BulkWriterFactory<T> {
  readonly name: string;
  readonly compression: { readonly format: CompressionFormat; readonly level?: number | undefined };

  /** @internal Use `CompressWriters.forEncoder`. */
  constructor(
    private readonly encoder: Encoder<T>,
    format: CompressionFormat,
    level?: number,
  ) {
    if (!['gzip', 'deflate', 'zstd'].includes(format)) {
      throw new MillraceError('CONFIG_INVALID_VALUE', `There is no compression '${String(format)}'.`, {
        facts: { format: String(format) },
        hint: "It takes 'gzip', 'deflate' or 'zstd'.",
      });
    }
    this.name = `${format} of lines`;
    this.compression = { format, level };
  }

  /**
   * The same with another compression.
   *
   * @param level as the format counts; its own default without.
   */
  withCompression(format: CompressionFormat, level?: number): CompressWriterFactory<T> {
    return new CompressWriterFactory(this.encoder, format, level);
  }

  create(output: PartOutput): BulkWriter<T> {
    const { encoder } = this;
    return {
      addElement: (element) => encoder.encode(element, output),
      finish() {
        // The compression ends with the file.
      },
    };
  }
}
