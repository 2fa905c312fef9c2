import { describe, expect, it } from 'vitest';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { ScriptedSource } from './scripted-source.test-support.js';
import { SourceFixture } from './source-fixture.test-support.js';

const monotonous = () => WatermarkStrategy.forMonotonousTimestamps();

/** Emits the record's own timestamp as a watermark, right behind it. */
const punctuated = () =>
  WatermarkStrategy.forGenerator<unknown>(() => ({
    onEvent: (_value, timestamp, output) => output.emitWatermark(timestamp),
    onPeriodicEmit: () => undefined,
  }));

async function start(
  watermarkStrategy: WatermarkStrategy,
  splits: readonly string[] = [],
  options: Readonly<Record<string, unknown>> = {},
) {
  const source = new ScriptedSource();
  const task = new SourceFixture(source, { functions: { watermarkStrategy }, options });
  await task.open();
  if (splits.length > 0) task.fixture.operator.addSplits(splits.map((splitId) => ({ splitId })));
  const { fixture } = task;
  return { source, task, fixture };
}

describe('periodic watermarks of a source', () => {
  it('come every 200 ms, one millisecond behind the newest timestamp', async () => {
    const { source, task, fixture } = await start(monotonous());
    source.feed({ emit: 'a', at: 10 }, { emit: 'b', at: 7 });
    await task.poll();
    await fixture.advanceTo(199);
    expect(fixture.take()).toEqual(['a@10', 'b@7']);
    await fixture.advanceTo(200);
    expect(fixture.take()).toEqual(['watermark 9']);
    await fixture.advanceTo(400);
    expect(fixture.take()).toEqual([]);
  });

  it('follow the given interval, and never come when it is 0', async () => {
    const often = await start(monotonous(), [], { autoWatermarkIntervalMs: 50 });
    const never = await start(monotonous(), [], { autoWatermarkIntervalMs: 0 });
    for (const { source, task, fixture } of [often, never]) {
      source.feed({ emit: 'a', at: 10 });
      await task.poll();
      await fixture.advanceTo(5000);
    }
    expect(often.fixture.take()).toEqual(['a@10', 'watermark 9']);
    expect(never.fixture.take()).toEqual(['a@10']);
  });

  it('are left out where only the last one counts, but timestamps are assigned', async () => {
    const strategy = WatermarkStrategy.forMonotonousTimestamps<unknown>().withTimestampAssigner(() => 5);
    const { source, task, fixture } = await start(strategy, [], { progressiveWatermarks: false });
    source.feed({ emit: 'a' });
    await task.poll();
    await fixture.advanceTo(1000);
    source.feed({ end: true });
    await task.poll();
    expect(fixture.take()).toEqual(['a@5', 'watermark Infinity']);
  });

  it('are the smallest over the splits, also of one that has given nothing', async () => {
    const { source, task, fixture } = await start(monotonous(), ['p0', 'p1']);
    source.feed({ emit: 'a', at: 100, split: 'p0' });
    await task.poll();
    await fixture.advanceTo(200);
    expect(fixture.take()).toEqual(['a@100']);

    source.feed({ emit: 'b', at: 50, split: 'p1' });
    await task.poll();
    await fixture.advanceTo(400);
    expect(fixture.take()).toEqual(['b@50', 'watermark 49']);

    source.feed({ release: 'p1' });
    await task.poll();
    await fixture.advanceTo(600);
    expect(fixture.take()).toEqual(['watermark 99']);
  });

  it('wait while what is below is shut; the newest leaves when it opens', async () => {
    const { source, task, fixture } = await start(monotonous());
    source.feed({ emit: 'a', at: 10 });
    await task.poll();
    fixture.below.block();
    await fixture.advanceTo(200);
    fixture.below.unblock();
    source.feed({ emit: 'b', at: 20 });
    await task.poll(1);
    fixture.below.block();
    await fixture.advanceTo(400);
    expect(fixture.take()).toEqual(['a@10', 'watermark 9', 'b@20']);
    fixture.below.unblock();
    await fixture.settle();
    expect(fixture.take()).toEqual(['watermark 19']);
  });
});

describe('watermarks from records', () => {
  it('follow their record', async () => {
    const { source, task, fixture } = await start(punctuated(), ['p0', 'p1']);
    source.feed(
      { emit: 'a', at: 10, split: 'p0' },
      { emit: 'b', at: 5, split: 'p1' },
      { emit: 'c', at: 7, split: 'p1' },
    );
    await task.poll();
    expect(fixture.take()).toEqual(['a@10', 'b@5', 'watermark 5', 'c@7', 'watermark 7']);
  });

  it('do not overtake a record that is not through, and no barrier comes between', async () => {
    const { source, task, fixture } = await start(punctuated());
    source.feed({ emit: 'a', at: 10 });
    const { output } = fixture.context;
    const { processElement } = output;
    output.processElement = (value) => {
      processElement(value);
      fixture.below.block();
    };
    await task.poll(1);
    const betweenRecords: string[] = [];
    fixture.context.schedule(1, () => betweenRecords.push('a mail'));
    await fixture.advanceTo(1);
    expect([fixture.take(), betweenRecords]).toEqual([['a@10'], []]);

    fixture.below.unblock();
    await fixture.settle();
    expect([fixture.take(), betweenRecords]).toEqual([['watermark 10'], ['a mail']]);
  });

  it('are refused when they are no time', async () => {
    const strategy = WatermarkStrategy.forGenerator<unknown>(() => ({
      onEvent: (_value, _timestamp, output) => output.emitWatermark(Number.NaN),
      onPeriodicEmit: () => undefined,
    }));
    const { source, task } = await start(strategy);
    source.feed({ emit: 'a' });
    await expect(task.poll()).rejects.toMatchObject({
      code: 'WATERMARK_INVALID',
      facts: { seen: 'NaN', operator: 'tested' },
    });
  });
});

describe('the last watermark', () => {
  it('is out before the source says that it has ended', async () => {
    const { source, task, fixture } = await start(monotonous());
    source.feed({ end: true });
    const { output } = fixture.context;
    output.processElement = () => fixture.below.block();
    fixture.below.block();
    expect(await task.poll()).toBe('paused');
    expect(fixture.operator.poll()).toBe('more');
    expect(fixture.take()).toEqual([]);
    fixture.below.unblock();
    expect(await task.poll()).toBe('end');
    expect(fixture.take()).toEqual(['watermark Infinity']);
    await fixture.advanceTo(1000);
    expect(fixture.take()).toEqual([]);
  });
});

describe('idleness of a source', () => {
  const idling = () => monotonous().withIdleness(500);

  it('takes a quiet split out, and the source with its last split', async () => {
    const { source, task, fixture } = await start(idling(), ['p0', 'p1']);
    source.feed({ emit: 'a', at: 100, split: 'p0' }, { emit: 'b', at: 50, split: 'p1' });
    await task.poll();
    await fixture.advanceTo(200);
    expect(fixture.take()).toEqual(['a@100', 'b@50', 'watermark 49']);

    for (let now = 400; now <= 1000; now += 200) {
      source.feed({ emit: 'c', at: 100, split: 'p0' });
      await task.poll();
      await fixture.advanceTo(now);
    }
    expect(fixture.take()).toEqual(['c@100', 'c@100', 'c@100', 'c@100', 'watermark 99']);

    for (let now = 1200; now <= 2000; now += 200) await fixture.advanceTo(now);
    expect(fixture.take()).toEqual(['idle']);

    source.feed({ emit: 'd', at: 300, split: 'p1' });
    await task.poll();
    await fixture.advanceTo(2200);
    expect(fixture.take()).toEqual(['d@300', 'active', 'watermark 299']);
  });

  it('takes out a source that has no split at all', async () => {
    const { fixture } = await start(idling());
    for (let now = 200; now <= 1000; now += 200) await fixture.advanceTo(now);
    expect(fixture.take()).toEqual(['idle']);
  });

  it('does not count the time in which the source is held back', async () => {
    const { source, task, fixture } = await start(idling());
    source.feed({ emit: 'a', at: 100 }, { emit: 'b', at: 200 });
    await task.poll(1);
    fixture.below.block();
    for (let now = 200; now <= 3000; now += 200) await fixture.advanceTo(now);
    expect(fixture.take()).toEqual(['a@100']);
    fixture.below.unblock();
    await task.poll();
    await fixture.advanceTo(3200);
    expect(fixture.take()).toEqual(['watermark 99', 'b@200', 'watermark 199']);
  });

  it('may be said by the reader', async () => {
    const { source, task, fixture } = await start(punctuated(), ['p0', 'p1']);
    source.feed({ emit: 'a', at: 10, split: 'p0' }, { idle: 'p1' }, { idle: 'p0' });
    await task.poll();
    expect(fixture.take()).toEqual(['a@10', 'watermark 10', 'idle']);
  });

  it('may be said by the reader of a source without a strategy', async () => {
    const { source, task, fixture } = await start(WatermarkStrategy.noWatermarks(), ['p0', 'p1']);
    source.feed({ idle: 'p1' }, { emit: 'a', split: 'p0' }, { idle: 'p0' });
    await task.poll();
    expect(fixture.take()).toEqual(['a', 'idle']);
  });
});

describe('timestamps of a source', () => {
  it('are those of the reader unless an assigner replaces them', async () => {
    const strategy = WatermarkStrategy.noWatermarks<unknown>().withTimestampAssigner((value, before) =>
      value === 'keep' ? before : 7,
    );
    const { source, task, fixture } = await start(strategy);
    source.feed({ emit: 'keep', at: 3 }, { emit: 'set', at: 3 }, { emit: 'keep' });
    await task.poll();
    expect(fixture.take()).toEqual(['keep@3', 'set@7', 'keep']);
  });

  it('name the operator and the call when the assigner fails', async () => {
    const strategy = WatermarkStrategy.noWatermarks<unknown>().withTimestampAssigner(() => {
      throw new TypeError('no field');
    });
    const { source, task } = await start(strategy);
    source.feed({ emit: 'a' });
    await expect(task.poll()).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      facts: { operator: 'tested', call: 'extractTimestamp' },
    });
  });

  it('are refused when they are not whole milliseconds', async () => {
    const strategy = WatermarkStrategy.noWatermarks<unknown>().withTimestampAssigner(() => Number.NaN);
    const { source, task } = await start(strategy);
    source.feed({ emit: 'a' });
    await expect(task.poll()).rejects.toMatchObject({ code: 'TIMESTAMP_INVALID', facts: { seen: 'NaN' } });
  });
});
