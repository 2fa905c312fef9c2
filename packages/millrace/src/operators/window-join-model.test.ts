import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Types } from '../model/types.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { EventTimeSessionWindows } from '../operator/windowing/session-windows.js';
import { SlidingEventTimeWindows } from '../operator/windowing/sliding-windows.js';
import { TumblingEventTimeWindows } from '../operator/windowing/tumbling-windows.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { windowDefinition } from './window.js';

type Step =
  | { readonly kind: 'record'; readonly side: 'first' | 'second'; readonly key: number; readonly time: number }
  | { readonly kind: 'watermark'; readonly time: number };

interface Arrived {
  readonly id: number;
  readonly side: 'first' | 'second';
  readonly key: number;
  readonly time: number;
}

interface ModelWindow {
  start: number;
  end: number;
  readonly key: number;
  records: Arrived[];
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      side: fc.constantFrom<'first' | 'second'>('first', 'second'),
      key: fc.nat(1),
      time: fc.nat(30),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('watermark' as const), time: fc.nat(35) }) },
);

interface Windowing {
  readonly assigner: unknown;
  assign(time: number): readonly (readonly [start: number, end: number])[];
  readonly merges: boolean;
}

const multiplesIn = (from: number, until: number, step: number) => {
  const found: number[] = [];
  for (let value = Math.ceil(from / step) * step; value <= until; value += step) found.push(value);
  return found;
};

const windowings: Readonly<Record<string, Windowing>> = {
  tumbling: {
    assigner: TumblingEventTimeWindows.of(7),
    assign: (time) => [[Math.floor(time / 7) * 7, Math.floor(time / 7) * 7 + 7]],
    merges: false,
  },
  sliding: {
    assigner: SlidingEventTimeWindows.of(9, 4),
    assign: (time) => multiplesIn(time - 8, time, 4).map((start) => [start, start + 9]),
    merges: false,
  },
  session: {
    assigner: EventTimeSessionWindows.withGap(4),
    assign: (time) => [[time, time + 4]],
    merges: true,
  },
};

/** What both sides of each window hold when it fires, by simple lists. */
function model(steps: readonly Step[], { assign, merges }: Windowing) {
  const fired: ModelWindow[] = [];
  let open: ModelWindow[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  const isOver = ({ end }: ModelWindow) => end - 1 <= watermark;
  for (const [id, each] of [...steps.entries(), [-1, { kind: 'watermark', time: 1000 }] as const]) {
    if (each.kind === 'watermark') {
      watermark = Math.max(watermark, each.time);
      fired.push(...open.filter(isOver));
      open = open.filter((window) => !isOver(window));
      continue;
    }
    const record: Arrived = { id, side: each.side, key: each.key, time: each.time };
    for (const [start, end] of assign(each.time)) {
      const mine: ModelWindow = { start, end, key: each.key, records: [record] };
      const met = open.filter(
        (other) =>
          other.key === mine.key &&
          (merges ? other.start <= end && other.end >= start : other.start === start && other.end === end),
      );
      for (const other of met) {
        mine.start = Math.min(mine.start, other.start);
        mine.end = Math.max(mine.end, other.end);
        mine.records = [...mine.records, ...other.records];
      }
      if (isOver(mine)) continue;
      open = [...open.filter((other) => !met.includes(other)), mine];
    }
  }
  return fired;
}

const ids = (records: readonly Arrived[], side: string) =>
  records
    .filter((each) => each.side === side)
    .map(({ id }) => id)
    .sort((a, b) => a - b);

const firedText = (key: number, end: number, first: readonly number[], second: readonly number[]) =>
  `${key} until ${end}: ${first} | ${second}`;

async function run(steps: readonly Step[], functions: object, restoreEachStep: boolean) {
  const type = Types.OBJECT({
    first: Types.OPTIONAL(Types.PICKLED_BYTE_ARRAY()),
    second: Types.OPTIONAL(Types.PICKLED_BYTE_ARRAY()),
  });
  const harness = new OperatorHarness({
    definition: windowDefinition,
    functions: { ...functions },
    inputs: [
      {
        type,
        keySelector: ({ first, second }: Partial<Record<string, Arrived>>) => (first ?? second)?.key,
        keyType: Types.INT(),
      },
    ],
    restoreEachStep,
  });
  await harness.open();
  for (const [id, each] of steps.entries()) {
    if (each.kind === 'watermark') await harness.processWatermark(0, each.time);
    else await harness.processElement(0, { [each.side]: { ...each, id } }, each.time);
  }
  await harness.processWatermark(0, 1000);
  return harness.emissions.flatMap((each) =>
    each.kind === 'record' ? [{ value: each.value as string, end: (each.timestamp as number) + 1 }] : [],
  );
}

const sides = (first: readonly Arrived[], second: readonly Arrived[], out: Collector<unknown>) => {
  const sorted = (records: readonly Arrived[]) => records.map(({ id }) => id).sort((a, b) => a - b);
  out.collect(`${(first[0] ?? second[0])?.key} ${sorted(first)} | ${sorted(second)}`);
};

const cases = Object.keys(windowings).flatMap((name) => [
  [name, 'in one run', false, 60] as const,
  [name, 'restored at each step', true, 10] as const,
]);

it.each(cases)('a co-group in %s windows sees what simple lists hold (%s)', async (name, _mode, restored, numRuns) => {
  const windowing = windowings[name] as Windowing;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const emitted = await run(steps, { assigner: windowing.assigner, coGroupFunction: sides }, restored);
      const seen = emitted.map(({ value, end }) => value.replace(' ', ` until ${end}: `)).sort();
      const expected = model(steps, windowing).map(({ key, end, records }) =>
        firedText(key, end, ids(records, 'first'), ids(records, 'second')),
      );
      expect(seen).toEqual(expected.sort());
    }),
    { numRuns },
  );
});

it.each(cases)('a join in %s windows gives the pairs of nested loops (%s)', async (name, _mode, restored, numRuns) => {
  const windowing = windowings[name] as Windowing;
  const joinFunction = (left: Arrived, right: Arrived) => `${left.id}-${right.id}`;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const emitted = await run(steps, { assigner: windowing.assigner, joinFunction }, restored);
      const expected = model(steps, windowing).flatMap(({ end, records }) =>
        ids(records, 'first').flatMap((left) => ids(records, 'second').map((right) => `${left}-${right} ${end}`)),
      );
      expect(emitted.map(({ value, end }) => `${value} ${end}`).sort()).toEqual(expected.sort());
    }),
    { numRuns },
  );
});
