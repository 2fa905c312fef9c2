import { expect, it } from 'vitest';
import { type DrawnJob, progressLines } from './progress-text.js';

const operator = (name: string, recordsIn: number, recordsOut: number, watermark = Number.NEGATIVE_INFINITY) => ({
  name,
  uid: name,
  recordsIn,
  recordsOut,
  watermark,
});

const job: DrawnJob = {
  jobName: 'orders',
  state: 'is running',
  runtimeMs: 61_400,
  operators: [
    operator('Source: orders', 0, 1_234_567, 1_700_000_000_000),
    operator('Sink', 1_234_560, 0, Number.POSITIVE_INFINITY),
  ],
  before: { operators: [operator('Source: orders', 0, 1_234_067), operator('Sink', 1_234_560, 0)], elapsedMs: 500 },
};

it('has a line for the job and one for each operator, with its rate since the last look', () => {
  expect(progressLines(job, 120)).toEqual([
    "Job 'orders' is running, 1 min 1 s",
    '                  records in  records out     rate                 watermark',
    '  Source: orders           0    1,234,567  1,000/s  2023-11-14T22:13:20.000Z',
    '  Sink             1,234,560            0      0/s                       end',
  ]);
});

it('has no rate at the first look', () => {
  expect(progressLines({ ...job, before: undefined }, 120).join('\n')).not.toContain('/s');
});

it('is never wider than the terminal', () => {
  const long = { ...job, operators: [operator('x'.repeat(500), 1, 1, 0)] };
  for (const columns of [20, 80, 90, 200]) {
    const lines = progressLines(long, columns);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  }
  expect(progressLines(long, 90)[2]).toMatch(/^ {2}x+… .*1970-01-01T00:00:00\.000Z$/);
});
