import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { type IntervalJoinOptions, intervalJoinDefinition } from './interval-join.js';

type Step =
  | { readonly kind: 'record'; readonly input: 0 | 1; readonly key: number; readonly time: number }
  | { readonly kind: 'watermark'; readonly input: 0 | 1; readonly time: number };

// Records have even times and watermarks odd ones: of a record at the watermark itself Flink says that it is not late,
// though its partners may have been forgotten.
const input = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      input,
      key: fc.nat(1),
      time: fc.nat(10).map((half) => 2 * half),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('watermark' as const),
      input,
      time: fc.nat(10).map((half) => 2 * half + 1),
    }),
  },
);
const bounds: fc.Arbitrary<IntervalJoinOptions> = fc
  .tuple(fc.integer({ min: -8, max: 8 }), fc.nat(8))
  .map(([lowerBoundMs, length]) => ({ lowerBoundMs, upperBoundMs: lowerBoundMs + length }));

interface Arrived {
  readonly id: number;
  readonly key: number;
  readonly time: number;
}

/** Nested loops over everything that was not late. */
function model(steps: readonly Step[], { lowerBoundMs, upperBoundMs }: IntervalJoinOptions) {
  const sides: [Arrived[], Arrived[]] = [[], []];
  const watermarks = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const late: number[] = [];
  for (const [id, each] of steps.entries()) {
    if (each.kind === 'watermark') watermarks[each.input] = Math.max(watermarks[each.input] as number, each.time);
    else if (each.time < Math.min(...watermarks)) late.push(id);
    else sides[each.input].push({ id, key: each.key, time: each.time });
  }
  const pairs = sides[0].flatMap((left) =>
    sides[1]
      .filter(
        ({ key, time }) => key === left.key && time >= left.time + lowerBoundMs && time <= left.time + upperBoundMs,
      )
      .map((right) => ({ pair: `${left.id}-${right.id}`, timestamp: Math.max(left.time, right.time) })),
  );
  return { pairs, late };
}

async function run(steps: readonly Step[], options: IntervalJoinOptions, restoreEachStep: boolean) {
  const side = { keySelector: ({ key }: Arrived) => key, keyType: Types.INT() };
  const harness = new OperatorHarness({
    definition: intervalJoinDefinition,
    functions: { function: (left: Arrived, right: Arrived) => [`${left.id}-${right.id}`] },
    options: { ...options, leftLateTag: 'late', rightLateTag: 'late' },
    inputs: [side, side],
    sideOutputs: { late: Types.PICKLED_BYTE_ARRAY() },
    restoreEachStep,
  });
  await harness.open();
  for (const [id, each] of steps.entries()) {
    if (each.kind === 'watermark') await harness.processWatermark(each.input, each.time);
    else await harness.processElement(each.input, { id, key: each.key, time: each.time }, each.time);
  }
  const pairs = harness.emissions.flatMap((each) =>
    each.kind === 'record' ? [{ pair: each.value as string, timestamp: each.timestamp }] : [],
  );
  const late = harness.sideEmissions('late').map((each) => each.kind === 'record' && (each.value as Arrived).id);
  for (const each of [0, 1]) await harness.processWatermark(each, 1000);
  return { pairs, late, keyGroupsAtTheEnd: (await harness.snapshot()).keyGroups.size };
}

const sorted = (pairs: readonly { readonly pair: string }[]) => [...pairs].sort((a, b) => (a.pair < b.pair ? -1 : 1));

it.each([
  ['in one run', false, 150],
  ['restored at each step', true, 25],
])(
  'gives the pairs of nested loops, each once, and forgets everything in the end (%s)',
  async (_mode, restored, numRuns) => {
    await fc.assert(
      fc.asyncProperty(bounds, fc.array(step, { maxLength: 25 }), async (options, steps) => {
        const expected = model(steps, options);
        const seen = await run(steps, options, restored);
        expect(sorted(seen.pairs)).toEqual(sorted(expected.pairs));
        expect(seen.late).toEqual(expected.late);
        expect(seen.keyGroupsAtTheEnd).toBe(0);
      }),
      { numRuns },
    );
  },
);
