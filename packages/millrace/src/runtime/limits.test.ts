import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import type { OperatorDefinition } from '../operator/operator-definition.js';
import type { KeyedOnTimerContext, KeyedProcessContext } from '../operator/user-functions/process-context.js';
import { KeyedProcessFunction } from '../operator/user-functions/process-function.js';
import { operatorDefinitions } from '../operators/index.js';
import { OperatorHarness } from '../testing/operator-harness.js';

const definition = (name: string) => operatorDefinitions.get(name) as OperatorDefinition;

/** How many records a channel holds, and one that is on its way. */
const AHEAD = 1025;

describe('what is bounded', () => {
  it('pulls a generator no further than the output takes', async () => {
    let pulled = 0;
    const harness = new OperatorHarness({
      definition: definition('flat-map'),
      checked: false,
      functions: {
        *function(count: number) {
          for (; pulled < count; pulled++) yield pulled;
        },
      },
    });
    await harness.open();
    // Fault: nothing is taken from the output while one record gives a hundred thousand.
    harness.shutOutput();
    await harness.processElement(0, 100_000);
    expect(pulled).toBeLessThanOrEqual(AHEAD);
    await harness.openOutput();
    expect(harness.values).toHaveLength(100_000);
    await harness.close();
  });

  it('refuses to push further than the limit of what one call may overshoot', async () => {
    const harness = new OperatorHarness({
      definition: definition('flat-map'),
      checked: false,
      functions: {
        function(count: number, out: { collect(value: number): void }) {
          for (let value = 0; value < count; value++) out.collect(value);
        },
      },
    });
    await harness.open();
    harness.shutOutput();
    await expect(harness.processElement(0, 10_000_000)).rejects.toMatchObject({ code: 'OVERSHOOT_LIMIT' });
    await harness.close().catch(() => {});
  });

  const keyed = { keySelector: (value: number) => value, keyType: Types.INT(), type: Types.INT() };

  class Alarm extends KeyedProcessFunction<number, number, string> {
    processElement(_value: number, ctx: KeyedProcessContext<number>) {
      ctx.timerService().registerEventTimeTimer(5);
    }

    override onTimer(_timestamp: number, ctx: KeyedOnTimerContext<number>) {
      return [String(ctx.getCurrentKey())];
    }
  }

  const alarms = () =>
    new OperatorHarness({
      definition: definition('keyed-process'),
      functions: { function: new Alarm() },
      inputs: [keyed],
      lookMs: 1,
    });

  it('lets control messages in between the timers of one watermark, which goes on only behind the last of them', async () => {
    const harness = alarms();
    await harness.open();
    for (let key = 0; key < 200; key++) await harness.processElement(0, key);
    await harness.beginWatermark(0, 5, 3);
    const fired = harness.values.length;
    expect(fired).toBeGreaterThan(0);
    expect(fired).toBeLessThan(200);
    expect(harness.emissions.some(({ kind }) => kind === 'watermark')).toBe(false);
    await harness.settle();
    expect(harness.values).toHaveLength(200);
    expect(harness.emissions.at(-1)).toEqual({ kind: 'watermark', time: 5 });
    await harness.close();
  });

  it('takes a snapshot between the timers of one watermark: each fires once, before it or after the restore', async () => {
    const harness = alarms();
    await harness.open();
    for (let key = 0; key < 200; key++) await harness.processElement(0, key);
    await harness.beginWatermark(0, 5, 3);
    // Fault: the barrier comes in the middle, and the operator goes on from the snapshot.
    const snapshot = await harness.snapshot();
    const before = [...harness.valuesBeforeBarrier];
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(200);
    await harness.close();
    harness.clearOutput();
    await harness.open(snapshot);
    await harness.processWatermark(0, 5);
    expect([...before, ...harness.values].map(Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, key) => key),
    );
    await harness.close();
  });

  it('lets go of what an aborted alignment held back, and takes the next checkpoint', async () => {
    const asItIs = (value: unknown) => value;
    const harness = new OperatorHarness({
      definition: definition('co-map'),
      inputs: [{}, {}],
      functions: { function: { map1: asItIs, map2: asItIs } },
    });
    await harness.open();
    // Fault: the barrier comes on the first input only, and the checkpoint is aborted before the second brings it.
    const first = await harness.freeze([0]);
    await harness.processElement(0, 'behind the barrier');
    expect(harness.values).toEqual([]);
    await harness.abortCheckpoint(first);
    expect(harness.values).toEqual(['behind the barrier']);
    await harness.snapshot();
    await harness.processElement(1, 'later');
    expect(harness.values).toEqual(['behind the barrier', 'later']);
    await harness.close();
  });
});
