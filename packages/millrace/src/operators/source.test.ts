import { describe, expect, it } from 'vitest';
import { CollectionSource } from '../connectors/collection.js';
import { NumberSequenceSource } from '../connectors/number-sequence.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { ScriptedSource } from './scripted-source.test-support.js';
import { SourceFixture } from './source-fixture.test-support.js';

describe('a source without watermark strategy', () => {
  it('emits records, then the last watermark, then ends', async () => {
    const source = new SourceFixture(new CollectionSource(['apple', 'fig']));
    await source.open();
    expect(await source.poll()).toBe('end');
    expect(source.fixture.take()).toEqual(['apple', 'fig', 'watermark Infinity']);
    expect(source.fixture.context.counts).toEqual({ recordsIn: 0, recordsOut: 2 });
    expect(await source.poll()).toBe('end');
    expect(source.fixture.take()).toEqual([]);
  });

  it('takes a passive strategy for none', async () => {
    const source = new SourceFixture(new CollectionSource([1]), {
      functions: { watermarkStrategy: WatermarkStrategy.noWatermarks() },
    });
    await source.open();
    await source.poll();
    await source.fixture.advanceTo(1000);
    expect(source.fixture.take()).toEqual(['1', 'watermark Infinity']);
  });

  it('goes on from the positions of its snapshot', async () => {
    const numbers = new NumberSequenceSource(1, 5);
    const first = new SourceFixture(numbers);
    await first.open();
    await first.poll(3);
    expect(first.fixture.take()).toEqual(['1', '2']);
    const restored = first.fixture.freeze();
    const enumeratorState = first.enumerator.snapshotState(1);

    const second = new SourceFixture(numbers, { restored, enumeratorState });
    await second.open();
    expect(await second.poll()).toBe('end');
    expect(second.fixture.take()).toEqual(['3', '4', '5', 'watermark Infinity']);
  });

  it('ends early when it is drained, also while it waits', async () => {
    const source = new SourceFixture(new CollectionSource(() => [1, 2, 3]));
    await source.open();
    await source.poll(2);
    source.fixture.operator.drain();
    expect(await source.poll()).toBe('end');
    expect(source.fixture.take()).toEqual(['1', 'watermark Infinity']);
  });
});

describe('the life of a reader', () => {
  it('gets restored splits first, then starts, and is closed whatever happens', async () => {
    const source = new ScriptedSource();
    const restored = new Map([['source-splits', ['{"version":3,"value":{"splitId":"kept","position":4}}']]]);
    const task = new SourceFixture(source, { restored });
    await task.open();
    await task.fixture.operator.complete(7);
    expect(task.fixture.freeze()).toEqual(restored);
    await task.fixture.operator.close();
    expect(source.calls).toEqual(['addSplits [kept]', 'start', 'complete 7', 'close']);
  });

  it('refuses splits of a version that the source does not know', async () => {
    const restored = new Map([['source-splits', ['{"version":9,"value":{"splitId":"kept"}}']]]);
    const task = new SourceFixture(new ScriptedSource(), { restored });
    await expect(task.open()).rejects.toThrow('version 9');
  });

  it('refuses a split that it has already', async () => {
    const task = new SourceFixture(new ScriptedSource());
    await task.open();
    task.fixture.operator.addSplits([{ splitId: 'p0' }]);
    expect(() => task.fixture.operator.addSplits([{ splitId: 'p0' }])).toThrow(
      expect.objectContaining({ code: 'SPLIT_DUPLICATE', facts: { split: 'p0' } }),
    );
  });

  it('names the operator when it fails', async () => {
    const source = new ScriptedSource();
    const task = new SourceFixture(source);
    await task.open();
    source.feed({ fail: new Error('torn file') });
    await expect(task.poll()).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      message: "poll of operator 'tested' failed: torn file",
      facts: { operator: 'tested', call: 'poll' },
    });
  });

  it('is closed without ever having been opened', async () => {
    const task = new SourceFixture(new ScriptedSource());
    await task.fixture.operator.close();
    expect(task.isRegistered).toBe(false);
  });
});
