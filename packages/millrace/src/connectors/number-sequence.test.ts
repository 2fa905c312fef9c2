import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberSequenceSource, splitSequence } from './number-sequence.js';
import { describeSource } from './source-contract.test-support.js';
import { openReader } from './source-reading.test-support.js';

const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

describeSource('a sequence of numbers', {
  create: () => new NumberSequenceSource(-2, 4),
  expected: [-2, -1, 0, 1, 2, 3, 4],
});
describeSource('a sequence of one number', { create: () => new NumberSequenceSource(5, 5), expected: [5] });
describeSource('a sequence of bigints', {
  create: () => new NumberSequenceSource(MAX_LONG - 2n, MAX_LONG),
  expected: [MAX_LONG - 2n, MAX_LONG - 1n, MAX_LONG],
});

describe('a number sequence', () => {
  it('is exact where numbers end', async () => {
    const { MAX_SAFE_INTEGER } = Number;
    const numbers = await openReader(new NumberSequenceSource(MAX_SAFE_INTEGER - 1, MAX_SAFE_INTEGER));
    await numbers.read();
    expect(numbers.values).toEqual([MAX_SAFE_INTEGER - 1, MAX_SAFE_INTEGER]);
    const bigints = await openReader(new NumberSequenceSource(BigInt(MAX_SAFE_INTEGER), BigInt(MAX_SAFE_INTEGER) + 2n));
    await bigints.read();
    expect(bigints.values).toEqual([9007199254740991n, 9007199254740992n, 9007199254740993n]);
  });

  it('has the type of its bounds', () => {
    expect(new NumberSequenceSource(1, 2).producedType().spec).toEqual({ kind: 'long' });
    expect(new NumberSequenceSource(1n, 2n).producedType().spec).toEqual({ kind: 'long', as: 'bigint' });
  });

  it.each([
    [2, 1, 'The end 1 is before the start 2.'],
    [0.5, 1, 'The start of a sequence is 0.5.'],
    [0, 2 ** 53, 'The end of a sequence is 9007199254740992.'],
    [0n, 2n ** 63n, 'The end of a sequence is 9223372036854775808n.'],
    [0, '9', 'The end of a sequence is "9".'],
  ])('refuses the bounds %s and %s', (start, end, message) => {
    expect(() => new NumberSequenceSource(start as number, end as number)).toThrow(
      expect.objectContaining({ code: 'SEQUENCE_INVALID', message }),
    );
  });
});

describe('the splits of a sequence', () => {
  // Asked of Flink 2.3.0 (NumberSequenceSource.splitNumberRange), except the last: there it gives every subtask all of it.
  it("are Flink's", () => {
    const bounds = (start: bigint, end: bigint, count: number) =>
      splitSequence(start, end, count).map(({ from, to }) => [from, to]);
    expect(bounds(1n, 10n, 4)).toEqual([
      [1, 3],
      [4, 6],
      [7, 8],
      [9, 10],
    ]);
    expect(bounds(1n, 3n, 5)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(bounds(MIN_LONG, MAX_LONG, 2)).toEqual([
      [MIN_LONG, -1],
      [0, MAX_LONG],
    ]);
  });

  it('are without gap and overlap, and differ in length by one at most', () => {
    const long = fc.bigInt({ min: MIN_LONG, max: MAX_LONG });
    fc.assert(
      fc.property(long, long, fc.integer({ min: 1, max: 40 }), (a, b, count) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        const splits = splitSequence(start, end, count).map(({ from, to }) => [BigInt(from), BigInt(to)] as const);
        const lengths = splits.map(([from, to]) => to - from + 1n);
        expect(splits[0]?.[0]).toBe(start);
        expect(splits.at(-1)?.[1]).toBe(end);
        for (const [index, [, to]] of splits.slice(0, -1).entries()) expect(splits[index + 1]?.[0]).toBe(to + 1n);
        for (const length of lengths) expect(lengths[0]! - length).toBeLessThanOrEqual(1n);
        for (const length of lengths) expect(length).toBeGreaterThan(0n);
      }),
    );
  });
});
