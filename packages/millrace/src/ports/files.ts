/** What stands at a path; symbolic links are followed. */
export interface FileStatus {
  /** `other` is neither: a device, a socket, a link that leads nowhere. */
  readonly kind: 'file' | 'directory' | 'other';
  /** 0 for what is not a file. */
  readonly lengthBytes: number;
  /** When its content last changed, in milliseconds since the epoch. */
  readonly modifiedMs: number;
}

/** One entry of a directory. */
export interface DirectoryEntry {
  /** Without the directory. */
  readonly name: string;
  readonly kind: FileStatus['kind'];
}

/** A file that is read at any place. */
export interface ReadableFile {
  /** The length now: a file may grow or shrink while it is open. */
  lengthBytes(): Promise<number>;
  /**
   * Fills `target` from `position` on.
   *
   * @returns how many bytes were there: fewer than fit only at the end of the file.
   */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** A file that is written at its end. One call at a time. */
export interface WritableFile {
  /** Bytes in the file, with those that stood there when it was opened. */
  readonly lengthBytes: number;
  /** Appends all of `bytes`, which must not change until it settles. */
  write(bytes: Uint8Array): Promise<void>;
  /** Once it settles, the content written so far survives a loss of power. Its name does after `syncDirectory`. */
  sync(): Promise<void>;
  /** Does not sync. */
  close(): Promise<void>;
}

/**
 * The files of a host. Paths are those of the host, with `/` between their parts.
 *
 * After a crash of the process everything is there. After a loss of power only what was synced is: the content of files by
 * `WritableFile.sync`, their names (creations, renames, removals) by `syncDirectory` of the directory that holds them.
 *
 * Every call fails with a MillraceError: `FILE_NOT_FOUND`, `FILE_EXISTS`, `FILE_KIND_WRONG` (a directory where a file is
 * needed, or the reverse), `FILE_ACCESS_DENIED`, `FILE_DISK_FULL`, `FILE_CLOSED`, and `FILE_FAILED` for what is left.
 */
export interface Files {
  /** For what need not survive the job. */
  readonly temporaryDirectory: string;
  /** The path from the root, without `.` and `..`; links stay. */
  absolutePath(path: string): string;
  /** The path from the root with all links followed. */
  canonicalPath(path: string): Promise<string>;
  /** Undefined when nothing is there. */
  status(path: string): Promise<FileStatus | undefined>;
  /** What a directory holds, by name in the order of code units. */
  list(path: string): Promise<readonly DirectoryEntry[]>;
  openForReading(path: string): Promise<ReadableFile>;
  /** Makes a new file. What stands there is refused, or with `replace` emptied. */
  create(path: string, options?: { readonly replace?: boolean }): Promise<WritableFile>;
  /** Goes on at the end of a file. With `lengthBytes`, what is behind them is cut off first; fewer there is `FILE_FAILED`. */
  openForAppending(path: string, lengthBytes?: number): Promise<WritableFile>;
  /** Gives a file or directory another name, atomically; a file that has that name is replaced. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a directory with all that it holds. Nothing there is no error. */
  remove(path: string): Promise<void>;
  /**
   * Makes a directory and those above it that are missing.
   *
   * @returns the topmost one that it made; undefined when all were there.
   */
  makeDirectory(path: string): Promise<string | undefined>;
  syncDirectory(path: string): Promise<void>;
}
