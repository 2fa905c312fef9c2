import { expect, it } from 'vitest';
import { isMet, measureRows } from './measures.mjs';
import { textTable } from './text-table.mjs';

it.each([
  [{ value: 10 }, true],
  [{ value: 10, atMost: 10 }, true],
  [{ value: 10.01, atMost: 10 }, false],
  [{ value: 10, atLeast: 10 }, true],
  [{ value: 9.99, atLeast: 10 }, false],
  [{ value: Number.NaN, atMost: 10 }, false],
])('a measure of %j meets its bound: %j', (figures, met) => {
  expect(isMet({ what: 'x', unit: '', ...figures })).toBe(met);
});

it('a table says what was measured, and which bounds are missed', () => {
  const measures = [
    { what: 'CPU', value: 0.351_2, unit: 's', atMost: 0.6 },
    { what: 'rate', value: 123_456.7, unit: 'records/s', atLeast: 200_000 },
    { what: 'peak', value: 94, unit: 'MB' },
  ];
  expect(textTable(measureRows([{ name: 'job', measures }]))).toBe(
    [
      'measured              figure      bound',
      'job: CPU             0.351 s    ≤ 0.600     met',
      'job: rate  123,457 records/s  ≥ 200,000  MISSED',
      'job: peak              94 MB',
    ].join('\n'),
  );
});
