/** How bytes are made smaller. */
export type CompressionFormat = 'gzip' | 'deflate' | 'zstd';

/** Makes bytes smaller, piece by piece. One call at a time. */
export interface Compressor {
  /** @returns what is ready of the output, perhaps nothing yet. */
  write(bytes: Uint8Array): Promise<readonly Uint8Array[]>;
  /** @returns the rest of the output. */
  end(): Promise<readonly Uint8Array[]>;
  /** Gives up; after `end` it does nothing. */
  close(): void;
}

/** Compression, as the host supplies it. */
export interface Compression {
  /**
   * What `input` holds, uncompressed; several compressed files behind one another are read as one. Ending the iteration
   * early ends that of `input`.
   *
   * @throws MillraceError `COMPRESSION_UNSUPPORTED` when the host has no such format, before it reads anything;
   * `COMPRESSION_CORRUPT` while iterating, when the input is damaged or ends too early.
   */
  decompress(format: CompressionFormat, input: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /**
   * @param level as the format counts; its own default without.
   * @throws MillraceError `COMPRESSION_UNSUPPORTED`.
   */
  compressor(format: CompressionFormat, level?: number): Compressor;
}
