import type { BigDecimal } from './big-decimal.js';
import type { FieldPosition } from './fields.js';
import type { Row, RowName } from './row.js';

type Scalar = number | bigint | string | boolean;
type AnyRow = Row<readonly unknown[], readonly string[]>;

/** The positions by which a field of `T` can be named: of rows and arrays numbers and names, of objects names, else 0. */
export type FieldOf<T> = unknown extends T
  ? FieldPosition
  : T extends AnyRow
    ? number | RowName<T>
    : T extends readonly unknown[]
      ? number | `f${number}`
      : T extends Scalar
        ? 0
        : Extract<keyof T, string>;

/** As {@link FieldOf}, of fields that are numbers where the type tells. */
export type NumericFieldOf<T> = unknown extends T
  ? FieldPosition
  : T extends readonly unknown[] | Scalar | AnyRow
    ? FieldOf<T>
    : { [K in Extract<keyof T, string>]: T[K] extends number | bigint | BigDecimal ? K : never }[Extract<
        keyof T,
        string
      >];

/** What is left of `T` when only the fields at `P` are kept, in that order. */
export type Projected<T, P extends readonly unknown[]> = unknown extends T
  ? unknown
  : T extends AnyRow
    ? Row
    : T extends readonly unknown[]
      ? { -readonly [I in keyof P]: P[I] extends keyof T ? T[P[I]] : T[number] }
      : { [K in Extract<P[number], keyof T>]: T[K] };
