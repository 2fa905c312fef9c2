import { fileError } from '../../ports/file-error.js';
import { joinPath } from '../../ports/file-path.js';
import type { Files, ReadableFile, WritableFile } from '../../ports/files.js';

/** Where the temporary files of one sorter go. */
export interface RunFilesOptions {
  readonly files: Files;
  /** Runs take turns among them. */
  readonly directories: readonly string[];
  /** Names the sorter's own directory in each of them. No other sorter may have it. */
  readonly name: string;
}

/** The temporary files of one sorter, in directories of its own that are made when the first file is. */
export class RunFiles {
  private readonly made = new Set<string>();
  private readonly open = new Set<RunFile>();
  private count = 0;

  constructor(private readonly options: RunFilesOptions) {}

  /** A new file, to be written first. */
  async create(): Promise<RunFile> {
    const { files, directories, name } = this.options;
    const directory = joinPath(directories[this.count % directories.length]!, name);
    const path = joinPath(directory, `run-${this.count++}`);
    if (!this.made.has(directory)) {
      this.made.add(directory);
      await files.makeDirectory(directory);
    }
    const run = new RunFile(files, path, await files.create(path), () => this.open.delete(run));
    this.open.add(run);
    return run;
  }

  /** Removes all files and the directories. No call of a file may be under way. */
  async close(): Promise<void> {
    const { files } = this.options;
    await Promise.allSettled([...this.open].map((run) => run.close()));
    await Promise.all([...this.made].map((directory) => files.remove(directory)));
  }
}

/** One run: written from its beginning to its end, then read. */
export class RunFile {
  private reader: ReadableFile | undefined;
  private writer: WritableFile | undefined;
  private length = 0;
  private isClosed = false;
  private reading: Promise<number> = Promise.resolve(0);

  constructor(
    private readonly files: Files,
    private readonly path: string,
    writer: WritableFile,
    private readonly onClosed: () => void,
  ) {
    this.writer = writer;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.writer!.write(bytes);
    this.length += bytes.length;
  }

  /** Nothing more is written. */
  async seal(): Promise<void> {
    const { writer } = this;
    this.writer = undefined;
    await writer?.close();
  }

  /** Fills `target` from `position` on, and says how many bytes it took: fewer than fit only at the end. One at a time. */
  read(target: Uint8Array, position: number): Promise<number> {
    this.reading = this.fill(target, position);
    return this.reading;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.reading.catch(() => {});
    this.onClosed();
    const { reader } = this;
    this.reader = undefined;
    await this.seal();
    await reader?.close();
  }

  async delete(): Promise<void> {
    await this.close();
    await this.files.remove(this.path);
  }

  private async fill(target: Uint8Array, position: number): Promise<number> {
    const expected = Math.min(target.length, this.length - position);
    if (expected === 0) return 0;
    if (this.isClosed) throw fileError('FILE_CLOSED', 'read', this.path);
    this.reader ??= await this.files.openForReading(this.path);
    const count = await this.reader.read(target.subarray(0, expected), position);
    if (count === expected) return count;
    throw fileError('FILE_FAILED', 'read', this.path, { reason: 'it is shorter than what was written to it' });
  }
}
