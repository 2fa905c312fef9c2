import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import { fuseSteps } from './fused-steps.js';
import type { Input } from './input.js';
import type { Step } from './step.js';

const activity = new Int32Array(1);

type Plain = Extract<Step, { kind: 'map' | 'filter' }>;

const step = (kind: Plain['kind'], call: (value: never) => unknown, operatorIndex: number): Plain => ({
  kind,
  call: call as Plain['call'],
  operatorIndex,
  counts: { recordsIn: 0, recordsOut: 0 },
  threw: (cause) => new Error(`operator ${operatorIndex} threw ${String(cause)}`),
  refuse: (result) => new Error(`operator ${operatorIndex} refuses ${String(result)}`),
});

const fused = (steps: readonly Step[], output: Input) => {
  const run = fuseSteps({ ...output, inSteps: { steps, next: output } }, activity);
  if (run === undefined) throw new Error('There are steps.');
  return { processElement: run.input.processElement, flushCounts: run.flushCounts };
};

const recorder = () => {
  const values: unknown[] = [];
  const output: Input = {
    processElement: (value) => {
      values.push(value);
    },
    processWatermark: () => {},
    processStatus: () => {},
  };
  return { values, output };
};

describe('fuseSteps', () => {
  it('does what the steps do one after another, and counts', () => {
    const { values, output } = recorder();
    const steps = [
      step('map', (value: number) => value * 3, 4),
      step('filter', (value: number) => value % 2 === 0, 5),
      step('map', (value: number) => value + 1, 6),
    ];
    const { processElement, flushCounts } = fused(steps, output);
    for (let value = 0; value < 5; value++) processElement(value);
    flushCounts();
    flushCounts();
    expect(values).toEqual([1, 7, 13]);
    expect(steps.map(({ counts }) => [counts.recordsIn, counts.recordsOut])).toEqual([
      [5, 5],
      [5, 3],
      [3, 3],
    ]);
    expect(activity[0]).toBe(6);
  });

  it('names the operator that threw, and the one whose result is none', () => {
    const { output } = recorder();
    const fail = () => {
      throw new Error('nothing');
    };
    const run =
      (...steps: Step[]) =>
      () =>
        fused(steps, output).processElement(1);
    expect(
      run(
        step('map', (value) => value, 1),
        step('map', fail, 2),
      ),
    ).toThrow('operator 2 threw Error: nothing');
    expect(run(step('filter', fail, 3))).toThrow('operator 3 threw Error: nothing');
    expect(run(step('map', () => undefined, 4))).toThrow('operator 4 refuses undefined');
    expect(run(step('map', async () => 1, 5))).toThrow('operator 5 refuses [object Promise]');
    expect(run(step('filter', () => 1, 6))).toThrow('operator 6 refuses 1');
  });

  it('leaves an error from below as it is', () => {
    const below = new Error('below');
    const output: Input = {
      ...recorder().output,
      processElement: () => {
        throw below;
      },
    };
    expect(() => fused([step('map', (value) => value, 1)], output).processElement(1)).toThrow(below);
  });

  it('agrees with plain calls on any run of steps', () => {
    const kinds = fc.array(fc.tuple(fc.constantFrom('map', 'filter'), fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(kinds, fc.array(fc.integer()), (shape, input) => {
        const { values, output } = recorder();
        const calls = shape.map(([kind, n]) => ({
          kind: kind as Plain['kind'],
          call: kind === 'map' ? (value: number) => value + n : (value: number) => value % (n + 1) !== 0,
        }));
        const { processElement } = fused(
          calls.map(({ kind, call }, index) => step(kind, call, index)),
          output,
        );
        for (const value of input) processElement(value);
        const expected = input.flatMap((value) => {
          let current = value;
          for (const { kind, call } of calls) {
            if (kind === 'map') current = call(current) as number;
            else if (call(current) === false) return [];
          }
          return [current];
        });
        expect(values).toEqual(expected);
      }),
    );
  });

  it('chooses the key, folds into its value, and names who failed with the key in hand', () => {
    const { values, output } = recorder();
    const totals = new Map<unknown, number>();
    let current: unknown;
    const keyed = { setCurrentKey: (key: unknown) => (current = key) } as unknown as KeyedStateBackend;
    const keyStep: Step = {
      kind: 'key',
      call: (value) => (value as number) % 2,
      keyed,
      operatorIndex: 1,
      threw: (cause, key) => new Error(`key ${String(key)} ${String(cause)}`),
    };
    const fold: Step = {
      kind: 'fold',
      call: (folded, value) => (value === 7 ? undefined : (folded as number) + (value as number)),
      counts: { recordsIn: 0, recordsOut: 0 },
      folded: () => ({
        value: () => totals.get(current),
        update: (value) => totals.set(current, value as number),
      }),
      operatorIndex: 1,
      threw: (cause) => cause,
      refuse: (result) => new Error(`refuses ${String(result)}`),
    };
    const { processElement, flushCounts } = fused(
      [keyStep, fold, step('map', (value: number) => value * 10, 2)],
      output,
    );
    for (const value of [1, 2, 3, 4]) processElement(value);
    flushCounts();
    expect(values).toEqual([10, 20, 40, 60]);
    expect(fold.counts).toEqual({ recordsIn: 4, recordsOut: 4 });
    expect(() => processElement(7)).toThrow('refuses undefined');
    const refusing: Step = {
      ...keyStep,
      keyed: {
        setCurrentKey: () => {
          throw new Error('no key');
        },
      } as never,
    };
    expect(() => fused([refusing], output).processElement(5)).toThrow('key 1 Error: no key');
  });
});
