import type { KeyToken } from '../../model/codec.js';

/** One registered timer. What a snapshot says of it never changes, so that frozen versions share it. */
export class HeapTimer {
  readonly time: number;
  readonly key: unknown;
  readonly namespace: unknown;
  readonly namespaceToken: KeyToken;
  /** Rises with each registration: the order among timers of the same time. */
  readonly sequence: number;
  /** Removed, but still in the list of its time. */
  cancelled = false;

  constructor(time: number, key: unknown, namespace: unknown, namespaceToken: KeyToken, sequence: number) {
    this.time = time;
    this.key = key;
    this.namespace = namespace;
    this.namespaceToken = namespaceToken;
    this.sequence = sequence;
  }
}

/** Several timers of one time, in the order of their registration. */
class Bucket {
  timers: (HeapTimer | undefined)[];
  /** The position of the first one that has not been taken. */
  head = 0;
  /** How many are neither taken nor cancelled. */
  size: number;

  constructor(timers: HeapTimer[]) {
    this.timers = timers;
    this.size = timers.length;
  }
}

/** Times that no timer has any more are dropped when they outnumber the others by this. */
const STALE_TIMES = 1024;

/**
 * The timers of one service in the order in which they fire. It is made from state, and so is no state itself.
 *
 * A heap holds each time once, as a number; the timers of a time stand in a list beside it. So a million timers of one
 * time (a window of a million keys) cost no more order than one, and a removed timer costs nothing until its time comes.
 */
export class TimerIndex {
  private readonly byTime = new Map<number, HeapTimer | Bucket>();
  /** A heap with four children a node. It may hold times that no timer has any more, and a time twice. */
  private times = new Float64Array(64);
  private length = 0;
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Adds a timer that was registered after all others of its time. */
  add(timer: HeapTimer): void {
    const { time } = timer;
    const there = this.byTime.get(time);
    if (there === undefined) {
      this.byTime.set(time, timer);
      this.push(time);
    } else if (there instanceof Bucket) {
      there.timers.push(timer);
      there.size++;
    } else {
      this.byTime.set(time, new Bucket([there, timer]));
    }
    this.count++;
  }

  /** Adds timers in any order. */
  addAll(timers: readonly HeapTimer[]): void {
    for (const timer of timers) this.add(timer);
    const touched = new Set(timers.map(({ time }) => time));
    for (const time of touched) {
      const there = this.byTime.get(time);
      if (!(there instanceof Bucket)) continue;
      const left = leftIn(there);
      this.byTime.set(time, new Bucket(left.sort((one, other) => one.sequence - other.sequence)));
    }
  }

  /** Removes a timer that is in the index. */
  remove(timer: HeapTimer): void {
    this.count--;
    const there = this.byTime.get(timer.time);
    if (there instanceof Bucket && there.size > 1) {
      cancelIn(there, timer);
      return;
    }
    this.byTime.delete(timer.time);
    if (this.length > 2 * this.byTime.size + STALE_TIMES) this.dropStaleTimes();
  }

  peekTime(): number | undefined {
    while (this.length > 0) {
      const time = this.times[0] as number;
      if (this.byTime.has(time)) return time;
      this.pop();
    }
    return undefined;
  }

  /** Removes the first timer and returns it. */
  poll(): HeapTimer | undefined {
    const time = this.peekTime();
    if (time === undefined) return undefined;
    this.count--;
    const there = this.byTime.get(time) as HeapTimer | Bucket;
    if (there instanceof Bucket && there.size > 1) return takeFirst(there);
    this.byTime.delete(time);
    this.pop();
    return there instanceof Bucket ? takeFirst(there) : there;
  }

  clear(): void {
    this.byTime.clear();
    this.length = 0;
    this.count = 0;
  }

  private push(time: number): void {
    if (this.length === this.times.length) {
      const longer = new Float64Array(2 * this.length);
      longer.set(this.times);
      this.times = longer;
    }
    const { times } = this;
    let position = this.length++;
    while (position > 0) {
      const parent = (position - 1) >> 2;
      const above = times[parent] as number;
      if (above <= time) break;
      times[position] = above;
      position = parent;
    }
    times[position] = time;
  }

  private pop(): void {
    const last = this.times[--this.length] as number;
    if (this.length > 0) this.sink(last);
    if (this.times.length > 4096 && this.length < this.times.length / 4) {
      this.times = this.times.slice(0, this.times.length / 2);
    }
  }

  /** Puts a time in the place of the first, and moves it down to where it belongs. */
  private sink(time: number): void {
    const { times, length } = this;
    let position = 0;
    for (;;) {
      const first = 4 * position + 1;
      if (first >= length) break;
      const end = Math.min(first + 4, length);
      let least = first;
      for (let child = first + 1; child < end; child++) {
        if ((times[child] as number) < (times[least] as number)) least = child;
      }
      const below = times[least] as number;
      if (below >= time) break;
      times[position] = below;
      position = least;
    }
    times[position] = time;
  }

  private dropStaleTimes(): void {
    // Ascending numbers are a heap.
    this.times = Float64Array.from(this.byTime.keys()).sort();
    this.length = this.times.length;
    if (this.length === 0) this.times = new Float64Array(64);
  }
}

function takeFirst(bucket: Bucket): HeapTimer | undefined {
  while (bucket.head < bucket.timers.length) {
    const timer = bucket.timers[bucket.head];
    // Its place is cleared, so that memory comes back while a long list is taken in slices.
    bucket.timers[bucket.head++] = undefined;
    if (timer === undefined || timer.cancelled) continue;
    bucket.size--;
    return timer;
  }
  return undefined;
}

function cancelIn(bucket: Bucket, timer: HeapTimer): void {
  timer.cancelled = true;
  bucket.size--;
  if (bucket.timers.length - bucket.head <= 2 * bucket.size + 32) return;
  bucket.timers = leftIn(bucket);
  bucket.head = 0;
}

function leftIn(bucket: Bucket): HeapTimer[] {
  return bucket.timers.filter((timer) => timer !== undefined && !timer.cancelled) as HeapTimer[];
}
