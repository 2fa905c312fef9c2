import { expect } from 'vitest';
import type { PollStatus } from '../operator/operator.js';
import { connectorPorts } from '../ports/connector-ports.js';
import type { Files } from '../ports/files.js';
import { createMetricRegistry } from '../runtime/metric-registry.js';
import { createVirtualHost } from '../testing/virtual-host.js';
import type { Source, SourceReader, SourceSplit, SplitEnumeratorContext } from './source.js';

/** One reader at work. */
export interface SourceReading<T, Split extends SourceSplit> {
  readonly reader: SourceReader<T, Split>;
  readonly values: T[];
  readonly logs: readonly string[];
  /** How many splits the reader has asked for. */
  requests(): number;
  /** One poll; fails when it emits on although it must not. */
  poll(): PollStatus;
  /** Reads to the end, or until `count` records are there. */
  read(count?: number): Promise<void>;
}

function fail(cause: unknown): never {
  throw cause;
}

/**
 * A reader of a source, without splits.
 *
 * @param turn how many records one poll may emit.
 * @param files those it reads from; none by default.
 */
function startReading<T, Split extends SourceSplit, State>(
  source: Source<T, Split, State>,
  turn = 1,
  files?: Files,
): SourceReading<T, Split> {
  const { ports, logs } = createVirtualHost();
  const values: T[] = [];
  let requests = 0;
  const info = { jobName: 'job', taskName: 'task', operatorName: 'source', uid: 'source' };
  const reader = source.createReader({
    info: { ...info, subtaskIndex: 0, parallelism: 1, maxParallelism: 128, attempt: 0 },
    ...connectorPorts({ ...ports, ...(files === undefined ? {} : { files }) }),
    logger: ports.logger,
    metrics: createMetricRegistry(() => 0).group('source'),
    requestSplit: () => {
      requests++;
    },
    sendEventToEnumerator: () => undefined,
    fail,
  });
  let left = 0;
  const collect = (value: T) => {
    expect(left).toBeGreaterThan(0);
    values.push(value);
    return --left > 0;
  };
  const split = { collect, markIdle: () => undefined, release: () => undefined };
  const output = { collect, split: () => split };
  const poll = () => {
    left = turn;
    return reader.poll(output);
  };
  return {
    reader,
    values,
    logs,
    requests: () => requests,
    poll,
    async read(count = Number.POSITIVE_INFINITY) {
      while (values.length < count) {
        const status = poll();
        if (status === 'end') return;
        if (status === 'nothing') await reader.ready();
      }
    },
  };
}

/** A context for an enumerator whose calls are of no interest, except those given. */
function enumeratorContext<Split extends SourceSplit>(
  given: Partial<SplitEnumeratorContext<Split>> = {},
): SplitEnumeratorContext<Split> {
  const { ports } = createVirtualHost();
  return {
    parallelism: 1,
    ...connectorPorts(ports),
    logger: ports.logger,
    metrics: createMetricRegistry(() => 0).group('enumerator'),
    registeredReaders: () => [],
    assignSplits: () => undefined,
    signalNoMoreSplits: () => undefined,
    sendEventToReader: () => undefined,
    callAsync: () => undefined,
    fail,
    ...given,
  };
}

/** All splits that the enumerator gives, asked by so many readers in turn until each was told that it has all. */
function allSplits<T, Split extends SourceSplit, State>(
  source: Source<T, Split, State>,
  parallelism = 1,
  restored?: State,
): Split[][] {
  const given: Split[][] = Array.from({ length: parallelism }, () => []);
  const told = new Set<number>();
  const context = enumeratorContext<Split>({
    parallelism,
    assignSplits: (subtaskIndex, splits) => given[subtaskIndex]!.push(...splits),
    signalNoMoreSplits: (subtaskIndex) => told.add(subtaskIndex),
  });
  const enumerator = source.createEnumerator(context, restored);
  enumerator.start();
  for (let turn = 0; told.size < parallelism && turn < 1000; turn++) {
    for (const subtaskIndex of given.keys()) if (!told.has(subtaskIndex)) enumerator.handleSplitRequest(subtaskIndex);
  }
  expect(told.size).toBe(parallelism);
  return given;
}

/** Opens the only reader of a source, with all its splits, or those given. */
export async function openReader<T, Split extends SourceSplit, State>(
  source: Source<T, Split, State>,
  splits: readonly Split[] = allSplits(source).flat(),
): Promise<SourceReading<T, Split>> {
  const reading = startReading(source);
  reading.reader.addSplits(splits);
  reading.reader.noMoreSplits();
  await reading.reader.start?.();
  return reading;
}

/** All records of a source, read at parallelism 1. */
export async function readAll<T, Split extends SourceSplit, State>(source: Source<T, Split, State>): Promise<T[]> {
  const { read, values } = await openReader(source);
  await read();
  return values;
}
