import type { MetricGroup, Source, SourceReader, SourceSplit, SplitEnumerator } from 'millrace';
import { createVirtualHost } from 'millrace/testing';
import { realClock as clock } from './real-clock.test-support.js';

/** A source at work outside of a job: its enumerator and its readers, driven by a test. */
export interface SourceRun<T, Split extends SourceSplit> {
  readonly readers: readonly SourceReader<T, Split>[];
  /** What was emitted so far, in order. */
  readonly emitted: readonly Emitted<T>[];
  readonly logs: readonly string[];
  readonly failure: unknown;
  /** Reads until so much was emitted in all, or every reader has ended; the test's own time-out is the bound. */
  read(count?: number): Promise<readonly T[]>;
  /** Snapshots of enumerator and readers, through their JSON forms. */
  snapshot(checkpointId: number): { readonly enumerator: unknown; readonly splits: Split[][] };
  complete(checkpointId: number): void;
  counter(name: string): number;
  close(): Promise<void>;
}

export interface Emitted<T> {
  readonly value: T;
  readonly timestamp: number | undefined;
  readonly splitId: string;
}

interface Counting {
  readonly counts: Map<string, number>;
  readonly group: MetricGroup;
}

function counting(): Counting {
  const counts = new Map<string, number>();
  const group: MetricGroup = {
    addGroup: () => group,
    counter: (name) => ({
      inc: (amount = 1) => void counts.set(name, (counts.get(name) ?? 0) + amount),
      dec: (amount = 1) => void counts.set(name, (counts.get(name) ?? 0) - amount),
      getCount: () => counts.get(name) ?? 0,
    }),
    gauge: () => undefined,
    meter: () => ({ markEvent: () => undefined, getCount: () => 0 }),
    distribution: () => ({ update: () => undefined }),
  };
  return { counts, group };
}

/** Starts a source, anew or from a snapshot. */
export async function runSource<T, Split extends SourceSplit, State>(
  source: Source<T, Split, State>,
  options: { readonly parallelism?: number; readonly restored?: ReturnType<SourceRun<T, Split>['snapshot']> } = {},
): Promise<SourceRun<T, Split>> {
  const { parallelism = 1, restored } = options;
  const emitted: Emitted<T>[] = [];
  const logs: string[] = [];
  const metrics = counting();
  const state: { failure: unknown; closed: boolean; wake: () => void } = {
    failure: undefined,
    closed: false,
    wake: () => undefined,
  };
  const log = (message: string) => void logs.push(message);
  const logger = { debug: () => undefined, info: () => undefined, warn: log, error: log };
  const fail = (cause: unknown) => {
    state.failure ??= cause;
    state.wake();
  };
  const common = {
    ...createVirtualHost().ports,
    clock,
    logger,
    metrics: metrics.group,
    fail,
  };
  const ended = new Set<number>();
  const registered: number[] = [];
  const readers = Array.from({ length: parallelism }, (_, subtaskIndex) => {
    const info = { jobName: 'job', taskName: 'task', operatorName: 'source', uid: 'source', subtaskIndex, parallelism };
    const context = {
      ...common,
      info: { ...info, maxParallelism: 128, attempt: 0 },
      requestSplit: () => undefined,
      sendEventToEnumerator: () => undefined,
    };
    return source.createReader(context);
  });
  const timers = new Set<() => void>();
  const enumerator: SplitEnumerator<Split, State> = source.createEnumerator(
    {
      ...common,
      parallelism,
      registeredReaders: () => registered,
      assignSplits: (index, splits) => readers[index]?.addSplits(splits),
      signalNoMoreSplits: (index) => readers[index]?.noMoreSplits(),
      sendEventToReader: () => undefined,
      callAsync(call, handle, periodMs) {
        const again = () => {
          if (periodMs === undefined || state.closed) return;
          timers.add(clock.setTimer(Date.now() + periodMs, () => this.callAsync(call, handle, periodMs)));
        };
        call().then(
          (result) => {
            if (!state.closed) handle(undefined, result);
            again();
          },
          (error: unknown) => {
            if (!state.closed) handle(error, undefined);
            again();
          },
        );
      },
    },
    restored === undefined
      ? undefined
      : source.enumeratorForm.fromJson(source.enumeratorForm.version, restored.enumerator),
  );
  enumerator.start();
  for (const [index, reader] of readers.entries()) {
    await reader.start?.();
    const splits = restored?.splits[index];
    if (splits !== undefined && splits.length > 0) reader.addSplits(splits);
    registered.push(index);
    enumerator.addReader(index);
  }
  const output = {
    collect: (): boolean => {
      throw new Error('a Kafka source emits by split');
    },
    split: (splitId: string) => ({
      collect(value: T, timestamp?: number) {
        emitted.push({ value, timestamp, splitId });
        return false;
      },
      markIdle: () => undefined,
      release: () => undefined,
    }),
  };

  return {
    readers,
    emitted,
    logs,
    get failure() {
      return state.failure;
    },
    async read(count = Number.POSITIVE_INFINITY) {
      while (emitted.length < count && ended.size < readers.length) {
        if (state.failure !== undefined) throw state.failure;
        if (state.closed) throw new Error('the run was closed while it was read');
        let idle = true;
        for (const [index, reader] of readers.entries()) {
          if (ended.has(index)) continue;
          const status = reader.poll(output);
          if (status === 'end') ended.add(index);
          if (status === 'more') idle = false;
          if (emitted.length >= count) break;
        }
        if (!idle) continue;
        const waiting = readers.filter((_, index) => !ended.has(index)).map((reader) => reader.ready());
        const woken = new Promise<void>((resolve) => {
          state.wake = resolve;
        });
        if (waiting.length > 0) await Promise.race([...waiting, woken]);
      }
      return emitted.map(({ value }) => value);
    },
    snapshot(checkpointId) {
      const enumeratorState = source.enumeratorForm.toJson(enumerator.snapshotState(checkpointId));
      const { splitForm } = source;
      const splits = readers.map((reader) =>
        reader
          .snapshotState(checkpointId)
          .map((split) => splitForm.fromJson(splitForm.version, JSON.parse(JSON.stringify(splitForm.toJson(split))))),
      );
      return { enumerator: JSON.parse(JSON.stringify(enumeratorState)), splits };
    },
    complete(checkpointId) {
      for (const reader of readers) void reader.complete?.(checkpointId);
    },
    counter: (name) => metrics.counts.get(name) ?? 0,
    async close() {
      state.closed = true;
      for (const cancel of timers) cancel();
      await enumerator.close();
      for (const reader of readers) await reader.close();
    },
  };
}
