import type { RowKind } from '../../model/row-kind.js';
import type { PollStatus } from '../../operator/operator.js';
import type {
  ReaderOutput,
  Source,
  SourceReader,
  SourceSplit,
  SplitEnumerator,
  SplitEnumeratorContext,
  SplitOutput,
} from '../../operator/source.js';
import type { Cancel } from '../../ports/clock.js';
import { type ConnectorPorts, connectorPorts } from '../../ports/connector-ports.js';
import { createMetricRegistry } from '../../runtime/metric-registry.js';
import { createVirtualHost } from '../virtual-host.js';
import { contractBroken, must } from './contract-check.js';

/** How often in a row a source may be asked and have nothing before it counts as spinning. */
const FRUITLESS_LIMIT = 10_000;

/** One record of a source, with the split that it came out of; undefined for one that was given to the main output. */
export interface SourceEmission<T> {
  readonly value: T;
  readonly subtaskIndex: number;
  readonly splitId: string | undefined;
  readonly timestamp: number | undefined;
  readonly kind: RowKind | undefined;
}

/** A snapshot of a source as text: its enumerator, and the splits of each reader. */
export interface SourceSnapshot {
  readonly enumerator: string;
  readonly splits: readonly (readonly string[])[];
}

/** How a source is run. */
export interface SourceRunOptions extends Partial<ConnectorPorts> {
  readonly parallelism?: number;
  /** How many records one poll may emit. Default 1. */
  readonly turn?: number;
  readonly restored?: SourceSnapshot | undefined;
  /** True: what readers ask for is never heard. */
  readonly withoutEnumerator?: boolean;
}

interface RunningReader<T> {
  readonly reader: SourceReader<T, SourceSplit>;
  /** Given to it since it began. */
  readonly assigned: SourceSplit[];
  hasEnded: boolean;
}

/**
 * A source at work without a job: its enumerator and readers, called as a job calls them, one call after the other and
 * only when told to.
 */
export class SourceRun<T> {
  readonly emissions: SourceEmission<T>[] = [];
  readonly logs: readonly string[];
  /** True: what the enumerator gives waits until `deliver`. */
  isHolding = false;
  readonly readers: RunningReader<T>[];
  readonly enumerator: SplitEnumerator<SourceSplit, unknown>;
  private readonly host = createVirtualHost();
  private readonly ports: ConnectorPorts;
  private readonly turn: number;
  private readonly registered = new Set<number>();
  private readonly mails: (() => void)[] = [];
  private readonly deliveries: (() => void)[] = [];
  private readonly alarms = new Set<Cancel>();
  private failure: { readonly cause: unknown } | undefined;
  private isClosed = false;
  private left = 0;
  private wake: () => void = () => undefined;

  private constructor(
    readonly source: Source<T>,
    private readonly options: SourceRunOptions,
  ) {
    const { parallelism = 1, turn = 1, restored } = options;
    this.turn = turn;
    this.ports = connectorPorts({ ...this.host.ports, ...options });
    this.logs = this.host.logs;
    const { enumeratorForm } = source;
    this.enumerator = source.createEnumerator(
      this.enumeratorContext(),
      restored === undefined
        ? undefined
        : enumeratorForm.fromJson(enumeratorForm.version, JSON.parse(restored.enumerator)),
    );
    this.readers = Array.from({ length: parallelism }, (_, index) => this.createReader(index));
  }

  /** Creates everything, opens nothing. */
  static create<T>(source: Source<T>, options: SourceRunOptions = {}): SourceRun<T> {
    return new SourceRun(source, options);
  }

  /** Creates and starts a run. */
  static async start<T>(source: Source<T>, options: SourceRunOptions = {}): Promise<SourceRun<T>> {
    const run = SourceRun.create(source, options);
    await run.start();
    return run;
  }

  get values(): readonly T[] {
    return this.emissions.map(({ value }) => value);
  }

  get hasEnded(): boolean {
    return this.readers.every(({ hasEnded }) => hasEnded);
  }

  async start(): Promise<void> {
    this.enumerator.start();
    for (const index of this.readers.keys()) {
      const { splitForm } = this.source;
      const texts = this.options.restored?.splits[index] ?? [];
      await this.startReader(
        index,
        texts.map((text) => splitForm.fromJson(splitForm.version, JSON.parse(text))),
      );
    }
  }

  /** One poll of one reader, after all mails; fails when it emits on although it must not. */
  poll(subtaskIndex = 0): PollStatus {
    this.pump();
    const running = this.readers[subtaskIndex]!;
    this.left = this.turn;
    const status = running.reader.poll(this.output(subtaskIndex));
    if (status === 'end') running.hasEnded = true;
    return status;
  }

  /** Polls all readers in turn until so many records are there in all, or every reader has ended. */
  async read(count = Number.POSITIVE_INFINITY): Promise<void> {
    let fruitless = 0;
    while (this.emissions.length < count && !this.hasEnded) {
      const before = this.emissions.length;
      const hasMore = this.pollEach(count);
      fruitless = this.emissions.length > before ? 0 : fruitless + 1;
      must(fruitless < FRUITLESS_LIMIT, 'The source says again and again that there is more, and gives nothing.');
      if (!hasMore && this.emissions.length < count && !this.hasEnded) await this.somethingNew();
    }
    this.throwFailure();
  }

  /** Settles when a reader is ready, or there is mail for the enumerator or a reader. */
  async somethingNew(): Promise<void> {
    if (this.mails.length === 0 && (this.isHolding || this.deliveries.length === 0)) {
      const waiting = this.readers.flatMap(({ reader, hasEnded }) => (hasEnded ? [] : [reader.ready()]));
      await Promise.race([...waiting, this.woken()]);
    }
    this.throwFailure();
  }

  /** With `isHolding`: settles when the enumerator has something for a reader. */
  async untilHeld(): Promise<void> {
    for (this.pump(); this.deliveries.length === 0; this.pump()) {
      this.throwFailure();
      await this.woken();
    }
  }

  /** Gives the readers what was held. */
  deliver(): void {
    for (const delivery of this.deliveries.splice(0)) delivery();
  }

  /** The state of enumerator and readers, in this order, with nothing between. */
  snapshot(checkpointId = 1): SourceSnapshot {
    this.pump();
    const { splitForm, enumeratorForm } = this.source;
    return {
      enumerator: JSON.stringify(enumeratorForm.toJson(this.enumerator.snapshotState(checkpointId)) ?? null),
      splits: this.readers.map(({ reader }) =>
        reader.snapshotState(checkpointId).map((split) => JSON.stringify(splitForm.toJson(split))),
      ),
    };
  }

  /** One reader fails, and its splits go back as they were given; another takes its place. */
  async replaceReader(subtaskIndex: number): Promise<void> {
    const failed = this.readers[subtaskIndex]!;
    this.deliver();
    this.registered.delete(subtaskIndex);
    await failed.reader.close();
    this.readers[subtaskIndex] = this.createReader(subtaskIndex);
    this.enumerator.addSplitsBack([...failed.assigned], subtaskIndex);
    await this.startReader(subtaskIndex, []);
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const cancel of this.alarms) cancel();
    for (const { reader } of this.readers) await reader.close();
    await this.enumerator.close();
  }

  private async startReader(subtaskIndex: number, splits: readonly SourceSplit[]): Promise<void> {
    const { reader } = this.readers[subtaskIndex]!;
    if (splits.length > 0) reader.addSplits(splits);
    this.registered.add(subtaskIndex);
    this.mail(() => this.enumerator.addReader(subtaskIndex));
    await reader.start?.();
  }

  private pollEach(count: number): boolean {
    let hasMore = false;
    for (const [index, { hasEnded }] of this.readers.entries()) {
      if (hasEnded) continue;
      if (this.poll(index) === 'more') hasMore = true;
      if (this.emissions.length >= count) break;
    }
    return hasMore;
  }

  private pump(): void {
    do {
      for (let mail = this.mails.shift(); mail !== undefined; mail = this.mails.shift()) mail();
      if (!this.isHolding) this.deliver();
    } while (this.mails.length > 0);
    this.throwFailure();
  }

  private mail(mail: () => void): void {
    this.mails.push(mail);
    this.wake();
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private fail(cause: unknown): void {
    this.failure ??= { cause };
    this.wake();
  }

  private throwFailure(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure.cause;
  }

  private createReader(subtaskIndex: number): RunningReader<T> {
    const info = { jobName: 'job', taskName: 'task', operatorName: 'source', uid: 'source' };
    const reader = this.source.createReader({
      info: { ...info, subtaskIndex, parallelism: this.options.parallelism ?? 1, maxParallelism: 128, attempt: 0 },
      ...this.ports,
      logger: this.host.ports.logger,
      metrics: createMetricRegistry(() => 0).group('source'),
      requestSplit: () => this.toEnumerator((enumerator) => enumerator.handleSplitRequest(subtaskIndex)),
      sendEventToEnumerator: (event) =>
        this.toEnumerator((enumerator) => enumerator.handleReaderEvent?.(subtaskIndex, event)),
      fail: (cause) => this.fail(cause),
    });
    return { reader, assigned: [], hasEnded: false };
  }

  private toEnumerator(call: (enumerator: SplitEnumerator<SourceSplit, unknown>) => void): void {
    if (this.options.withoutEnumerator !== true) this.mail(() => call(this.enumerator));
  }

  private enumeratorContext(): SplitEnumeratorContext<SourceSplit> {
    const toReader = (subtaskIndex: number, call: (running: RunningReader<T>) => void) => {
      must(this.registered.has(subtaskIndex), 'The enumerator gave something to a reader that has not registered.', {
        subtaskIndex,
      });
      this.deliveries.push(() => call(this.readers[subtaskIndex]!));
      this.wake();
    };
    return {
      parallelism: this.options.parallelism ?? 1,
      ...this.ports,
      logger: this.host.ports.logger,
      metrics: createMetricRegistry(() => 0).group('enumerator'),
      registeredReaders: () => [...this.registered],
      assignSplits: (subtaskIndex, splits) =>
        toReader(subtaskIndex, ({ reader, assigned }) => {
          assigned.push(...splits);
          reader.addSplits(splits);
        }),
      signalNoMoreSplits: (subtaskIndex) => toReader(subtaskIndex, ({ reader }) => reader.noMoreSplits()),
      sendEventToReader: (subtaskIndex, event) =>
        toReader(subtaskIndex, ({ reader }) => reader.handleEnumeratorEvent?.(event)),
      callAsync: (call, handle, periodMs) => this.callAsync(call, handle, periodMs),
      fail: (cause) => this.fail(cause),
    };
  }

  private callAsync<R>(
    call: () => Promise<R>,
    handle: (error: unknown, result: R | undefined) => void,
    periodMs: number | undefined,
  ): void {
    const done = (error: unknown, result: R | undefined) => {
      if (this.isClosed) return;
      this.mail(() => {
        handle(error, result);
        if (periodMs === undefined || this.isClosed) return;
        const { clock } = this.ports;
        const cancel = clock.setTimer(clock.now() + periodMs, () => {
          this.alarms.delete(cancel);
          this.callAsync(call, handle, periodMs);
        });
        this.alarms.add(cancel);
      });
    };
    Promise.resolve()
      .then(call)
      .then(
        (result) => done(undefined, result),
        (error: unknown) =>
          done(error ?? contractBroken('A call of the enumerator failed without a reason.'), undefined),
      );
  }

  private output(subtaskIndex: number): ReaderOutput<T> {
    const collectInto = (splitId: string | undefined) => (value: T, timestamp?: number, kind?: RowKind) => {
      must(this.left > 0, 'A poll emitted on after `collect` had returned false.', { subtaskIndex, splitId });
      this.emissions.push({ value, subtaskIndex, splitId, timestamp, kind });
      return --this.left > 0;
    };
    const split = (splitId: string): SplitOutput<T> => ({
      collect: collectInto(splitId),
      markIdle: () => undefined,
      release: () => undefined,
    });
    return { collect: collectInto(undefined), split };
  }
}
