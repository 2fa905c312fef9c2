/** Types without a parameter. */
export type PlainKind =
  | 'BOOLEAN'
  | 'TINYINT'
  | 'SMALLINT'
  | 'INT'
  | 'BIGINT'
  | 'FLOAT'
  | 'DOUBLE'
  | 'DATE'
  | 'VARIANT'
  | 'BITMAP'
  | 'NULL'
  | 'SYMBOL'
  | 'DESCRIPTOR';

/** Strings of characters or bytes, with a length that is fixed or at most so many. */
export type LengthKind = 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY';

/** Times with a number of digits of the second. */
export type PrecisionKind = 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_TZ' | 'TIMESTAMP_LTZ';

export interface PlainType<K extends PlainKind = PlainKind> {
  readonly kind: K;
  readonly nullable: boolean;
}

export interface LengthType<K extends LengthKind = LengthKind> {
  readonly kind: K;
  readonly nullable: boolean;
  /** In code points or bytes; {@link MAX_LENGTH} for STRING and BYTES. */
  readonly length: number;
}

export interface PrecisionType<K extends PrecisionKind = PrecisionKind> {
  readonly kind: K;
  readonly nullable: boolean;
  /** Digits of the second, 0 to 9. */
  readonly precision: number;
}

export interface DecimalType {
  readonly kind: 'DECIMAL';
  readonly nullable: boolean;
  readonly precision: number;
  readonly scale: number;
}

export type YearMonthResolution = 'YEAR' | 'YEAR_TO_MONTH' | 'MONTH';

export type DayTimeResolution =
  | 'DAY'
  | 'DAY_TO_HOUR'
  | 'DAY_TO_MINUTE'
  | 'DAY_TO_SECOND'
  | 'HOUR'
  | 'HOUR_TO_MINUTE'
  | 'HOUR_TO_SECOND'
  | 'MINUTE'
  | 'MINUTE_TO_SECOND'
  | 'SECOND';

export interface YearMonthIntervalType {
  readonly kind: 'INTERVAL_YEAR_MONTH';
  readonly nullable: boolean;
  readonly resolution: YearMonthResolution;
  readonly yearPrecision: number;
}

export interface DayTimeIntervalType {
  readonly kind: 'INTERVAL_DAY_TIME';
  readonly nullable: boolean;
  readonly resolution: DayTimeResolution;
  readonly dayPrecision: number;
  readonly fractionalPrecision: number;
}

export interface ElementType<K extends 'ARRAY' | 'MULTISET' = 'ARRAY' | 'MULTISET'> {
  readonly kind: K;
  readonly nullable: boolean;
  readonly element: LogicalType;
}

export interface MapType {
  readonly kind: 'MAP';
  readonly nullable: boolean;
  readonly key: LogicalType;
  readonly value: LogicalType;
}

export interface RowField {
  readonly name: string;
  readonly type: LogicalType;
  readonly description?: string;
}

export interface RowType {
  readonly kind: 'ROW';
  readonly nullable: boolean;
  readonly fields: readonly RowField[];
}

export interface StructuredType {
  readonly kind: 'STRUCTURED';
  readonly nullable: boolean;
  readonly className: string;
  readonly fields: readonly RowField[];
}

export interface RawType {
  readonly kind: 'RAW';
  readonly nullable: boolean;
  readonly className: string;
  /** The serializer as Flink writes it in the type, base 64. */
  readonly serializer: string;
}

/** A type of Flink SQL, with its nullability. Plain frozen data: two equal types are equal field by field. */
export type LogicalType =
  | { readonly [K in PlainKind]: PlainType<K> }[PlainKind]
  | { readonly [K in LengthKind]: LengthType<K> }[LengthKind]
  | { readonly [K in PrecisionKind]: PrecisionType<K> }[PrecisionKind]
  | DecimalType
  | YearMonthIntervalType
  | DayTimeIntervalType
  | ElementType<'ARRAY'>
  | ElementType<'MULTISET'>
  | MapType
  | RowType
  | StructuredType
  | RawType;

export type LogicalKind = LogicalType['kind'];

/** The length of STRING and BYTES. */
export const MAX_LENGTH = 2_147_483_647;
/** The precision of TIMESTAMP when none is given. */
const DEFAULT_TIMESTAMP_PRECISION = 6;

const plain = <K extends PlainKind>(kind: K): PlainType<K> => Object.freeze({ kind, nullable: true });

export const BOOLEAN = plain('BOOLEAN');
export const TINYINT = plain('TINYINT');
export const SMALLINT = plain('SMALLINT');
export const INT = plain('INT');
export const BIGINT = plain('BIGINT');
export const FLOAT = plain('FLOAT');
export const DOUBLE = plain('DOUBLE');
export const DATE = plain('DATE');
export const VARIANT = plain('VARIANT');
export const BITMAP = plain('BITMAP');
/** The type of a NULL without one. */
export const NULL = plain('NULL');
/** The type of a keyword argument, such as the unit of EXTRACT. */
export const SYMBOL = plain('SYMBOL');
/** The type of a list of column names. */
export const DESCRIPTOR = plain('DESCRIPTOR');

const lengthType = <K extends LengthKind>(kind: K, length: number): LengthType<K> =>
  Object.freeze({ kind, nullable: true, length });

export const charType = (length: number): LengthType<'CHAR'> => lengthType('CHAR', length);
export const varCharType = (length: number): LengthType<'VARCHAR'> => lengthType('VARCHAR', length);
export const binaryType = (length: number): LengthType<'BINARY'> => lengthType('BINARY', length);
export const varBinaryType = (length: number): LengthType<'VARBINARY'> => lengthType('VARBINARY', length);

export const STRING = varCharType(MAX_LENGTH);
export const BYTES = varBinaryType(MAX_LENGTH);

const precisionType = <K extends PrecisionKind>(kind: K, precision: number): PrecisionType<K> =>
  Object.freeze({ kind, nullable: true, precision });

export const timeType = (precision = 0): PrecisionType<'TIME'> => precisionType('TIME', precision);
export const timestampType = (precision = DEFAULT_TIMESTAMP_PRECISION): PrecisionType<'TIMESTAMP'> =>
  precisionType('TIMESTAMP', precision);
export const timestampTzType = (precision = DEFAULT_TIMESTAMP_PRECISION): PrecisionType<'TIMESTAMP_TZ'> =>
  precisionType('TIMESTAMP_TZ', precision);
export const timestampLtzType = (precision = DEFAULT_TIMESTAMP_PRECISION): PrecisionType<'TIMESTAMP_LTZ'> =>
  precisionType('TIMESTAMP_LTZ', precision);

export const decimalType = (precision = 10, scale = 0): DecimalType =>
  Object.freeze({ kind: 'DECIMAL', nullable: true, precision, scale });

export const yearMonthIntervalType = (
  resolution: YearMonthResolution = 'YEAR_TO_MONTH',
  yearPrecision = 2,
): YearMonthIntervalType => Object.freeze({ kind: 'INTERVAL_YEAR_MONTH', nullable: true, resolution, yearPrecision });

export const dayTimeIntervalType = (
  resolution: DayTimeResolution = 'DAY_TO_SECOND',
  dayPrecision = 2,
  fractionalPrecision = 6,
): DayTimeIntervalType =>
  Object.freeze({ kind: 'INTERVAL_DAY_TIME', nullable: true, resolution, dayPrecision, fractionalPrecision });

export const arrayType = (element: LogicalType): ElementType<'ARRAY'> =>
  Object.freeze({ kind: 'ARRAY', nullable: true, element });

/** A bag of values; its values are maps from element to count. */
export const multisetType = (element: LogicalType): ElementType<'MULTISET'> =>
  Object.freeze({ kind: 'MULTISET', nullable: true, element });

export const mapType = (key: LogicalType, value: LogicalType): MapType =>
  Object.freeze({ kind: 'MAP', nullable: true, key, value });

export const rowType = (fields: readonly RowField[]): RowType => Object.freeze({ kind: 'ROW', nullable: true, fields });

export const structuredType = (className: string, fields: readonly RowField[]): StructuredType =>
  Object.freeze({ kind: 'STRUCTURED', nullable: true, className, fields });

export const rawType = (className: string, serializer: string): RawType =>
  Object.freeze({ kind: 'RAW', nullable: true, className, serializer });

/** The same type with another nullability. */
export function withNullability<T extends LogicalType>(type: T, nullable: boolean): T {
  return type.nullable === nullable ? type : (Object.freeze({ ...type, nullable }) as unknown as T);
}

export const notNull = <T extends LogicalType>(type: T): T => withNullability(type, false);
export const nullable = <T extends LogicalType>(type: T): T => withNullability(type, true);

/** The types inside a type, from left to right. */
export function childTypes(type: LogicalType): readonly LogicalType[] {
  switch (type.kind) {
    case 'ARRAY':
    case 'MULTISET':
      return [type.element];
    case 'MAP':
      return [type.key, type.value];
    case 'ROW':
    case 'STRUCTURED':
      return type.fields.map((field) => field.type);
    default:
      return [];
  }
}

/** The same kind of type around other inner types, one for each of {@link childTypes}. */
export function withChildTypes(type: LogicalType, children: readonly LogicalType[]): LogicalType {
  const child = (position: number): LogicalType => children[position] as LogicalType;
  switch (type.kind) {
    case 'ARRAY':
    case 'MULTISET':
      return Object.freeze({ ...type, element: child(0) });
    case 'MAP':
      return Object.freeze({ ...type, key: child(0), value: child(1) });
    case 'ROW':
    case 'STRUCTURED':
      return Object.freeze({ ...type, fields: type.fields.map((field, i) => ({ ...field, type: child(i) })) });
    default:
      return type;
  }
}
