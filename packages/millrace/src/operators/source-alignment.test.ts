import { describe, expect, it } from 'vitest';
import { NumberSequenceSource } from '../connectors/number-sequence.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { ScriptedSource } from './scripted-source.test-support.js';
import { SourceFixture } from './source-fixture.test-support.js';

const aligned = () =>
  WatermarkStrategy.forGenerator<unknown>(() => ({
    onEvent: (_value, timestamp, output) => output.emitWatermark(timestamp),
    onPeriodicEmit: () => undefined,
  })).withWatermarkAlignment('group', '10 ms', '1 s');

async function start(splits: readonly string[] = [], canPauseSplits = true, strategy = aligned()) {
  const source = new ScriptedSource({ canPauseSplits });
  const task = new SourceFixture(source, { functions: { watermarkStrategy: strategy } });
  await task.open();
  task.fixture.operator.addSplits(splits.map((splitId) => ({ splitId })));
  source.calls.length = 0;
  return { source, task, fixture: task.fixture };
}

describe('an aligned source', () => {
  it('reports its watermark every interval once it has one, and the end at once', async () => {
    const { source, task, fixture } = await start();
    await fixture.advanceTo(1000);
    expect(task.reported).toEqual([]);
    source.feed({ emit: 'a', at: 40 });
    await task.poll();
    await fixture.advanceTo(1999);
    expect(task.reported).toEqual([]);
    await fixture.advanceTo(2000);
    expect(task.reported).toEqual([40]);
    source.feed({ end: true });
    await task.poll();
    expect(task.reported).toEqual([40, Number.POSITIVE_INFINITY]);
    await fixture.advanceTo(9000);
    expect(task.reported).toHaveLength(2);
  });

  it('reports that nobody need wait while it is idle', async () => {
    const { source, task, fixture } = await start(['p0']);
    source.feed({ emit: 'a', at: 40, split: 'p0' }, { idle: 'p0' });
    await task.poll();
    await fixture.advanceTo(1000);
    expect(fixture.take()).toEqual(['a@40', 'watermark 40', 'idle']);
    expect(task.reported).toEqual([Number.POSITIVE_INFINITY]);
  });

  it('stops once it is ahead of what is allowed, and goes on when that rises', async () => {
    const { source, task, fixture } = await start();
    fixture.operator.setMaxAllowedWatermark(50);
    source.feed({ emit: 'a', at: 50 }, { emit: 'b', at: 51 }, { emit: 'c', at: 52 });
    expect(await task.poll()).toBe('nothing');
    expect(fixture.take()).toEqual(['a@50', 'watermark 50', 'b@51', 'watermark 51']);
    fixture.operator.setMaxAllowedWatermark(50);
    expect(await task.poll()).toBe('nothing');
    expect(fixture.take()).toEqual([]);
    fixture.operator.setMaxAllowedWatermark(60);
    await task.poll();
    expect(fixture.take()).toEqual(['c@52', 'watermark 52']);
  });

  it('stops in the middle of a turn of many records', async () => {
    const strategy = aligned().withTimestampAssigner((value) => Number(value) * 10);
    const task = new SourceFixture(new NumberSequenceSource(1, 100), { functions: { watermarkStrategy: strategy } });
    await task.open();
    task.fixture.operator.setMaxAllowedWatermark(25);
    task.fixture.operator.poll(1000);
    task.fixture.operator.poll(1000);
    expect(task.fixture.take().filter((emission) => !emission.startsWith('watermark'))).toEqual([
      '1@10',
      '2@20',
      '3@30',
    ]);
    expect(task.fixture.operator.poll(1000)).toBe('nothing');
  });

  it('can be drained while it waits', async () => {
    const { source, task, fixture } = await start();
    fixture.operator.setMaxAllowedWatermark(5);
    source.feed({ emit: 'a', at: 50 }, { emit: 'b', at: 51 });
    expect(await task.poll()).toBe('nothing');
    fixture.operator.drain();
    expect(await task.poll()).toBe('end');
    expect(fixture.take()).toEqual(['a@50', 'watermark 50', 'watermark Infinity']);
  });

  it('pauses the splits that are ahead and resumes them, between two records', async () => {
    const { source, task, fixture } = await start(['slow', 'fast']);
    fixture.operator.setMaxAllowedWatermark(50);
    source.feed({ emit: 'a', at: 60, split: 'fast' }, { emit: 'b', at: 20, split: 'slow' });
    await task.poll();
    expect(source.calls).toEqual(['pause [fast] resume []']);
    fixture.operator.setMaxAllowedWatermark(70);
    source.feed({ emit: 'c', at: 30, split: 'slow' });
    await task.poll();
    expect(source.calls).toEqual(['pause [fast] resume []', 'pause [] resume [fast]']);
  });

  it('stops as a whole when its only split is ahead', async () => {
    const { source, task, fixture } = await start(['only']);
    fixture.operator.setMaxAllowedWatermark(50);
    source.feed({ emit: 'a', at: 60, split: 'only' }, { emit: 'b', at: 61, split: 'only' });
    expect(await task.poll()).toBe('nothing');
    expect(source.calls).toEqual([]);
    expect(fixture.take()).toEqual(['a@60', 'watermark 60']);
  });

  it('says once that a reader cannot pause splits', async () => {
    const { source, task, fixture } = await start(['p0', 'p1'], false);
    for (const maxAllowed of [5, 6]) {
      fixture.operator.setMaxAllowedWatermark(maxAllowed);
      source.feed({ emit: 'a', at: maxAllowed, split: 'p0' });
      await task.poll();
    }
    expect(fixture.host.logs).toEqual([
      'warn: The reader cannot pause single splits: only the source as a whole is aligned.',
    ]);
  });

  it('does not take a paused split for an idle one', async () => {
    const { source, task, fixture } = await start(['slow', 'fast'], true, aligned().withIdleness(300));
    fixture.operator.setMaxAllowedWatermark(50);
    source.feed({ emit: 'a', at: 60, split: 'fast' });
    await task.poll();
    for (let now = 200; now <= 3000; now += 200) {
      source.feed({ emit: 'b', at: 20, split: 'slow' });
      await task.poll();
      await fixture.advanceTo(now);
    }
    source.feed({ idle: 'slow' });
    await task.poll();
    expect(fixture.take()).not.toContain('idle');
  });
});
