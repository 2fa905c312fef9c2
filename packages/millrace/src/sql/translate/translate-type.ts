import { MAX_DECIMAL_PRECISION } from '../../model/decimal.js';
import type { LogicalType, RowField } from '../../model/logical-types/logical-type.js';
import * as types from '../../model/logical-types/logical-type.js';
import type { DataType, FieldType, IntervalQualifier, ScalarType, ScalarTypeName } from '../ast/data-type.js';
import { translateFailure } from './translate-failure.js';

/** The type that a query means; without NOT NULL it may be NULL. */
export function translateType(node: DataType): LogicalType {
  return types.withNullability(bareType(node), node.nullable !== false);
}

function bareType(node: DataType): LogicalType {
  switch (node.kind) {
    case 'scalar-type':
      return scalarType(node);
    case 'array-type':
      return types.arrayType(translateType(node.element));
    case 'multiset-type':
      return types.multisetType(translateType(node.element));
    case 'map-type':
      return types.mapType(translateType(node.key), translateType(node.value));
    case 'row-type':
      return types.rowType(node.fields.map(rowField));
    case 'structured-type':
      return types.structuredType(node.className.value, node.fields.map(rowField));
    case 'raw-type':
      return types.rawType(node.className.value, node.serializer.value);
    case 'interval-type':
      return intervalType(node.qualifier);
    case 'user-type':
      throw translateFailure(
        'SQL_TYPE_INVALID',
        `There is no type '${node.path.names.map(({ value }) => value).join('.')}'.`,
        node,
      );
  }
}

function rowField({ name, type, comment }: FieldType): RowField {
  return {
    name: name.value,
    type: translateType(type),
    ...(comment === undefined ? {} : { description: comment.value }),
  };
}

const PLAIN: Readonly<Partial<Record<ScalarTypeName, LogicalType>>> = {
  BIGINT: types.BIGINT,
  BITMAP: types.BITMAP,
  BOOLEAN: types.BOOLEAN,
  BYTES: types.BYTES,
  DATE: types.DATE,
  DOUBLE: types.DOUBLE,
  FLOAT: types.FLOAT,
  INT: types.INT,
  SMALLINT: types.SMALLINT,
  STRING: types.STRING,
  TINYINT: types.TINYINT,
  VARIANT: types.VARIANT,
};

function scalarType(node: ScalarType): LogicalType {
  const plain = PLAIN[node.name];
  if (plain !== undefined) return plain;
  const length = (): number => inRange(node, 'length', node.precision ?? 1, 1, types.MAX_LENGTH);
  const digits = (ifAbsent: number): number => inRange(node, 'precision', node.precision ?? ifAbsent, 0, 9);
  switch (node.name) {
    case 'CHAR':
      return types.charType(length());
    case 'VARCHAR':
      return types.varCharType(node.precision === undefined ? types.MAX_LENGTH : length());
    case 'BINARY':
      return types.binaryType(length());
    case 'VARBINARY':
      return types.varBinaryType(node.precision === undefined ? types.MAX_LENGTH : length());
    case 'DECIMAL': {
      const precision = inRange(node, 'precision', node.precision ?? 10, 1, MAX_DECIMAL_PRECISION);
      return types.decimalType(precision, inRange(node, 'scale', node.scale ?? 0, 0, precision));
    }
    case 'TIME':
      return types.timeType(digits(0));
    case 'TIMESTAMP':
      return types.timestampType(digits(6));
    case 'TIMESTAMP_LTZ':
      return types.timestampLtzType(digits(6));
    default:
      throw translateFailure('SQL_TYPE_INVALID', `The type ${node.name} cannot be used here.`, node);
  }
}

function inRange(node: ScalarType, what: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw translateFailure(
    'SQL_TYPE_INVALID',
    `The ${what} of ${node.name} is from ${min} to ${max}, not ${value}.`,
    node,
  );
}

function intervalType({ from, to, precision, fraction }: IntervalQualifier): LogicalType {
  const resolution = to === undefined ? from : `${from}_TO_${to}`;
  if (from === 'YEAR' || from === 'MONTH') {
    return types.yearMonthIntervalType(resolution as types.YearMonthResolution, precision ?? 2);
  }
  return types.dayTimeIntervalType(resolution as types.DayTimeResolution, precision ?? 2, fraction ?? 6);
}
