import { describe, expect, it } from 'vitest';
import type { Source, SourceSplit } from './source.js';
import { allSplits, enumeratorContext, startReading } from './source-reading.test-support.js';

/** What the contract is tried with. */
export interface SourceCase<T> {
  /** A fresh source each time; each gives the same records. */
  create(): Source<T>;
  /** All that it gives at parallelism 1, in order. */
  readonly expected: readonly T[];
}

/** The split as it comes out of a snapshot. */
function throughSnapshot<T>(source: Source<T>, splits: readonly SourceSplit[]): SourceSplit[] {
  const { version, toJson, fromJson } = source.splitForm;
  return splits.map((split) => fromJson(version, JSON.parse(JSON.stringify(toJson(split)))));
}

/** What every bounded source that gives its splits on request must do. */
export function describeSource<T>(name: string, sourceCase: SourceCase<T>): void {
  describe(`the contract of a source, kept by ${name}`, () => {
    describeReading(sourceCase);
    describeSplits(sourceCase);
    if (sourceCase.create().replayable) describeReplay(sourceCase);
  });
}

/** One reader. */
function describeReading<T>({ create, expected }: SourceCase<T>): void {
  it.each([[1], [3], [1000]])('gives all its records, at most %s a poll, then ends for good', async (turn) => {
    const source = create();
    const { reader, values, read, poll } = startReading(source, turn);
    await reader.start?.();
    reader.addSplits(allSplits(source, 1).flat());
    reader.noMoreSplits();
    await read();
    expect(values).toEqual(expected);
    expect(poll()).toBe('end');
    await reader.close();
  });

  it('asks for a split when it has none, and waits for it', async () => {
    const source = create();
    const { reader, requests, values, poll, read } = startReading(source);
    await reader.start?.();
    expect(requests()).toBe(1);
    expect(poll()).toBe('nothing');
    expect(requests()).toBe(1);
    const again = reader.ready();
    reader.addSplits(allSplits(source, 1).flat());
    await again;
    reader.noMoreSplits();
    await read();
    expect(values).toEqual(expected);
  });

  it('ends when there is no split for it', async () => {
    const { reader, poll } = startReading(create());
    await reader.start?.();
    expect(poll()).toBe('nothing');
    const again = reader.ready();
    reader.noMoreSplits();
    await again;
    expect(poll()).toBe('end');
  });

  it('can be closed before it has begun, and half-way', async () => {
    const source = create();
    await startReading(source).reader.close();
    const { reader, read } = startReading(create());
    await reader.start?.();
    reader.addSplits(allSplits(source, 1).flat());
    await read(Math.min(1, expected.length));
    await reader.close();
  });
}

/** The enumerator, and several readers. */
function describeSplits<T>({ create, expected }: SourceCase<T>): void {
  it('gives each split to one reader, and together they give everything', async () => {
    const source = create();
    const readings = allSplits(source, 3).map((splits) => {
      const reading = startReading(source);
      reading.reader.addSplits(throughSnapshot(source, splits));
      reading.reader.noMoreSplits();
      return reading;
    });
    for (const { reader, read } of readings) {
      await reader.start?.();
      await read();
    }
    const together = readings.flatMap(({ values }) => values);
    expect(together).toHaveLength(expected.length);
    expect(new Set(together)).toEqual(new Set(expected));
  });

  it('keeps splits that were not given out in the state of its enumerator', () => {
    const source = create();
    const { version, toJson, fromJson } = source.enumeratorForm;
    const enumerator = source.createEnumerator(enumeratorContext({ parallelism: 2 }));
    enumerator.start();
    const fresh = JSON.parse(JSON.stringify(toJson(enumerator.snapshotState(1))));
    expect(allSplits(source, 2, fromJson(version, fresh))).toEqual(allSplits(source, 2));

    const first: SourceSplit[] = allSplits(source, 2).flat();
    enumerator.handleSplitRequest(0);
    enumerator.handleSplitRequest(1);
    enumerator.addSplitsBack(first.slice(0, 1), 0);
    const back = JSON.parse(JSON.stringify(toJson(enumerator.snapshotState(2))));
    expect(allSplits(source, 1, fromJson(version, back)).flat()).toEqual(first.slice(0, 1));
  });

  it('refuses state of a version that it does not know', () => {
    const { splitForm, enumeratorForm } = create();
    const unknown = expect.objectContaining({
      code: 'STATE_FORM_UNKNOWN',
      facts: expect.objectContaining({ version: 99 }),
    });
    expect(() => splitForm.fromJson(99, {})).toThrow(unknown);
    expect(() => enumeratorForm.fromJson(99, [])).toThrow(unknown);
  });
}

/** A reader that goes on from a snapshot. */
function describeReplay<T>({ create, expected }: SourceCase<T>): void {
  it.each([[1], [2]])('goes on from the position of its last record, with %s a poll', async (turn) => {
    for (let stop = 0; stop <= expected.length; stop++) {
      const source = create();
      const first = startReading(source, turn);
      await first.reader.start?.();
      first.reader.addSplits(allSplits(source, 1).flat());
      await first.read(stop);
      const splits = throughSnapshot(source, first.reader.snapshotState(1));
      await first.reader.close();

      const restored = create();
      const second = startReading(restored);
      second.reader.addSplits(splits);
      second.reader.noMoreSplits();
      await second.reader.start?.();
      await second.read();
      expect([...first.values, ...second.values]).toEqual(expected);
    }
  });
}
