import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { SourceRun } from '../../testing/contract/source-run.js';
import { JobHarness } from '../../testing/job-harness.js';
import { WatermarkStrategy } from '../../time/watermark-strategy.js';
import { AsyncIterableSource } from '../async-iterable.js';
import { CollectionSource } from '../collection.js';
import { NumberSequenceSource } from '../number-sequence.js';
import type { ReaderOutput, Source, SourceReaderContext, SplitEnumerator, SplitEnumeratorContext } from '../source.js';
import { describeSource } from '../source-contract.test-support.js';
import { HybridSource } from './hybrid-source.js';
import type { HybridSplit } from './hybrid-split.js';

const sequences = () =>
  HybridSource.builder(new NumberSequenceSource(1, 4))
    .addSource(new NumberSequenceSource(11, 14))
    .addSource(new NumberSequenceSource(21, 24))
    .build();

/** Begins where the first one has ended, which only its enumerator knows. */
const continued = () =>
  HybridSource.builder(new NumberSequenceSource(1, 3))
    .addSource((from: number) => new NumberSequenceSource(from, from + 2), { switchPoint: () => 4 })
    .build();

describeSource('three sequences', { create: sequences, expected: [1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24] });
describeSource('a source that is made when its turn comes', { create: continued, expected: [1, 2, 3, 4, 5, 6] });
describeSource('one source', {
  create: () => HybridSource.builder(new CollectionSource(['a', 'b'])).build(),
  expected: ['a', 'b'],
});
describeSource('an empty source before another', {
  create: () =>
    HybridSource.builder(new CollectionSource<string>([]))
      .addSource(new CollectionSource(['a']))
      .build(),
  expected: ['a'],
});
describeSource('a source with a bad element', {
  create: sequences,
  expected: [1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24],
  malformed: {
    create: () =>
      HybridSource.builder<number>(new NumberSequenceSource(1, 2))
        .addSource(new CollectionSource([3, 'x'] as readonly unknown[] as number[], Types.LONG()))
        .build(),
    before: [1, 2, 3],
    facts: { origin: 'collection', split: 'all', offset: 1 },
  },
});

/** The source with the calls of its enumerator written down. */
function watched<T>(source: Source<T>, name: string, calls: string[]): Source<T> {
  return new Proxy(source, {
    get(target, property) {
      if (property !== 'createEnumerator') return Reflect.get(target, property);
      return (context: SplitEnumeratorContext<never>, restored: unknown) => {
        calls.push(`create ${name}`);
        const enumerator = target.createEnumerator(context, restored as never);
        return new Proxy(enumerator, {
          get(inner, method) {
            const value: unknown = Reflect.get(inner, method);
            if (method === 'close' || method === 'start') calls.push(`${method} ${name}`);
            return typeof value === 'function' ? value.bind(inner) : value;
          },
        });
      };
    },
  });
}

/** The sequence with its records given by split '1', which it never releases. */
function bySplit(source: Source<number>): Source<number> {
  return new Proxy(source, {
    get(target, property) {
      if (property !== 'createReader') return Reflect.get(target, property);
      return (context: SourceReaderContext) => {
        const reader = target.createReader(context);
        const poll = (output: ReaderOutput<number>) => {
          const { collect } = output.split('1');
          return reader.poll({ collect, split: (splitId) => output.split(splitId) });
        };
        return new Proxy(reader, {
          get: (inner, method) =>
            method === 'poll' ? poll : (Reflect.get(inner, method) as () => unknown)?.bind?.(inner),
        });
      };
    },
  });
}

describe('a hybrid source', () => {
  it('begins a source when all readers have read the one before, and closes that', async () => {
    const calls: string[] = [];
    const source = HybridSource.builder(watched(new NumberSequenceSource(1, 4), 'first', calls))
      .addSource(watched(new NumberSequenceSource(11, 12), 'second', calls))
      .build();
    const run = await SourceRun.start(source, { parallelism: 2 });
    run.poll(0);
    run.poll(0);
    await run.read(4);
    expect([...run.values].sort()).toEqual([1, 2, 3, 4]);
    expect(calls).toEqual(['create first', 'start first']);
    await run.read();
    expect(calls).toEqual(['create first', 'start first', 'close first', 'create second', 'start second']);
    await run.close();
    expect(calls.slice(5)).toEqual(['close second']);
  });

  it('makes a source from where the one before it has ended, once, and keeps that in its state', async () => {
    const points: string[] = [];
    const create = () =>
      HybridSource.builder(new NumberSequenceSource(1, 2))
        .addSource((point: { readonly at: number }) => new NumberSequenceSource(point.at, point.at + 1), {
          switchPoint({ getPreviousEnumerator, clock }) {
            const left = (getPreviousEnumerator() as SplitEnumerator<HybridSplit, readonly unknown[]>).snapshotState(0);
            points.push(`left ${left.length} at ${clock.now()}`);
            return { at: 10 };
          },
        })
        .build();
    const first = await SourceRun.start(create());
    await first.read(3);
    const restored = first.snapshot();
    const second = await SourceRun.start(create(), { restored });
    await second.read();
    expect([...first.values, ...second.values]).toEqual([1, 2, 10, 11]);
    expect(points).toEqual(['left 0 at 0']);
  });

  it('gives the splits of an earlier source to the reader that takes the place of one that failed behind it', async () => {
    const run = await SourceRun.start(sequences());
    await run.read(6);
    run.emissions.length = 0;
    await run.replaceReader(0);
    await run.read();
    expect(run.values).toEqual([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]);
  });

  it('is as bounded and as replayable as its parts', () => {
    const endless = new AsyncIterableSource<number>(async function* () {});
    const builder = HybridSource.builder(new CollectionSource([1], Types.LONG()));
    expect(builder.build()).toMatchObject({ boundedness: 'bounded', replayable: true });
    const typed = HybridSource.builder<number>(new CollectionSource([1]))
      .addSource(endless)
      .build();
    expect(typed).toMatchObject({ boundedness: 'continuous-unbounded', replayable: false });
    expect(typed.describe()).toEqual({
      sources: [
        { connector: 'collection', elements: 1 },
        { connector: 'async-iterable', replayable: false },
      ],
    });
    const later = builder.addSource(() => endless, { boundedness: 'continuous-unbounded' }).build();
    expect(later.boundedness).toBe('continuous-unbounded');
  });

  it('refuses a source behind one without an end, and records of different types', () => {
    const endless = new AsyncIterableSource<number>(async function* () {});
    const refusal = expect.objectContaining({ code: 'HYBRID_SOURCE_INVALID' });
    expect(() => HybridSource.builder(endless).addSource(new NumberSequenceSource(1, 2))).toThrow(refusal);
    const mixed = HybridSource.builder<unknown>(new NumberSequenceSource(1, 2)).addSource(
      new CollectionSource<unknown>(['a'], Types.STRING()),
    );
    expect(() => mixed.build()).toThrow(refusal);
  });

  it('lets event time go on from one source to the next, also when splits of the first were never released', async () => {
    const harness = new JobHarness();
    const eachRecord = WatermarkStrategy.forGenerator<number>(() => ({
      onEvent: (_value, timestamp, output) => output.emitWatermark(timestamp),
      onPeriodicEmit: () => undefined,
    })).withTimestampAssigner((value) => value);
    const source = HybridSource.builder(bySplit(new NumberSequenceSource(1, 2)))
      .addSource(bySplit(new NumberSequenceSource(11, 13)))
      .build();
    const seen: string[] = [];
    harness.env
      .fromSource(source, eachRecord, 'numbers')
      .addSink((value, context) => void seen.push(`${value} behind ${context.currentWatermark()}`));
    await harness.run();
    expect(seen).toEqual(['1 behind -Infinity', '2 behind 1', '11 behind 2', '12 behind 11', '13 behind 12']);
  });

  it('says of which source a record was that a function failed at', async () => {
    const harness = new JobHarness();
    harness.env
      .fromSource(sequences(), WatermarkStrategy.noWatermarks(), 'numbers')
      .map((value) => {
        if (value === 12) throw new Error('no good');
        return value;
      })
      .print();
    await expect(harness.run()).rejects.toMatchObject({ facts: { operator: 'Map', split: '1/1', offset: 12 } });
    expect(harness.lines).toEqual(['1', '2', '3', '4', '11']);
  });

  it.each([[1], [3]])('goes on in the middle of any source in a job of parallelism %i', async (parallelism) => {
    const expected = [1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24];
    const seen: number[] = [];
    const harness = new JobHarness({ configuration: { 'parallelism.default': parallelism } });
    harness.env
      .fromSource(sequences(), WatermarkStrategy.noWatermarks(), 'numbers')
      .addSink((value) => void seen.push(value));
    await harness.start();
    await harness.ended();
    expect(seen.sort((one, other) => one - other)).toEqual(expected);
  });
});
