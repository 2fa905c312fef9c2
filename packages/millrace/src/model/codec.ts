import type { DataReader } from './data-reader.js';
import type { DataWriter } from './data-writer.js';

/**
 * A value that works as the key of a JavaScript `Map`: two keys have the same token exactly when their canonical bytes
 * are the same.
 */
export type KeyToken = string | number | bigint | boolean | null | undefined;

/** How values stand in consecutive places of an array. */
export interface Slots<T> {
  /** How many places a value takes. */
  readonly count: number;
  /** Puts a value there. What stands in the first place is never undefined. */
  put(value: T, slots: unknown[], at: number): void;
  /** Makes the value that was put there. */
  take(slots: readonly unknown[], at: number): T;
}

/**
 * How a value that consists of a few immutable parts stands in places, without an object of its own: nothing for the garbage
 * collector to keep, and nobody else can change it.
 */
export interface SlotForm<T> extends Slots<T> {
  /** True when `put` may be called with a value. Never throws. What the type does not declare is left out by `put`. */
  fits(value: unknown): boolean;
  /** The three of them for generated code. */
  readonly source: SlotSource;
}

/** What {@link SlotForm} does, as source in which `v` is the value, and `slots` and `at` are the places. */
export interface SlotSource {
  /** What the source refers to, by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** An expression. */
  readonly fits: string;
  /** Statements. */
  readonly put: string;
  /** Statements that end in a return. */
  readonly take: string;
}

/** How values of one type are checked, written, read, copied and used as keys. */
export interface Codec<T> {
  /** True when values of this type cannot be changed in place, so that `copy` hands back its argument. */
  readonly immutable: boolean;
  /**
   * True when a value is of this type and in its canonical form already, so that `check` would hand it back: the fast
   * path of types that contain this one. Never throws. A codec without it is checked the slow way.
   */
  fits?(value: unknown): boolean;
  /**
   * Checks a value that comes from outside and returns its canonical form (a LONG inside ±(2^53−1) as a number …).
   *
   * @param path where the value stands (`'value.items[3].price'`), for the error.
   * @throws MillraceError `TYPE_MISMATCH` naming the path, the type, and what was seen.
   */
  check(value: unknown, path: string): T;
  /** Appends the canonical bytes of a checked value. Equal values give equal bytes. */
  write(value: T, out: DataWriter): void;
  /** Reads what `write` wrote, and moves the reader behind it. */
  read(input: DataReader): T;
  /** A copy that shares nothing mutable with `value`: the same as writing and reading it. */
  copy(value: T): T;
  /** The value as the key of a `Map`. Checked values only. */
  token(value: T): KeyToken;
  /** Of types that consist of a few immutable parts. */
  readonly slots?: SlotForm<T> | undefined;
}
