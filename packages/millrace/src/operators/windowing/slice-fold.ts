import type { Codec } from '../../model/codec.js';
import { ValueCheck } from '../../state/value-check.js';
import type { Fold } from './fold.js';
import type { KeySlices, SliceSums } from './key-slices.js';
import { WINDOW_CONTENTS } from './window-contents.js';

/** How records and slices are folded, by the functions of an operator. */
export class SliceFold {
  /** What the windows of slices give can be made from what their slices give. */
  readonly canMerge: boolean;
  private readonly codec: Codec<unknown>;
  private readonly check: ValueCheck<unknown>;

  constructor(private readonly fold: Fold) {
    this.codec = fold.type.codec;
    this.check = new ValueCheck(this.codec, `The value of state '${WINDOW_CONTENTS}'`);
    this.canMerge = fold.canMerge();
  }

  first(value: unknown): unknown {
    return this.check.checkDefined(this.fold.first(value));
  }

  add(folded: unknown, value: unknown): unknown {
    return this.check.checkDefined(this.fold.add(folded, value));
  }

  /** What a window function sees. */
  result(folded: unknown): unknown {
    return this.fold.result(folded);
  }

  /** The sum of the entries from one position up to another, there being at least one. Not to be changed. */
  sum(slices: KeySlices, from: number, to: number): unknown {
    if (to - from === 1) return slices.folded[from];
    const { sums } = slices;
    if (sums === undefined || from >= sums.frontTo || to < sums.backTo) return this.sumAnew(slices, from, to);
    for (let { backTo } = sums; backTo < to; backTo++) {
      const next = this.own(slices.folded[backTo]);
      sums.back = sums.back === undefined ? next : this.merge(sums.back, next);
    }
    sums.backTo = to;
    const front = sums.suffixes[from];
    return sums.back === undefined ? front : this.merge(this.own(front), this.own(sums.back));
  }

  /** As `sum`, without a trace in the sums that are kept. */
  sumOnce(slices: KeySlices, from: number, to: number): unknown {
    let sum = this.own(slices.folded[from]);
    for (let at = from + 1; at < to; at++) sum = this.merge(sum, this.own(slices.folded[at]));
    return sum;
  }

  /** True when it makes no difference whether a record comes before what other records gave, or behind it. */
  commutes(folded: unknown, value: unknown): boolean {
    const behind = this.merge(this.own(folded), this.first(value));
    const before = this.merge(this.first(value), this.own(folded));
    return Object.is(this.codec.token(behind), this.codec.token(before));
  }

  private sumAnew(slices: KeySlices, from: number, to: number): unknown {
    const suffixes: unknown[] = new Array(to);
    let suffix = slices.folded[to - 1];
    suffixes[to - 1] = suffix;
    for (let at = to - 2; at >= from; at--) {
      suffix = this.merge(this.own(slices.folded[at]), this.own(suffix));
      suffixes[at] = suffix;
    }
    const sums: SliceSums = { suffixes, frontTo: to, backTo: to, back: undefined };
    slices.sums = sums;
    return suffix;
  }

  private merge(one: unknown, other: unknown): unknown {
    return this.check.checkDefined(this.fold.merge(one, other));
  }

  /** Accumulators may be changed by merging: what is kept is copied before. */
  private own(folded: unknown): unknown {
    return this.fold.changesArguments ? this.codec.copy(folded) : folded;
  }
}
