import { describe, expect, it } from 'vitest';
import { Duration } from '../model/duration.js';
import { SteppedActivityClock } from './activity-clock.js';
import { TimestampAssigner } from './timestamp-assigner.js';
import { WatermarkStrategy } from './watermark-strategy.js';

/** The periodic watermarks of a strategy after each of these timestamps. */
function watermarks(strategy: WatermarkStrategy, timestamps: readonly number[]): number[] {
  const generator = strategy.createWatermarkGenerator({ activityClock: new SteppedActivityClock() });
  const emitted: number[] = [];
  const output = {
    emitWatermark: (time: number) => emitted.push(time),
    markIdle: () => undefined,
    markActive: () => undefined,
  };
  for (const timestamp of timestamps) {
    generator.onEvent('record', timestamp, output);
    generator.onPeriodicEmit(output);
  }
  return emitted;
}

describe('a watermark strategy', () => {
  it('for monotonous timestamps stays one millisecond behind the newest', () => {
    expect(watermarks(WatermarkStrategy.forMonotonousTimestamps(), [10, 5, 20])).toEqual([9, 9, 19]);
  });

  it.each([[Duration.ofSeconds(5)], [5000], ['5 s']])(
    'for bounded out-of-orderness of %s allows for it',
    (duration) => {
      expect(watermarks(WatermarkStrategy.forBoundedOutOfOrderness(duration), [10_000, 9000])).toEqual([4999, 4999]);
    },
  );

  it('without watermarks says nothing', () => {
    expect(watermarks(WatermarkStrategy.noWatermarks(), [10])).toEqual([]);
  });

  it('is passive only when it does nothing at all', () => {
    const none = WatermarkStrategy.noWatermarks();
    expect(none.isPassive).toBe(true);
    expect(none.withTimestampAssigner(() => 1).isPassive).toBe(false);
    expect(none.withIdleness(1).isPassive).toBe(false);
    expect(none.withWatermarkAlignment('group', 1).isPassive).toBe(false);
    expect(WatermarkStrategy.forMonotonousTimestamps().isPassive).toBe(false);
  });

  it('is not changed by what is added to it', () => {
    const strategy = WatermarkStrategy.forMonotonousTimestamps();
    strategy.withIdleness('1 min').withWatermarkAlignment('group', '10 s');
    expect(strategy.describe()).toEqual({ watermarks: 'monotonous-timestamps', timestamps: 'of the source' });
  });

  it('shows all its parts', () => {
    const strategy = WatermarkStrategy.forBoundedOutOfOrderness('2 s')
      .withTimestampAssigner(() => 1)
      .withIdleness('1 min')
      .withWatermarkAlignment('group', '10 s');
    expect(strategy.describe()).toEqual({
      watermarks: 'bounded-out-of-orderness',
      maxOutOfOrdernessMs: 2000,
      timestamps: 'assigned',
      idleTimeoutMs: 60_000,
      alignment: { group: 'group', maxAllowedDriftMs: 10_000, updateIntervalMs: 1000 },
    });
    expect(strategy.alignment).toEqual({ group: 'group', maxAllowedDriftMs: 10_000, updateIntervalMs: 1000 });
  });

  it.each([
    ['an idle timeout of 0', () => WatermarkStrategy.noWatermarks().withIdleness(0), 'WATERMARK_STRATEGY_INVALID'],
    [
      'no interval',
      () => WatermarkStrategy.noWatermarks().withWatermarkAlignment('g', 1, 0),
      'WATERMARK_STRATEGY_INVALID',
    ],
    ['no group', () => WatermarkStrategy.noWatermarks().withWatermarkAlignment('', 1), 'WATERMARK_STRATEGY_INVALID'],
    ['no generator', () => WatermarkStrategy.forGenerator(5 as never), 'WATERMARK_STRATEGY_INVALID'],
    ['a wrong unit', () => WatermarkStrategy.forBoundedOutOfOrderness('5 sheep'), 'DURATION_INVALID'],
    ['a negative bound', () => WatermarkStrategy.forBoundedOutOfOrderness(-1), 'DURATION_INVALID'],
    [
      'a wrong assigner',
      () => WatermarkStrategy.noWatermarks().withTimestampAssigner(5 as never),
      'TIMESTAMP_ASSIGNER_INVALID',
    ],
  ])('refuses %s', (_what, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a generator that is none when it is made', () => {
    const strategy = WatermarkStrategy.forGenerator(() => ({}) as never);
    const make = () => strategy.createWatermarkGenerator({ activityClock: new SteppedActivityClock() });
    expect(make).toThrow(expect.objectContaining({ code: 'WATERMARK_STRATEGY_INVALID' }));
  });
});

describe('a timestamp assigner', () => {
  class SoldAt extends TimestampAssigner<{ soldAt: number }> {
    private readonly shift = 1;

    extractTimestamp(sale: { soldAt: number }): number {
      return sale.soldAt + this.shift;
    }
  }

  const assign = (assigner: unknown) => {
    const strategy = WatermarkStrategy.noWatermarks().withTimestampAssigner(assigner as never);
    return strategy.createTimestampAssigner()!({ soldAt: 4 }, 2);
  };

  it('is a function, an object or an instance', () => {
    expect(assign((sale: { soldAt: number }, before: number) => sale.soldAt + before)).toBe(6);
    expect(assign({ extractTimestamp: (sale: { soldAt: number }) => sale.soldAt })).toBe(4);
    expect(assign(new SoldAt())).toBe(5);
    expect(() => assign(SoldAt)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_ASSIGNER_INVALID' }));
  });

  it('may give a bigint that a number holds, and no timestamp', () => {
    expect(assign(() => 1_700_000_000_000n)).toBe(1_700_000_000_000);
    expect(assign(() => Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  });

  it.each([
    [Number.NaN, 'Is the name of the field right, and is it there in every record?'],
    [undefined, 'Is the name of the field right, and is it there in every record?'],
    [1.5, 'Return whole milliseconds since the epoch as a number.'],
    [Number.POSITIVE_INFINITY, 'Return whole milliseconds since the epoch as a number.'],
    [2n ** 62n + 1n, 'Return whole milliseconds since the epoch as a number.'],
    ['2024-01-01', 'Return milliseconds since the epoch as a number: Date.parse(text) for ISO text.'],
    [new Date(0), 'Return date.getTime().'],
    [Promise.resolve(1), 'Return whole milliseconds since the epoch as a number.'],
  ])('that gives %s is refused', (timestamp, hint) => {
    expect(() => assign(() => timestamp)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_INVALID', hint }));
  });
});
