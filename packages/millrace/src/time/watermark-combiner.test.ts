import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WatermarkCombiner } from './watermark-combiner.js';

type Action = readonly [input: number, what: number | 'idle' | 'active'];

/** Reads `0:10 1:idle`: input 0 gives watermark 10, input 1 becomes idle. */
function actionsOf(text: string): Action[] {
  return text.split(' ').map((part) => {
    const [input = '', what = ''] = part.split(':');
    return [Number(input), what === 'idle' || what === 'active' ? what : Number(what)];
  });
}

function run(inputs: number, actions: readonly Action[] | string): string[] {
  const seen: string[] = [];
  const combiner = new WatermarkCombiner(inputs, {
    processWatermark: (time) => seen.push(`watermark ${time}`),
    processStatus: (isIdle) => seen.push(isIdle ? 'idle' : 'active'),
  });
  for (const [input, what] of typeof actions === 'string' ? actionsOf(actions) : actions) {
    if (typeof what === 'number') combiner.processWatermark(input, what);
    else combiner.processStatus(input, what === 'idle');
  }
  return seen;
}

describe('watermarks over the inputs of an operator', () => {
  it('are the smallest of all', () => {
    expect(run(2, '0:10 1:5 1:20 0:8')).toEqual(['watermark 5', 'watermark 10']);
  });

  it('leave idle inputs out', () => {
    expect(run(2, '0:10 1:idle 1:active 1:3 1:12 0:15')).toEqual(['watermark 10', 'watermark 12']);
  });

  it('are the largest once all inputs are idle, before the status', () => {
    expect(run(2, '0:10 1:5 1:idle 0:idle')).toEqual(['watermark 5', 'watermark 10', 'idle']);
    expect(run(2, '0:10 1:5 0:idle 1:idle')).toEqual(['watermark 5', 'watermark 10', 'idle']);
  });

  it('come behind the status of an operator that is active again', () => {
    expect(run(2, '0:idle 1:idle 0:active 0:7')).toEqual(['idle', 'active', 'watermark 7']);
  });

  it('make an idle input active', () => {
    expect(run(1, '0:5 0:idle 0:4')).toEqual(['watermark 5', 'idle', 'active']);
    expect(run(1, '0:5 0:idle 0:4 0:6')).toEqual(['watermark 5', 'idle', 'active', 'watermark 6']);
  });

  it('never go back, and status never repeats', () => {
    const action = fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom('idle' as const, 'active' as const)),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const seen = run(3, actions);
        const times = seen.flatMap((each) => (each.startsWith('watermark') ? [Number(each.slice(10))] : []));
        expect(times).toEqual([...new Set(times)].sort((left, right) => left - right));
        const statuses = seen.filter((each) => !each.startsWith('watermark'));
        expect(statuses).toEqual(statuses.map((_, index) => (index % 2 === 0 ? 'idle' : 'active')));
      }),
    );
  });
});
