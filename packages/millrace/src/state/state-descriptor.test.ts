import { describe, expect, it } from 'vitest';
import { Duration } from '../model/duration.js';
import { Types } from '../model/types.js';
import { errorOf } from './conformance/backend-fixture.test-support.js';
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from './state-descriptor.js';
import { StateTtlConfig } from './state-ttl-config.js';

const aggregate = {
  createAccumulator: () => 0,
  add: (n: number, sum: number) => sum + n,
  getResult: String,
  merge: (a: number, b: number) => a + b,
};

describe('state descriptors', () => {
  it('know their name, kind and types; types left out are untyped', () => {
    const types = (descriptor: { types: Readonly<Record<string, unknown>> }) =>
      Object.fromEntries(Object.entries(descriptor.types).map(([part, type]) => [part, String(type)]));
    expect(new ValueStateDescriptor('v', Types.LONG()).getName()).toBe('v');
    expect(types(new ValueStateDescriptor('v', Types.LONG()))).toEqual({ value: 'Long' });
    expect(types(new ListStateDescriptor('l', Types.STRING()))).toEqual({ element: 'String' });
    expect(types(new MapStateDescriptor('m', Types.STRING()))).toEqual({
      key: 'String',
      value: 'PickledByteArrayTypeInfo',
    });
    expect(types(new AggregatingStateDescriptor('a', aggregate))).toEqual({ accumulator: 'PickledByteArrayTypeInfo' });
  });

  it('take a reduce function in every form', () => {
    class Longest {
      private readonly least = 3;
      reduce(one: string, other: string): string {
        return other.length > Math.max(one.length, this.least) ? other : one;
      }
    }
    const plain = (one: string, other: string) => one + other;
    expect(new ReducingStateDescriptor('r', plain, Types.STRING()).reduce('a', 'b')).toBe('ab');
    expect(new ReducingStateDescriptor('r', { reduce: plain }, Types.STRING()).reduce('a', 'b')).toBe('ab');
    const longest = new Longest();
    const descriptor = new ReducingStateDescriptor('r', longest, Types.STRING());
    expect([descriptor.reduce('a', 'bcd'), descriptor.reduce('a', 'bcde')]).toEqual(['a', 'bcde']);
    expect(descriptor.getReduceFunction()).toBe(longest);
    expect(new AggregatingStateDescriptor('a', aggregate).getAggFunction()).toBe(aggregate);
  });

  it('refuse an empty name and what is no function', () => {
    for (const name of ['', undefined, 5]) {
      expect(errorOf(() => new ValueStateDescriptor(name as string))).toMatchObject({ code: 'STATE_NAME_INVALID' });
    }
    for (const reduce of [undefined, null, 'sum', {}, { reduce: 1 }]) {
      expect(errorOf(() => new ReducingStateDescriptor('r', reduce as never))).toMatchObject({
        code: 'STATE_FUNCTION_INVALID',
      });
    }
    const { merge: _, ...incomplete } = aggregate;
    expect(errorOf(() => new AggregatingStateDescriptor('a', incomplete as never))).toMatchObject({
      code: 'STATE_FUNCTION_INVALID',
      message: expect.stringContaining("'merge'") as string,
    });
    expect(errorOf(() => new AggregatingStateDescriptor('a', undefined as never))).toMatchObject({
      code: 'STATE_FUNCTION_INVALID',
    });
  });
});

describe('StateTtlConfig', () => {
  it('has the defaults of Flink', () => {
    const config = StateTtlConfig.newBuilder('1 h').build();
    expect(config.getTtl().toMillis()).toBe(3_600_000);
    expect([
      config.getUpdateType(),
      config.getStateVisibility(),
      config.getTtlTimeCharacteristic(),
      config.isEnabled(),
    ]).toEqual(['OnCreateAndWrite', 'NeverReturnExpired', 'ProcessingTime', true]);
    const cleanup = config.getCleanupStrategies();
    expect([cleanup.isCleanupInBackground(), cleanup.inFullSnapshot()]).toEqual([true, false]);
    expect(cleanup.getIncrementalCleanupStrategy()).toEqual({ cleanupSize: 5, runCleanupForEveryRecord: false });
    expect(cleanup.getRocksdbCompactFilterCleanupStrategy()).toEqual({ queryTimeAfterNumEntries: 1000 });
  });

  it('takes every option', () => {
    const config = StateTtlConfig.newBuilder(1)
      .setTtl(Duration.ofSeconds(2))
      .setUpdateType(StateTtlConfig.UpdateType.OnReadAndWrite)
      .setStateVisibility(StateTtlConfig.StateVisibility.ReturnExpiredIfNotCleanedUp)
      .useProcessingTime()
      .cleanupFullSnapshot()
      .cleanupIncrementally(7, true)
      .cleanupInRocksdbCompactFilter(10)
      .disableCleanupInBackground()
      .build();
    const cleanup = config.getCleanupStrategies();
    expect([config.getTtl().toMillis(), config.getUpdateType(), config.getStateVisibility()]).toEqual([
      2000,
      'OnReadAndWrite',
      'ReturnExpiredIfNotCleanedUp',
    ]);
    expect([cleanup.isCleanupInBackground(), cleanup.inFullSnapshot()]).toEqual([false, true]);
    expect(cleanup.getIncrementalCleanupStrategy()).toEqual({ cleanupSize: 7, runCleanupForEveryRecord: true });
    expect(cleanup.getRocksdbCompactFilterCleanupStrategy()).toEqual({ queryTimeAfterNumEntries: 10 });
    const shortcuts = StateTtlConfig.newBuilder(1)
      .updateTtlOnReadAndWrite()
      .updateTtlOnCreateAndWrite()
      .returnExpiredIfNotCleanedUp()
      .neverReturnExpired()
      .disableCleanupInBackground()
      .build();
    expect([shortcuts.getUpdateType(), shortcuts.getStateVisibility()]).toEqual([
      'OnCreateAndWrite',
      'NeverReturnExpired',
    ]);
    expect(shortcuts.getCleanupStrategies().getIncrementalCleanupStrategy()).toBeUndefined();
    expect(shortcuts.getCleanupStrategies().getRocksdbCompactFilterCleanupStrategy()).toBeUndefined();
  });

  it('refuses what makes no sense', () => {
    const ttl = StateTtlConfig.newBuilder(1);
    expect(errorOf(() => StateTtlConfig.newBuilder(0).build())).toMatchObject({ code: 'STATE_TTL_INVALID' });
    expect(errorOf(() => StateTtlConfig.newBuilder(-1).build())).toMatchObject({ code: 'DURATION_INVALID' });
    expect(errorOf(() => StateTtlConfig.newBuilder('soon').build())).toMatchObject({ code: 'DURATION_INVALID' });
    expect(errorOf(() => ttl.cleanupIncrementally(0, true))).toMatchObject({ code: 'STATE_TTL_INVALID' });
    expect(errorOf(() => ttl.cleanupInRocksdbCompactFilter(1.5))).toMatchObject({ code: 'STATE_TTL_INVALID' });
    expect(errorOf(() => ttl.setUpdateType('Sometimes' as never).build())).toMatchObject({ code: 'STATE_TTL_INVALID' });
  });
});
