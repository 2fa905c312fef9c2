import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseSteps, type Step } from './fused-steps.js';
import type { Input } from './input.js';

const activity = new Int32Array(1);

const step = (kind: Step['kind'], call: (value: never) => unknown, operatorIndex: number): Step => ({
  kind,
  call: call as Step['call'],
  operatorIndex,
  counts: { recordsIn: 0, recordsOut: 0 },
  threw: (cause) => new Error(`operator ${operatorIndex} threw ${String(cause)}`),
  refuse: (result) => new Error(`operator ${operatorIndex} refuses ${String(result)}`),
});

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
    const fused = fuseSteps(steps, output, activity);
    for (let value = 0; value < 5; value++) fused.processElement(value);
    fused.flushCounts();
    fused.flushCounts();
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
        fuseSteps(steps, output, activity).processElement(1);
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
    expect(() => fuseSteps([step('map', (value) => value, 1)], output, activity).processElement(1)).toThrow(below);
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
          kind: kind as Step['kind'],
          call: kind === 'map' ? (value: number) => value + n : (value: number) => value % (n + 1) !== 0,
        }));
        const fused = fuseSteps(
          calls.map(({ kind, call }, index) => step(kind, call, index)),
          output,
          activity,
        );
        for (const value of input) fused.processElement(value);
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
});
