/** What decides when a timer fires. */
interface Timed {
  readonly time: number;
  readonly sequence: number;
}

/** Timers by time, and by sequence where times are equal. */
export function inFiringOrder<T extends Timed>(timers: readonly T[]): T[] {
  const sorted = byTime(timers);
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end]!.time === sorted[start]!.time) end++;
    if (end - start > 1) sortPart(sorted, start, end);
    start = end;
  }
  return sorted;
}

/** Sorts numbers that hold time and position when they fit: several times faster than with a comparison function. */
function byTime<T extends Timed>(timers: readonly T[]): T[] {
  const count = timers.length;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { time } of timers) {
    if (time < least) least = time;
    if (time > most) most = time;
  }
  if (!((most - least + 1) * count <= Number.MAX_SAFE_INTEGER))
    return timers.toSorted((one, other) => compare(one.time, other.time));
  const packed = new Float64Array(count);
  for (let i = 0; i < count; i++) packed[i] = (timers[i]!.time - least) * count + i;
  packed.sort();
  return Array.from(packed, (number) => timers[number % count]!);
}

function sortPart(sorted: Timed[], start: number, end: number): void {
  const part = sorted.slice(start, end).sort((one, other) => one.sequence - other.sequence);
  for (let i = start; i < end; i++) sorted[i] = part[i - start]!;
}

/** A difference would be NaN for two equal infinities. */
function compare(one: number, other: number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
