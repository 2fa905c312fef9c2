/** A file to be compacted. */
export interface CompactorInput {
  /** Its bytes, in order. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** The file that takes the place of those that are compacted. */
export interface CompactorOutput {
  write(bytes: Uint8Array): Promise<void>;
}

/** Makes one file of several. */
export interface FileCompactor {
  /** Its name in plans. */
  readonly name: string;
  /** False: it is given one file at a time. */
  readonly combines: boolean;
  compact(inputs: readonly CompactorInput[], output: CompactorOutput): Promise<void>;
}

/** The built-in compactors, as PyFlink's `FileCompactor`. For one of your own, give an object of this type. */
export const FileCompactor = {
  /**
   * Puts files behind one another: for text, and for whatever may be read on behind its end, as gzip may.
   *
   * @param fileDelimiter bytes between every two of them. Default none.
   */
  concatFileCompactor(fileDelimiter?: Uint8Array): FileCompactor {
    return {
      name: 'concatenated',
      combines: true,
      async compact(inputs, output) {
        for (const [index, input] of inputs.entries()) {
          if (index > 0 && fileDelimiter !== undefined) await output.write(fileDelimiter);
          for await (const chunk of input.chunks()) await output.write(chunk);
        }
      },
    };
  },

  /** Leaves every file as it is, and one of its own. */
  identicalFileCompactor(): FileCompactor {
    return { ...FileCompactor.concatFileCompactor(), name: 'identical', combines: false };
  },
};
