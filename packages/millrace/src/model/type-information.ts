import type { Codec } from './codec.js';
import type { Fields } from './fields.js';
import type { JsonConversion } from './json/json-conversion.js';

/** The JSON form of a type: what plans and snapshots hold. `kind` belongs to the file of that type. */
export interface TypeSpec {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/**
 * The type of the values in a stream or a state: how they are checked, stored and compared.
 *
 * Made by `Types`. `T` is the TypeScript type of the values.
 */
export interface TypeInformation<T> {
  readonly spec: TypeSpec;
  readonly codec: Codec<T>;
  /** How values become JSON and come back. Types that exist only inside a job (windows …) have no such form. */
  readonly json?: JsonConversion<T>;
  /** The fields of which values consist; absent when a value is one thing. */
  readonly fields?: Fields<T>;
  /**
   * Below 0 when `a` comes first, above 0 when `b` does, as Java's `compareTo`; undefined when these two have no order.
   * Absent for types without an order. Never given null.
   */
  compare?(a: T, b: T): number | undefined;
  /**
   * The exact sum (of FLOAT and DOUBLE the nearest), which may not fit the type; undefined when these two have none. Absent for
   * types that are no numbers.
   */
  plus?(a: T, b: T): T | undefined;
  /** The type as Flink prints it, such as `Row(id: Long, name: String)`. */
  toString(): string;
}
