import type { Name, NodeBase, Path, StringLiteral } from './node.js';

/** A unit of an interval; plural forms are read as these. */
export type IntervalUnit = 'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

/** The units that an interval counts in: `DAY(2) TO SECOND(3)`. */
export interface IntervalQualifier extends NodeBase {
  readonly kind: 'interval-qualifier';
  readonly from: IntervalUnit;
  readonly to: IntervalUnit | undefined;
  /** Digits of the first unit. */
  readonly precision: number | undefined;
  /** Digits behind the point of the seconds. */
  readonly fraction: number | undefined;
}

interface TypeBase extends NodeBase {
  /** `NULL` gives true, `NOT NULL` false; undefined when neither is written, which means nullable. */
  readonly nullable: boolean | undefined;
}

/** Types that are a name with at most two numbers; other spellings are read as these. */
export type ScalarTypeName =
  | 'ANY'
  | 'BIGINT'
  | 'BINARY'
  | 'BITMAP'
  | 'BOOLEAN'
  | 'BYTES'
  | 'CHAR'
  | 'DATE'
  | 'DECIMAL'
  | 'DOUBLE'
  | 'FLOAT'
  | 'INT'
  | 'SMALLINT'
  | 'STRING'
  | 'TIME'
  | 'TIMESTAMP'
  | 'TIMESTAMP_LTZ'
  | 'TINYINT'
  | 'VARBINARY'
  | 'VARCHAR'
  | 'VARIANT';

export interface ScalarType extends TypeBase {
  readonly kind: 'scalar-type';
  readonly name: ScalarTypeName;
  /** The length, or the digits: the first number in parentheses. */
  readonly precision: number | undefined;
  readonly scale: number | undefined;
}

export interface CollectionType extends TypeBase {
  readonly kind: 'array-type' | 'multiset-type';
  readonly element: DataType;
}

export interface MapType extends TypeBase {
  readonly kind: 'map-type';
  readonly key: DataType;
  readonly value: DataType;
}

export interface FieldType extends NodeBase {
  readonly kind: 'field-type';
  readonly name: Name;
  readonly type: DataType;
  readonly comment: StringLiteral | undefined;
}

export interface RowType extends TypeBase {
  readonly kind: 'row-type';
  readonly fields: readonly FieldType[];
}

export interface StructuredType extends TypeBase {
  readonly kind: 'structured-type';
  readonly className: StringLiteral;
  readonly fields: readonly FieldType[];
}

export interface RawType extends TypeBase {
  readonly kind: 'raw-type';
  readonly className: StringLiteral;
  /** The serializer's snapshot in Base64. */
  readonly serializer: StringLiteral;
}

export interface IntervalType extends TypeBase {
  readonly kind: 'interval-type';
  readonly qualifier: IntervalQualifier;
}

/** A type by its name in a catalog. */
export interface UserType extends TypeBase {
  readonly kind: 'user-type';
  readonly path: Path;
}

export type DataType =
  | ScalarType
  | CollectionType
  | MapType
  | RowType
  | StructuredType
  | RawType
  | IntervalType
  | UserType;
