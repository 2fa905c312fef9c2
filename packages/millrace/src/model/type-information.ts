import type { Codec } from './codec.js';
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
  /** The type as Flink prints it, such as `Row(id: Long, name: String)`. */
  toString(): string;
}
