import { describe, expect, it } from 'vitest';
import { compare, table } from './comparison.mjs';

const run = (seconds: number, cpuSeconds: number, result: unknown = [10, 45]) => ({
  records: 1_000_000,
  seconds,
  cpuSeconds,
  recordsPerSecond: 1_000_000 / seconds,
  result,
});

describe('a comparison', () => {
  const pairs = [
    { floor: run(1, 1), ours: run(2, 4) },
    { floor: run(1, 1), ours: run(4, 2) },
    { floor: run(1, 2), ours: run(1, 2) },
  ];

  it('is the median of the ratios of its pairs', () => {
    expect(compare('w', 0.6, pairs)).toEqual({
      work: 'w',
      bar: 0.6,
      wallRatio: 0.5,
      cpuRatio: 0.5,
      recordsPerSecond: { floor: 1_000_000, ours: 500_000 },
      recordsPerCpuSecond: { floor: 1_000_000, ours: 500_000 },
      sameResult: true,
    });
  });

  it('sees a different result, or another number of records, in any pair', () => {
    expect(compare('w', 0.6, [...pairs, { floor: run(1, 1), ours: run(1, 1, [10, 46]) }]).sameResult).toBe(false);
    const fewer = { ...run(1, 1), records: 1 };
    expect(compare('w', 0.6, [...pairs, { floor: run(1, 1), ours: fewer }]).sameResult).toBe(false);
  });

  it('says in a table which bars are met', () => {
    const met = compare('fast', 0.5, pairs);
    const below = compare('slow', 0.6, pairs);
    const different = { ...met, work: 'wrong', sameResult: false };
    expect(table([met, below, different])).toBe(
      [
        'work      floor      ours  ratio  CPU ratio   bar',
        'fast   1.00 M/s  0.50 M/s   0.50       0.50  0.50               met',
        'slow   1.00 M/s  0.50 M/s   0.50       0.50  0.60             below',
        'wrong  1.00 M/s  0.50 M/s   0.50       0.50  0.50  DIFFERENT RESULT',
      ].join('\n'),
    );
  });
});
