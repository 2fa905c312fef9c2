import { describe, expect, it } from 'vitest';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { timestampsAndWatermarksDefinition } from './timestamps-and-watermarks.js';

interface Sale {
  readonly at: number;
  toString(): string;
}

const sale = (at: number): Sale => ({ at, toString: () => `sale ${at}` });

const bySale = () => WatermarkStrategy.forBoundedOutOfOrderness<Sale>(5).withTimestampAssigner((value) => value.at);

async function start(watermarkStrategy: WatermarkStrategy<never>, options: Readonly<Record<string, unknown>> = {}) {
  const fixture = new OperatorFixture(timestampsAndWatermarksDefinition, { functions: { watermarkStrategy }, options });
  await fixture.operator.open?.();
  return fixture;
}

describe('timestamps and watermarks in the middle of a stream', () => {
  it('replace those of above', async () => {
    const fixture = await start(bySale());
    fixture.process(sale(100), 1);
    fixture.operator.inputs[0]!.processWatermark(5000);
    await fixture.advanceTo(200);
    expect(fixture.take()).toEqual(['sale 100@100', 'watermark 94']);
    expect(fixture.context.counts).toEqual({ recordsIn: 1, recordsOut: 1 });
  });

  it('leave the timestamp of the record above as it was', async () => {
    const fixture = await start(bySale());
    fixture.process(sale(100), 1);
    expect(fixture.element.timestamp).toBe(1);
  });

  it('show the earlier timestamp to the assigner', async () => {
    const strategy = WatermarkStrategy.forMonotonousTimestamps<unknown>().withTimestampAssigner((_value, before) =>
      before === Number.NEGATIVE_INFINITY ? 7 : before + 1,
    );
    const fixture = await start(strategy);
    fixture.process('a', 10);
    fixture.process('b');
    expect(fixture.take()).toEqual(['a@11', 'b@7']);
  });

  it('pass on the last watermark, and nothing after it', async () => {
    const fixture = await start(bySale());
    fixture.process(sale(100));
    fixture.operator.inputs[0]!.processWatermark(Number.POSITIVE_INFINITY);
    await fixture.operator.finish?.();
    await fixture.advanceTo(1000);
    expect(fixture.take()).toEqual(['sale 100@100', 'watermark Infinity']);
  });

  it('give a last periodic watermark when the input ends without one', async () => {
    const fixture = await start(bySale());
    fixture.process(sale(100));
    await fixture.operator.finish?.();
    expect(fixture.take()).toEqual(['sale 100@100', 'watermark 94']);
  });

  it('ignore the status of above, and become idle by themselves', async () => {
    const fixture = await start(bySale().withIdleness(300));
    fixture.process(sale(100));
    fixture.operator.inputs[0]!.processStatus(true);
    expect(fixture.take()).toEqual(['sale 100@100']);
    for (let now = 200; now <= 1000; now += 200) await fixture.advanceTo(now);
    expect(fixture.take()).toEqual(['watermark 94', 'idle']);
    fixture.process(sale(200));
    await fixture.advanceTo(1200);
    expect(fixture.take()).toEqual(['sale 200@200', 'active', 'watermark 194']);
  });

  it('do not become idle while the operators below take nothing', async () => {
    const fixture = await start(bySale().withIdleness(300));
    fixture.process(sale(100));
    await fixture.advanceTo(200);
    fixture.below.block();
    for (let now = 400; now <= 3000; now += 200) await fixture.advanceTo(now);
    fixture.below.unblock();
    await fixture.advanceTo(3200);
    expect(fixture.take()).toEqual(['sale 100@100', 'watermark 94']);
  });

  it('give only the last watermark where no other counts', async () => {
    const fixture = await start(bySale(), { progressiveWatermarks: false });
    fixture.process(sale(100));
    await fixture.advanceTo(1000);
    fixture.operator.inputs[0]!.processWatermark(Number.POSITIVE_INFINITY);
    expect(fixture.take()).toEqual(['sale 100@100', 'watermark Infinity']);
  });

  it('keep a watermark back behind the record that caused it', async () => {
    const strategy = WatermarkStrategy.forGenerator<unknown>(() => ({
      onEvent: (_value, timestamp, output) => output.emitWatermark(timestamp),
      onPeriodicEmit: () => undefined,
    }));
    const fixture = await start(strategy);
    fixture.below.block();
    fixture.process('a', 10);
    expect(fixture.take()).toEqual(['a@10']);
    expect(fixture.above.mustPause()).toBe(true);
    fixture.below.unblock();
    await fixture.settle();
    expect(fixture.take()).toEqual(['watermark 10']);
    expect(fixture.above.mustPause()).toBe(false);
  });

  it('name the operator when a generator fails', async () => {
    const strategy = WatermarkStrategy.forGenerator<unknown>(() => ({
      onEvent: () => {
        throw new Error('no idea');
      },
      onPeriodicEmit: () => undefined,
    }));
    const fixture = await start(strategy);
    expect(() => fixture.process('a', 10)).toThrow(
      expect.objectContaining({ message: "onEvent of operator 'tested' failed: no idea" }),
    );
  });
});
