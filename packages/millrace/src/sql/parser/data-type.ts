import type { DataType, FieldType, ScalarType, ScalarTypeName } from '../ast/data-type.js';
import { intervalQualifier, wholeNumber } from './interval.js';
import { empty, node, type Parser } from './parser.js';
import { plainText } from './text.js';
import type { TokenKind } from './token-kind.js';

/** How a scalar type takes numbers in parentheses. */
interface Scalar {
  readonly name: ScalarTypeName;
  readonly numbers: 0 | 1 | 2;
}

const scalars = new Map<TokenKind, Scalar>([
  ['ANY', { name: 'ANY', numbers: 0 }],
  ['BIGINT', { name: 'BIGINT', numbers: 0 }],
  ['BITMAP', { name: 'BITMAP', numbers: 0 }],
  ['BOOLEAN', { name: 'BOOLEAN', numbers: 0 }],
  ['BYTES', { name: 'BYTES', numbers: 0 }],
  ['DATE', { name: 'DATE', numbers: 0 }],
  ['DEC', { name: 'DECIMAL', numbers: 2 }],
  ['DECIMAL', { name: 'DECIMAL', numbers: 2 }],
  ['FLOAT', { name: 'FLOAT', numbers: 0 }],
  ['INT', { name: 'INT', numbers: 0 }],
  ['INTEGER', { name: 'INT', numbers: 0 }],
  ['NUMERIC', { name: 'DECIMAL', numbers: 2 }],
  ['REAL', { name: 'FLOAT', numbers: 0 }],
  ['SMALLINT', { name: 'SMALLINT', numbers: 0 }],
  ['STRING', { name: 'STRING', numbers: 0 }],
  ['TIMESTAMP_LTZ', { name: 'TIMESTAMP_LTZ', numbers: 1 }],
  ['TINYINT', { name: 'TINYINT', numbers: 0 }],
  ['VARBINARY', { name: 'VARBINARY', numbers: 1 }],
  ['VARCHAR', { name: 'VARCHAR', numbers: 1 }],
  ['VARIANT', { name: 'VARIANT', numbers: 0 }],
]);

/** A type as columns and fields have it: NULL or NOT NULL may follow it and each type inside. */
export function columnType(parser: Parser): DataType {
  return withNullability(parser, dataTypeBeforeNullability(parser, true));
}

/** A type as CAST has it: NULL and NOT NULL may follow only types inside of it. */
export function dataType(parser: Parser): DataType {
  if (parser.kind === 'INTERVAL') return interval(parser);
  return dataTypeBeforeNullability(parser, false);
}

/** With the suffixes ARRAY and MULTISET; in a column's type NOT NULL may stand before them. */
function dataTypeBeforeNullability(parser: Parser, extended: boolean): DataType {
  const first = parser.index;
  const outside = parser.enter();
  let type = typeName(parser);
  while (true) {
    const notNull = extended && parser.kind === 'NOT' && parser.peek(1) === 'NULL';
    const distance = notNull ? 2 : extended && parser.kind === 'NULL' ? 1 : 0;
    const suffix = distance === 0 ? parser.kind : parser.peek(distance);
    if (suffix !== 'ARRAY' && suffix !== 'MULTISET') break;
    if (distance > 0) type = withNullability(parser, type);
    parser.advance();
    const kind = suffix === 'ARRAY' ? 'array-type' : 'multiset-type';
    type = node({ kind, element: type, nullable: undefined, at: parser.positionFrom(first) });
    parser.grow();
  }
  parser.leave(outside);
  parser.note('ARRAY');
  parser.note('MULTISET');
  return type;
}

function withNullability(parser: Parser, type: DataType): DataType {
  let nullable: boolean | undefined;
  if (parser.accept('NULL')) nullable = true;
  else if (parser.acceptAll('NOT', 'NULL')) nullable = false;
  return nullable === undefined ? type : Object.freeze({ ...type, nullable, at: parser.positionAfter(type.at) });
}

function typeName(parser: Parser): DataType {
  const first = parser.index;
  const { kind } = parser;
  const known = scalars.get(kind);
  if (known !== undefined) {
    parser.advance();
    return scalar(parser, first, known);
  }
  const read = readers.get(kind);
  if (read !== undefined && (kind !== 'MAP' || parser.peek(1) === '<')) {
    parser.advance();
    return read(parser, first);
  }
  if (!parser.atIdentifier()) parser.fail('a type');
  const path = parser.path();
  return node({ kind: 'user-type', path, nullable: undefined, at: path.at });
}

function scalar(parser: Parser, first: number, { name, numbers }: Scalar): ScalarType {
  let precision: number | undefined;
  let scale: number | undefined;
  if (numbers > 0 && parser.accept('(')) {
    precision = wholeNumber(parser);
    if (numbers === 2 && parser.accept(',')) scale = wholeNumber(parser);
    parser.expect(')');
  }
  return scalarNode(parser, first, name, precision, scale);
}

function scalarNode(
  parser: Parser,
  first: number,
  name: ScalarTypeName,
  precision?: number,
  scale?: number,
): ScalarType {
  return node({ kind: 'scalar-type', name, precision, scale, nullable: undefined, at: parser.positionFrom(first) });
}

/** `CHAR(n)`, `CHARACTER VARYING(n)`, `BINARY VARYING(n)`. */
function lengthType(fixed: ScalarTypeName, varying: ScalarTypeName) {
  return (parser: Parser, first: number): DataType =>
    scalar(parser, first, { name: parser.accept('VARYING') ? varying : fixed, numbers: 1 });
}

function double(parser: Parser, first: number): DataType {
  parser.accept('PRECISION');
  return scalarNode(parser, first, 'DOUBLE');
}

function time(parser: Parser, first: number): DataType {
  const type = scalar(parser, first, { name: 'TIME', numbers: 1 });
  return parser.accept('WITHOUT') ? zone(parser, type) : type;
}

function timestamp(parser: Parser, first: number): DataType {
  const type = scalar(parser, first, { name: 'TIMESTAMP', numbers: 1 });
  if (parser.accept('WITHOUT')) return zone(parser, type);
  if (!parser.accept('WITH')) return type;
  parser.expect('LOCAL');
  return zone(parser, { ...type, name: 'TIMESTAMP_LTZ' });
}

/** `TIME ZONE` behind a type. */
function zone(parser: Parser, type: ScalarType): ScalarType {
  parser.expect('TIME');
  parser.expect('ZONE');
  return node({ ...type, at: parser.positionAfter(type.at) });
}

function collection(kind: 'array-type' | 'multiset-type') {
  return (parser: Parser, first: number): DataType => {
    parser.expect('<');
    const element = columnType(parser);
    parser.expect('>');
    return node({ kind, element, nullable: undefined, at: parser.positionFrom(first) });
  };
}

function map(parser: Parser, first: number): DataType {
  parser.expect('<');
  const key = columnType(parser);
  parser.expect(',');
  const value = columnType(parser);
  parser.expect('>');
  return node({ kind: 'map-type', key, value, nullable: undefined, at: parser.positionFrom(first) });
}

/** `ROW<a INT>` or `ROW(a INT)`; either may be empty. */
function row(parser: Parser, first: number): DataType {
  let fields: readonly FieldType[] = empty;
  if (parser.accept('<>'))
    return node({ kind: 'row-type', fields, nullable: undefined, at: parser.positionFrom(first) });
  const close = parser.accept('(') ? ')' : '>';
  if (close === '>') parser.expect('<');
  if (!parser.at(close)) fields = parser.list(field);
  parser.expect(close);
  return node({ kind: 'row-type', fields, nullable: undefined, at: parser.positionFrom(first) });
}

function field(parser: Parser): FieldType {
  const first = parser.index;
  const name = parser.identifier();
  const type = columnType(parser);
  const comment = parser.at('string') ? plainText(parser) : undefined;
  return node({ kind: 'field-type', name, type, comment, at: parser.positionFrom(first) });
}

function structured(parser: Parser, first: number): DataType {
  parser.expect('<');
  const className = plainText(parser);
  const fields = parser.accept(',') ? parser.list(field) : empty;
  parser.expect('>');
  return node({ kind: 'structured-type', className, fields, nullable: undefined, at: parser.positionFrom(first) });
}

function raw(parser: Parser, first: number): DataType {
  parser.expect('(');
  const className = plainText(parser);
  parser.expect(',');
  const serializer = plainText(parser);
  parser.expect(')');
  return node({ kind: 'raw-type', className, serializer, nullable: undefined, at: parser.positionFrom(first) });
}

/** No column has such a type, so it stands in a CAST only. */
function interval(parser: Parser): DataType {
  const first = parser.index;
  parser.advance();
  const qualifier = intervalQualifier(parser);
  return node({ kind: 'interval-type', qualifier, nullable: undefined, at: parser.positionFrom(first) });
}

const readers = new Map<TokenKind, (parser: Parser, first: number) => DataType>([
  ['ARRAY', collection('array-type')],
  ['BINARY', lengthType('BINARY', 'VARBINARY')],
  ['CHAR', lengthType('CHAR', 'VARCHAR')],
  ['CHARACTER', lengthType('CHAR', 'VARCHAR')],
  ['DOUBLE', double],
  ['MAP', map],
  ['MULTISET', collection('multiset-type')],
  ['RAW', raw],
  ['ROW', row],
  ['STRUCTURED', structured],
  ['TIME', time],
  ['TIMESTAMP', timestamp],
]);
