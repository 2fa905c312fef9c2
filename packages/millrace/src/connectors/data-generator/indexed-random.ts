import type { Random } from '../../ports/random.js';

/** Randomness that a seed and an index decide: the same two give the same numbers (mulberry32). */
export class IndexedRandom implements Random {
  private state = 0;

  constructor(private readonly seed: number) {}

  /** From now on gives the numbers of this index. */
  moveTo(index: number): this {
    const low = index | 0;
    const high = Math.floor(index / 2 ** 32);
    this.state = Math.imul(this.seed ^ Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b), 0xc2b2ae35) | 0;
    return this;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    const { state } = this;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
