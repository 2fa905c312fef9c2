import { expect, it } from 'vitest';
import { createHangWatch } from './hang-watch.js';

/** What is told while the heartbeat shows these values, one a look. */
function told(beats: readonly number[]): readonly string[] {
  const lines: string[] = [];
  const watch = createHangWatch({
    hangs: (silentMs) => lines.push(`hangs ${silentMs}`),
    returned: (silentMs) => lines.push(`returned ${silentMs}`),
  });
  for (const beat of beats) watch.look(beat);
  return lines;
}

const times = (count: number, beat: number) => Array.from({ length: count }, () => beat);

it('says nothing while the heart beats, however slowly', () => {
  expect(told([1, 2, 3, ...times(10, 4), 5])).toEqual([]);
});

it('says once that it has not beaten for five seconds, and when it does again', () => {
  expect(told([1, ...times(10, 1)])).toEqual(['hangs 5000']);
  expect(told([1, ...times(20, 1)])).toEqual(['hangs 5000']);
  expect(told([1, ...times(13, 1), 2, 3])).toEqual(['hangs 5000', 'returned 6500']);
  expect(told([0, ...times(10, 0), 1, ...times(10, 1)])).toEqual(['hangs 5000', 'returned 5000', 'hangs 5000']);
});

it('takes any other sign of life as a beat', () => {
  const lines: string[] = [];
  const watch = createHangWatch({ hangs: () => lines.push('hangs'), returned: (ms) => lines.push(`returned ${ms}`) });
  for (const beat of times(12, 1)) watch.look(beat);
  expect(watch.isHanging).toBe(true);
  watch.heard();
  watch.heard();
  expect([watch.isHanging, lines]).toEqual([false, ['hangs', 'returned 5500']]);
});
