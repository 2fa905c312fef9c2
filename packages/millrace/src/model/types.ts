import type { BigDecimal } from './big-decimal.js';
import type { UnscaledDecimal } from './decimal.js';
import type { Instant } from './instant.js';
import type { Row } from './row.js';
import type { TypeInformation } from './type-information.js';
import { basicArrayType, objectArrayType, type PrimitiveArrayValue, primitiveArrayType } from './types/arrays.js';
import { BIG_DEC_TYPE } from './types/big-decimal.js';
import { BIG_INT_TYPE } from './types/big-int.js';
import { BOOLEAN_TYPE } from './types/boolean.js';
import { BYTES_TYPE } from './types/bytes.js';
import { CHAR_TYPE } from './types/char.js';
import { decimalType } from './types/decimal.js';
import { DOUBLE_TYPE, FLOAT_TYPE } from './types/floating.js';
import { INSTANT_TYPE } from './types/instant.js';
import { BYTE_TYPE, type ByteTypeInformation, INT_TYPE, SHORT_TYPE } from './types/integer.js';
import { listType } from './types/list.js';
import { type LongForm, type LongForms, longType } from './types/long.js';
import { mapType } from './types/map.js';
import { nullableType } from './types/nullable.js';
import { type ObjectFields, type ObjectValue, objectType } from './types/object.js';
import { type OptionalTypeInformation, optionalType } from './types/optional.js';
import { namedRowType, type RowFields, type RowTypeOptions, rowType } from './types/row.js';
import { STRING_TYPE } from './types/string.js';
import { DATE_TYPE, TIME_TYPE, TIMESTAMP_TYPE } from './types/temporal.js';
import { type TupleValue, tupleType } from './types/tuple.js';
import { UNTYPED } from './types/untyped.js';

/**
 * The types of values, by PyFlink's names, and OBJECT for plain typed objects.
 *
 * @example
 * ```ts
 * import { Types } from 'millrace';
 *
 * const sale = Types.OBJECT({ id: Types.LONG(), name: Types.OPTIONAL(Types.STRING()) });
 * console.log(String(sale));
 * ```
 */
export const Types = {
  /** Text of any length. */
  STRING: (): TypeInformation<string> => STRING_TYPE,
  BOOLEAN: (): TypeInformation<boolean> => BOOLEAN_TYPE,
  /** A whole number of 8 bits. */
  BYTE: (): ByteTypeInformation => BYTE_TYPE,
  /** A whole number of 16 bits. */
  SHORT: (): TypeInformation<number> => SHORT_TYPE,
  /** A whole number of 32 bits. */
  INT: (): TypeInformation<number> => INT_TYPE,
  /**
   * A whole number of 64 bits. By default a `number`, which refuses values outside ±(2^53 − 1) with `TYPE_LONG_UNSAFE`;
   * `{ as: 'bigint' }` gives every value as a bigint, `{ as: 'canonical' }` a number where it is exact and a bigint else.
   */
  LONG: <A extends LongForm = 'number'>(options?: { readonly as?: A }): TypeInformation<LongForms[A]> =>
    longType((options?.as ?? 'number') as A),
  /** A number of 32 bits; values are rounded to it. */
  FLOAT: (): TypeInformation<number> => FLOAT_TYPE,
  /** Any JavaScript number. */
  DOUBLE: (): TypeInformation<number> => DOUBLE_TYPE,
  /** One UTF-16 code unit. */
  CHAR: (): TypeInformation<string> => CHAR_TYPE,
  /** A whole number of any length. */
  BIG_INT: (): TypeInformation<bigint> => BIG_INT_TYPE,
  /** A decimal of any length. */
  BIG_DEC: (): TypeInformation<BigDecimal> => BIG_DEC_TYPE,
  /** A decimal of fixed precision and scale, given by its unscaled value: 12.50 as DECIMAL(5, 2) is 1250. */
  DECIMAL: (precision: number, scale: number): TypeInformation<UnscaledDecimal> => decimalType(precision, scale),
  /** Days since 1970-01-01. */
  SQL_DATE: (): TypeInformation<number> => DATE_TYPE,
  /** Milliseconds since midnight. */
  SQL_TIME: (): TypeInformation<number> => TIME_TYPE,
  /** Milliseconds since 1970-01-01 00:00:00. */
  SQL_TIMESTAMP: (): TypeInformation<number> => TIMESTAMP_TYPE,
  /** A moment to the nanosecond. */
  INSTANT: (): TypeInformation<Instant> => INSTANT_TYPE,
  /** Bytes as a `Uint8Array`. */
  BYTES: (): TypeInformation<Uint8Array> => BYTES_TYPE,
  /** Values without a declared type: whatever structured clone can carry. */
  PICKLED_BYTE_ARRAY: (): TypeInformation<unknown> => UNTYPED,
  /** Arrays of numbers, booleans or characters; of BYTE, a `Uint8Array`. */
  PRIMITIVE_ARRAY: <E extends TypeInformation<unknown>>(elementType: E): TypeInformation<PrimitiveArrayValue<E>> =>
    primitiveArrayType(elementType),
  /** Arrays of basic values that may be null. */
  BASIC_ARRAY: <T>(elementType: TypeInformation<T>): TypeInformation<(T | null)[]> => basicArrayType(elementType),
  /** Arrays of any values that may be null. */
  OBJECT_ARRAY: <T>(elementType: TypeInformation<T>): TypeInformation<(T | null)[]> => objectArrayType(elementType),
  /** Arrays. */
  LIST: <T>(elementType: TypeInformation<T>): TypeInformation<T[]> => listType(elementType),
  /** `Map`, in no promised order. */
  MAP: <K, V>(keyType: TypeInformation<K>, valueType: TypeInformation<V>): TypeInformation<Map<K, V>> =>
    mapType(keyType, valueType),
  /** Rows read by position. Fields may be null, unless `{ nullable: false }`. */
  ROW: <const F extends readonly TypeInformation<unknown>[], Nullable extends boolean = true>(
    fieldTypes: F,
    options?: RowTypeOptions<Nullable>,
  ): TypeInformation<Row<RowFields<F, Nullable>>> => rowType(fieldTypes, options),
  /** Rows with field names. Fields may be null, unless `{ nullable: false }`. */
  ROW_NAMED: <
    const N extends readonly string[],
    const F extends readonly TypeInformation<unknown>[],
    Nullable extends boolean = true,
  >(
    fieldNames: N,
    fieldTypes: F & { readonly length: N['length'] },
    options?: RowTypeOptions<Nullable>,
  ): TypeInformation<Row<RowFields<F, Nullable>, N>> => namedRowType(fieldNames, fieldTypes, options),
  /** Arrays of fixed length with a type for each position. */
  TUPLE: <const F extends readonly TypeInformation<unknown>[]>(fieldTypes: F): TypeInformation<TupleValue<F>> =>
    tupleType(fieldTypes),
  /** Plain objects with these fields. */
  OBJECT: <const F extends ObjectFields>(fields: F): TypeInformation<ObjectValue<F>> => objectType(fields),
  /** A type whose values may also be null. */
  NULLABLE: <T>(type: TypeInformation<T>): TypeInformation<T | null> => nullableType(type),
  /** The type of an OBJECT field that may be absent. */
  OPTIONAL: <T>(type: TypeInformation<T>): OptionalTypeInformation<T> => optionalType(type),
} as const;
