import { DataWriter } from '../../model/data-writer.js';
import type { EntryOrder, EntryWriter, SortRecord } from './entry.js';
import { Merge, type SortedCursor } from './merge.js';
import { CHUNKS_A_CURSOR, RunCursor } from './run-cursor.js';
import type { RunFile, RunFiles } from './run-files.js';
import { SortBlock } from './sort-block.js';

const MOST_BLOCK_BYTES = 4 * 2 ** 20;
const MOST_CHUNK_BYTES = 256 * 2 ** 10;
const LEAST_BYTES = 1024;
/** The most runs that are read at the same time. */
const MOST_RUNS = 64;

/** What a sorter is made from. */
export interface ExternalSorterOptions {
  readonly order: EntryOrder;
  readonly writer: EntryWriter;
  /** Bytes of memory that the sorter may hold; one record more than that it takes in any case. */
  readonly memoryBytes: number;
  readonly files: RunFiles;
  /** Lets others have their turn; called after each piece of work. */
  readonly pause: () => Promise<void>;
}

/**
 * Sorts more records than memory holds: what does not fit is written, in sorted runs, to files that are merged.
 *
 * Records for which the order is 0 stay as they came.
 */
export class ExternalSorter {
  private readonly blockBytes: number;
  private readonly chunkBytes: number;
  private readonly runsAtOnce: number;
  private blocks: SortBlock[] = [];
  private spare: SortBlock[] = [];
  private runs: RunFile[] = [];
  private working: Promise<void> | undefined;
  private isClosed = false;
  private closing: Promise<void> | undefined;

  constructor(private readonly options: ExternalSorterOptions) {
    const share = (parts: number, most: number) =>
      Math.max(LEAST_BYTES, Math.min(most, Math.floor(options.memoryBytes / parts)));
    this.blockBytes = share(16, MOST_BLOCK_BYTES);
    this.chunkBytes = share(32, MOST_CHUNK_BYTES);
    this.runsAtOnce = Math.max(
      2,
      Math.min(MOST_RUNS, Math.floor(options.memoryBytes / (CHUNKS_A_CURSOR * this.chunkBytes))),
    );
  }

  /** @returns false when memory is full: nothing more may be added before `spill` has settled. */
  add(record: SortRecord): boolean {
    const { options } = this;
    const block = this.blocks.at(-1) ?? this.addBlock();
    block.add(record, options.writer);
    if (!block.isFull) return true;
    block.seal(options.order);
    if (this.memory + this.blockBytes + this.chunkBytes > options.memoryBytes) return false;
    this.addBlock();
    return true;
  }

  /** Writes what is in memory to a file. */
  spill(): Promise<void> {
    return this.work(() => this.writeBlocks());
  }

  /** All records in order; nothing is added any more. */
  async finish(): Promise<SortedCursor> {
    const { order } = this.options;
    if (this.runs.length === 0) {
      this.blocks.at(-1)?.seal(order);
      return this.mergeOfBlocks();
    }
    await this.work(async () => {
      await this.writeBlocks();
      this.blocks = [];
      this.spare = [];
      while (this.runs.length > this.runsAtOnce) await this.mergeRuns();
    });
    return this.mergeOf(this.runs);
  }

  /** Deletes all files. */
  close(): Promise<void> {
    this.closing ??= this.release();
    return this.closing;
  }

  private async release(): Promise<void> {
    this.isClosed = true;
    await this.working?.catch(() => {});
    this.runs = [];
    this.blocks = [];
    this.spare = [];
    await this.options.files.close();
  }

  private get memory(): number {
    return this.blocks.reduce((sum, block) => sum + block.memory, 0);
  }

  private addBlock(): SortBlock {
    const block = this.spare.pop() ?? new SortBlock(this.blockBytes);
    this.blocks.push(block);
    return block;
  }

  private work(work: () => Promise<void>): Promise<void> {
    this.working = work();
    return this.working;
  }

  private async writeBlocks(): Promise<void> {
    const { blocks } = this;
    blocks.at(-1)?.seal(this.options.order);
    await this.writeRun(this.mergeOfBlocks(), this.runs.length);
    this.blocks = [];
    for (const block of blocks) block.reset();
    this.spare = blocks.filter((block) => block.memory === this.blockBytes);
  }

  /** One pass over the runs, from the first to the last, that merges no more of them than it must. */
  private async mergeRuns(): Promise<void> {
    const { runsAtOnce } = this;
    for (let first = 0; first < this.runs.length - 1 && this.runs.length > runsAtOnce; first++) {
      const count = Math.min(runsAtOnce, this.runs.length - runsAtOnce + 1, this.runs.length - first);
      const merged = this.runs.slice(first, first + count);
      await this.writeRun(this.mergeOf(merged), first);
      this.runs.splice(first + 1, count);
      await Promise.all(merged.map((run) => run.delete()));
    }
  }

  private mergeOfBlocks(): Merge {
    return new Merge(
      this.blocks.map((block) => block.cursor()),
      this.options.order,
    );
  }

  private mergeOf(runs: readonly RunFile[]): Merge {
    return new Merge(
      runs.map((run) => new RunCursor(run, this.chunkBytes)),
      this.options.order,
    );
  }

  /** Writes a new run, which takes the given place among the runs. */
  private async writeRun(entries: SortedCursor, place: number): Promise<void> {
    const run = await this.options.files.create();
    this.runs.splice(place, 0, run);
    const chunk = new DataWriter(this.chunkBytes);
    for (let state = entries.next(); state !== 'end'; state = entries.next()) {
      if (state === 'wait') {
        await entries.ready();
        continue;
      }
      const { bytes, start, end } = entries.entry;
      chunk.writeRaw(bytes.subarray(start, end));
      if (chunk.length < this.chunkBytes) continue;
      await this.append(chunk, run);
    }
    await this.append(chunk, run);
    await run.seal();
  }

  private async append(chunk: DataWriter, run: RunFile): Promise<void> {
    if (this.isClosed) throw new Error('The sorter was closed.');
    await run.append(chunk.view());
    chunk.reset();
    await this.options.pause();
  }
}
