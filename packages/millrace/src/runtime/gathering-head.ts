import type { Codec } from '../model/codec.js';
import type { Element } from '../operator/element.js';
import type { Gate } from '../operator/flow.js';
import type { Input } from '../operator/input.js';
import type { FlowPoint } from './flow-point.js';
import type { Head } from './head.js';
import type { GatheredInput, KeyTurns } from './key-turns.js';
import type { EntryView } from './sort/entry.js';
import type { ExternalSorter } from './sort/external-sorter.js';
import type { CursorState, SortedCursor } from './sort/merge.js';

/** What a gathering head is made from. */
export interface GatheringHeadOptions {
  /** Makes the head that takes from the channels, and gives to an input. */
  readonly channels: (input: Input) => Head;
  readonly sorter: ExternalSorter;
  readonly codec: Codec<unknown>;
  /** Shared with the other gathered inputs of the operator. */
  readonly turns: KeyTurns;
  readonly input: Input;
  readonly element: Element;
  /** Above the operator: may it be given a record? */
  readonly flow: FlowPoint;
  /** Above the sorter, shut while it makes room. */
  readonly gate: Gate;
  wake(): void;
  /** Sorting failed. */
  fail(cause: unknown): void;
  /** Temporary files could not be removed. */
  warn(cause: unknown): void;
}

/**
 * An input in BATCH mode that takes all its records before it gives the first: sorted by key, or as they came. Then time
 * ends for it: the last watermark, and no other, follows the last record.
 */
export class GatheringHead implements Head, GatheredInput {
  isEnded = false;
  private readonly channels: Head;
  private sorted: SortedCursor | undefined;
  private step: 'gathering' | CursorState = 'gathering';
  /** True while files are written or read. */
  private isWorking = false;

  constructor(private readonly options: GatheringHeadOptions) {
    this.channels = options.channels({
      processElement: (value) => this.take(value),
      processWatermark() {},
      processStatus() {},
    });
    options.turns.add(this);
  }

  get feeds() {
    return this.channels.feeds;
  }

  get hasMore(): boolean {
    return !this.isEnded && !this.isWorking;
  }

  get state(): 'gathering' | CursorState {
    return this.step;
  }

  get entry(): EntryView {
    return this.sorted!.entry;
  }

  run(limit: number): boolean {
    if (!this.hasMore) return false;
    return this.sorted === undefined ? this.gather(limit) : this.give(limit, this.sorted);
  }

  async close(): Promise<void> {
    await this.options.sorter.close().catch((cause: unknown) => this.options.warn(cause));
  }

  private gather(limit: number): boolean {
    const { sorter } = this.options;
    const hasTaken = this.channels.run(limit);
    if (!this.channels.isEnded) return hasTaken;
    this.work(async () => {
      this.sorted = await sorter.finish();
      this.step = this.sorted.next();
    });
    return true;
  }

  private take(value: unknown): void {
    const { sorter, element, gate } = this.options;
    if (sorter.add({ value, timestamp: element.timestamp, kind: element.kind })) return;
    gate.shut();
    this.work(async () => {
      await sorter.spill();
      gate.open();
    });
  }

  private give(limit: number, sorted: SortedCursor): boolean {
    const { turns, flow, element, codec, input } = this.options;
    for (let given = 0; given < limit; given++) {
      if (this.step === 'wait') {
        this.awaitNext(sorted);
        return given > 0;
      }
      if (!turns.isTurnOf(this) || flow.mustPause()) return given > 0;
      if (this.step === 'end') return this.end();
      const { entry } = sorted;
      turns.beginRecord(entry);
      if (flow.isBlocked) return true;
      element.timestamp = entry.timestamp;
      element.kind = entry.kind;
      const value = entry.read(codec);
      this.step = sorted.next();
      input.processElement(value);
    }
    return true;
  }

  private end(): boolean {
    const { turns, flow, input } = this.options;
    turns.endInput();
    if (flow.isBlocked) return true;
    input.processWatermark(Number.POSITIVE_INFINITY);
    this.isEnded = true;
    void this.close();
    return true;
  }

  private awaitNext(sorted: SortedCursor): void {
    this.work(async () => {
      await sorted.ready();
      this.step = sorted.next();
    });
  }

  private work(work: () => Promise<void>): void {
    const { wake, fail } = this.options;
    this.isWorking = true;
    work().then(() => {
      this.isWorking = false;
      wake();
    }, fail);
  }
}
