/** The standard output of the program, as the host supplies it: lines of text, with back-pressure. */
export interface StandardOutput {
  /**
   * Writes one line; the host adds the line break.
   *
   * @returns false when the reader of the output is behind: write no more until `drained` has settled.
   */
  writeLine(line: string): boolean;
  /** Settles when lines may be written again; at once when they may now. */
  drained(): Promise<void>;
  /** Settles when every line written so far has left the program. */
  flush(): Promise<void>;
}
