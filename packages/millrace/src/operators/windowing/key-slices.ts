import { bytesToken } from '../../model/bytes-token.js';
import type { Codec } from '../../model/codec.js';
import type { TypeInformation } from '../../model/type-information.js';
import { typeMismatch } from '../../model/type-mismatch.js';
import { registerTypeKind } from '../../model/types/type-from-spec.js';

/** At so many entries that are gone, their places are given up, if they are half of all. */
const GONE_KEPT = 32;

/**
 * What the windows of one key hold: for each slice of time what its records are folded into, in the order of time. After
 * records of several slices have come in an order that matters, for each window instead.
 *
 * Entries are gone before `head`, so that dropping the oldest costs nothing.
 */
export class KeySlices {
  /** The entries are windows, by their ends; otherwise slices, by their starts. */
  perWindow = false;
  /** The end of the window that fires next; `Infinity` for none. */
  pending = Number.POSITIVE_INFINITY;
  /** Windows that end up to here have fired, or have been forgotten. */
  firedTo = Number.NEGATIVE_INFINITY;
  /** Windows that end up to here have been forgotten: nothing of them is here, though slices may be that are in others too. */
  forgottenTo = Number.NEGATIVE_INFINITY;
  head = 0;
  times: number[];
  folded: unknown[];
  /** What is known of sums of slices; made anew when it is missing, and no part of what is stored. */
  sums: SliceSums | undefined = undefined;

  constructor(times: number[], folded: unknown[]) {
    this.times = times;
    this.folded = folded;
  }

  get isEmpty(): boolean {
    return this.head === this.times.length;
  }

  /** The position of the last entry at or before a time; `head − 1` when there is none. */
  at(time: number): number {
    const { times, head } = this;
    let low = head;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] as number) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  insert(position: number, time: number, folded: unknown): void {
    if (position === this.times.length) {
      this.times.push(time);
      this.folded.push(folded);
      return;
    }
    this.times.splice(position, 0, time);
    this.folded.splice(position, 0, folded);
    this.changed(position);
  }

  /** Windows that end up to a time are forgotten. */
  forgetTo(end: number): void {
    if (end > this.forgottenTo) this.forgottenTo = end;
    if (end > this.firedTo) this.firedTo = end;
  }

  /** True when something is here of a window that holds one of the slices. */
  has(end: number): boolean {
    return end > this.forgottenTo && (end <= this.firedTo || end >= this.pending);
  }

  /** An entry has changed: sums that it is part of are no longer right. */
  changed(position: number): void {
    const { sums } = this;
    if (sums !== undefined && position < sums.backTo) this.sums = undefined;
  }

  /** Takes other entries in the place of all. */
  replace(times: number[], folded: unknown[]): void {
    this.head = 0;
    this.sums = undefined;
    this.times = times;
    this.folded = folded;
  }

  remove(position: number): void {
    this.times.splice(position, 1);
    this.folded.splice(position, 1);
    this.changed(position);
  }

  /** Drops the entries before a position. */
  dropTo(position: number): void {
    for (let gone = this.head; gone < position; gone++) {
      this.folded[gone] = undefined;
      if (this.sums !== undefined) this.sums.suffixes[gone] = undefined;
    }
    this.head = position;
    if (position >= GONE_KEPT && position * 2 >= this.times.length) this.cutOff();
  }

  private cutOff(): void {
    const { head, sums } = this;
    this.times.splice(0, head);
    this.folded.splice(0, head);
    if (sums !== undefined) {
      sums.suffixes.splice(0, head);
      sums.frontTo -= head;
      sums.backTo -= head;
    }
    this.head = 0;
  }
}

/**
 * Sums over neighbouring slices, by which a window that has moved on by a slice is summed up in a few steps, whatever its
 * size: of the slices before `frontTo` from each of them on, and of those from there up to `backTo`.
 */
export interface SliceSums {
  readonly suffixes: unknown[];
  frontTo: number;
  backTo: number;
  /** Undefined when there is no slice between. */
  back: unknown;
}

/** The type of what a key holds, folded values being of the given one. */
export function keySlicesType(foldedType: TypeInformation<unknown>): TypeInformation<KeySlices> {
  const { codec: values } = foldedType;
  const codec: Codec<KeySlices> = {
    immutable: false,
    check(value, path) {
      if (value instanceof KeySlices) return value;
      throw typeMismatch(path, 'KeySlices', value);
    },
    write({ perWindow, pending, firedTo, forgottenTo, head, times, folded }, out) {
      out.writeBoolean(perWindow);
      out.writeTime(pending);
      out.writeTime(firedTo);
      out.writeTime(forgottenTo);
      out.writeVarUint(times.length - head);
      for (let at = head; at < times.length; at++) {
        out.writeTime(times[at] as number);
        values.write(folded[at], out);
      }
    },
    read(input) {
      const slices = new KeySlices([], []);
      slices.perWindow = input.readBoolean();
      slices.pending = input.readTime();
      slices.firedTo = input.readTime();
      slices.forgottenTo = input.readTime();
      for (let count = input.readCount(); count > 0; count--) {
        slices.times.push(input.readTime());
        slices.folded.push(values.read(input));
      }
      return slices;
    },
    copy({ perWindow, pending, firedTo, forgottenTo, head, times, folded }) {
      const live = folded.slice(head);
      const copy = new KeySlices(times.slice(head), values.immutable ? live : live.map((each) => values.copy(each)));
      copy.perWindow = perWindow;
      copy.pending = pending;
      copy.firedTo = firedTo;
      copy.forgottenTo = forgottenTo;
      return copy;
    },
    token: (slices) => bytesToken(codec, slices),
  };
  return {
    spec: { kind: 'window-slices', folded: foldedType.spec },
    codec,
    toString: () => `WindowSlices<${foldedType}>`,
  };
}

registerTypeKind({ kind: 'window-slices', fromSpec: (spec, nested) => keySlicesType(nested(spec['folded'])) });
