import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignSplits, maxAllowedWatermark, mustWaitForAlignment } from './watermark-alignment.js';

const NEVER = Number.NEGATIVE_INFINITY;
const IDLE = Number.POSITIVE_INFINITY;

describe('the watermark that a group may reach', () => {
  it.each([
    [[100, 40, 70], 10, 50],
    [[IDLE, 40], 10, 50],
    [[NEVER, 40], 10, 50],
    [[IDLE, IDLE], 10, IDLE],
    [[NEVER], 10, IDLE],
    [[], 10, IDLE],
  ])('after reports of %o with drift %s', (reported, drift, allowed) => {
    expect(maxAllowedWatermark(reported, drift)).toBe(allowed);
  });

  it('lets the slowest go on, and stops exactly those ahead of it', () => {
    expect([49, 50, 51, NEVER].map((watermark) => mustWaitForAlignment(watermark, 50))).toEqual([
      false,
      false,
      true,
      false,
    ]);
    const watermarks = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(watermarks, fc.nat(100), (group, drift) => {
        const allowed = maxAllowedWatermark(group, drift);
        expect(mustWaitForAlignment(Math.min(...group), allowed)).toBe(false);
        for (const watermark of group) {
          expect(mustWaitForAlignment(watermark, allowed)).toBe(watermark - Math.min(...group) > drift);
        }
      }),
    );
  });
});

describe('the splits of one reader', () => {
  const watermarks = (...entries: readonly (readonly [string, number])[]) => new Map(entries);

  it('stop when they are ahead, and go on when they are not', () => {
    const splits = watermarks(['slow', 10], ['fast', 60], ['new', NEVER]);
    expect(alignSplits(splits, new Set(), 50)).toEqual({ pause: ['fast'], resume: [] });
    expect(alignSplits(splits, new Set(['fast']), 50)).toEqual({ pause: [], resume: [] });
    expect(alignSplits(splits, new Set(['fast']), 60)).toEqual({ pause: [], resume: ['fast'] });
  });

  it('are left alone when there is only one: then the whole source waits', () => {
    expect(alignSplits(watermarks(['only', 60]), new Set(), 50)).toEqual({ pause: [], resume: [] });
    expect(alignSplits(watermarks(['only', 60]), new Set(['only']), 50)).toEqual({ pause: [], resume: ['only'] });
  });
});
