import { MAX_DECIMAL_PRECISION } from '../decimal.js';
import { MillraceError } from '../millrace-error.js';
import { nameHint } from '../nearest-name.js';
import {
  arrayType,
  BIGINT,
  BITMAP,
  BOOLEAN,
  BYTES,
  binaryType,
  charType,
  DATE,
  type DayTimeResolution,
  DESCRIPTOR,
  DOUBLE,
  dayTimeIntervalType,
  decimalType,
  FLOAT,
  INT,
  type LogicalType,
  MAX_LENGTH,
  mapType,
  multisetType,
  NULL,
  notNull,
  type RowField,
  rawType,
  rowType,
  SMALLINT,
  STRING,
  SYMBOL,
  structuredType,
  TINYINT,
  timestampLtzType,
  timestampType,
  timestampTzType,
  timeType,
  VARIANT,
  varBinaryType,
  varCharType,
  type YearMonthResolution,
  yearMonthIntervalType,
} from './logical-type.js';
import { type TypeToken, tokenizeType } from './type-tokens.js';

/**
 * Reads a type as SQL writes it, such as ``ROW<`a` INT NOT NULL, b ARRAY<STRING>>``.
 *
 * @throws MillraceError `SQL_TYPE_INVALID` with the text and the place.
 */
export function parseLogicalType(text: string): LogicalType {
  return new TypeParser(text).parse();
}

const PLAIN_TYPES: Readonly<Record<string, LogicalType>> = {
  STRING,
  BYTES,
  BOOLEAN,
  TINYINT,
  SMALLINT,
  INT,
  INTEGER: INT,
  BIGINT,
  FLOAT,
  DATE,
  VARIANT,
  BITMAP,
  NULL,
  SYMBOL,
  DESCRIPTOR,
};

class TypeParser {
  private readonly text: string;
  private readonly tokens: readonly TypeToken[];
  private position = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenizeType(text, (at, why) => this.invalid(at, why));
  }

  parse(): LogicalType {
    const type = this.type();
    const next = this.tokens[this.position];
    if (next !== undefined) throw this.invalid(next.at, 'nothing may follow the type');
    return type;
  }

  private type(): LogicalType {
    let type = this.nullability(this.bareType());
    for (;;) {
      if (this.takeWord('ARRAY')) type = this.nullability(arrayType(type));
      else if (this.takeWord('MULTISET')) type = this.nullability(multisetType(type));
      else return type;
    }
  }

  private nullability(type: LogicalType): LogicalType {
    if (this.takeWord('NOT')) {
      this.expectWord('NULL');
      return notNull(type);
    }
    this.takeWord('NULL');
    return type;
  }

  private bareType(): LogicalType {
    const token = this.tokens[this.position];
    if (token?.kind !== 'word') throw this.invalid(token?.at ?? this.text.length, 'a type is expected');
    this.position++;
    const name = token.text.toUpperCase();
    const plain = Object.hasOwn(PLAIN_TYPES, name) ? PLAIN_TYPES[name] : undefined;
    if (plain !== undefined) return plain;
    const parse = Object.hasOwn(PARAMETRIC, name) ? PARAMETRIC[name] : undefined;
    if (parse !== undefined) return parse(this);
    const hint = nameHint(name, [...Object.keys(PLAIN_TYPES), ...Object.keys(PARAMETRIC)]);
    throw this.invalid(token.at, `'${token.text}' is not a type`, hint);
  }

  /** `(n)` between bounds, or the default. */
  parameter(name: string, min: number, max: number, ifAbsent: number): number {
    if (!this.takeMark('(')) return ifAbsent;
    const value = this.number(name, min, max);
    this.expectMark(')');
    return value;
  }

  decimal(): LogicalType {
    if (!this.takeMark('(')) return decimalType();
    const precision = this.number('the precision', 1, MAX_DECIMAL_PRECISION);
    const scale = this.takeMark(',') ? this.number('the scale', 0, precision) : 0;
    this.expectMark(')');
    return decimalType(precision, scale);
  }

  timestamp(): LogicalType {
    const precision = this.parameter('the precision', 0, 9, 6);
    if (this.takeWord('WITHOUT')) return this.timeZone(timestampType(precision));
    if (!this.takeWord('WITH')) return timestampType(precision);
    if (this.takeWord('LOCAL')) return this.timeZone(timestampLtzType(precision));
    return this.timeZone(timestampTzType(precision));
  }

  time(): LogicalType {
    const precision = this.parameter('the precision', 0, 9, 0);
    return this.takeWord('WITHOUT') ? this.timeZone(timeType(precision)) : timeType(precision);
  }

  private timeZone(type: LogicalType): LogicalType {
    this.expectWord('TIME');
    this.expectWord('ZONE');
    return type;
  }

  interval(): LogicalType {
    const first = this.unit();
    const last = this.takeWord('TO') ? this.unit() : first;
    const resolution = first.name === last.name ? first.name : `${first.name}_TO_${last.name}`;
    if (YEAR_MONTH.includes(resolution)) {
      return yearMonthIntervalType(resolution as YearMonthResolution, first.precision ?? 2);
    }
    if (!DAY_TIME.includes(resolution)) throw this.invalid(0, 'there is no such interval');
    const fraction = last.name === 'SECOND' ? (last.precision ?? 6) : 6;
    const days = first.name === 'DAY' ? (first.precision ?? 2) : 2;
    return dayTimeIntervalType(resolution as DayTimeResolution, days, fraction);
  }

  private unit(): { readonly name: string; readonly precision: number | undefined } {
    const token = this.tokens[this.position++];
    if (token?.kind !== 'word') throw this.invalid(token?.at ?? this.text.length, 'a unit of time is expected');
    const precision = this.parameter('the precision', 0, 9, -1);
    return { name: token.text.toUpperCase(), precision: precision === -1 ? undefined : precision };
  }

  element(): LogicalType {
    this.expectMark('<');
    const type = this.type();
    this.expectMark('>');
    return type;
  }

  map(): LogicalType {
    this.expectMark('<');
    const key = this.type();
    this.expectMark(',');
    const value = this.type();
    this.expectMark('>');
    return mapType(key, value);
  }

  row(): LogicalType {
    const close = this.takeMark('<') ? '>' : ')';
    if (close === ')') this.expectMark('(');
    return rowType(this.fields(close));
  }

  structured(): LogicalType {
    this.expectMark('<');
    const className = this.string();
    this.takeMark(',');
    return structuredType(className, this.fields('>'));
  }

  raw(): LogicalType {
    this.expectMark('(');
    const className = this.string();
    this.expectMark(',');
    const serializer = this.string();
    this.expectMark(')');
    return rawType(className, serializer);
  }

  private fields(close: '>' | ')'): RowField[] {
    const fields: RowField[] = [];
    if (this.takeMark(close)) return fields;
    do {
      const name = this.tokens[this.position++];
      if (name?.kind !== 'word' && name?.kind !== 'name') {
        throw this.invalid(name?.at ?? this.text.length, 'the name of a field is expected');
      }
      const type = this.type();
      const description = this.tokens[this.position];
      if (description?.kind === 'string') this.position++;
      fields.push({
        name: name.text,
        type,
        ...(description?.kind === 'string' ? { description: description.text } : {}),
      });
    } while (this.takeMark(','));
    this.expectMark(close);
    return fields;
  }

  private number(name: string, min: number, max: number): number {
    const token = this.tokens[this.position++];
    const value = token?.kind === 'number' ? Number(token.text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw this.invalid(token?.at ?? this.text.length, `${name} is a number from ${min} to ${max}`);
  }

  private string(): string {
    const token = this.tokens[this.position++];
    if (token?.kind === 'string') return token.text;
    throw this.invalid(token?.at ?? this.text.length, 'a text in quotes is expected');
  }

  takeWord(word: string): boolean {
    const token = this.tokens[this.position];
    if (token?.kind !== 'word' || token.text.toUpperCase() !== word) return false;
    this.position++;
    return true;
  }

  private expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.invalid(this.at(), `${word} is expected`);
  }

  private takeMark(mark: string): boolean {
    const token = this.tokens[this.position];
    if (token?.kind !== 'mark' || token.text !== mark) return false;
    this.position++;
    return true;
  }

  private expectMark(mark: string): void {
    if (!this.takeMark(mark)) throw this.invalid(this.at(), `'${mark}' is expected`);
  }

  private at(): number {
    return this.tokens[this.position]?.at ?? this.text.length;
  }

  private invalid(at: number, why: string, hint?: string): MillraceError {
    return new MillraceError(
      'SQL_TYPE_INVALID',
      `The type '${this.text}' cannot be read at character ${at + 1}: ${why}.`,
      {
        facts: { type: this.text, at: at + 1 },
        ...(hint === undefined ? {} : { hint }),
      },
    );
  }
}

const YEAR_MONTH: readonly string[] = ['YEAR', 'YEAR_TO_MONTH', 'MONTH'] satisfies YearMonthResolution[];
const DAY_TIME: readonly string[] = [
  'DAY',
  'DAY_TO_HOUR',
  'DAY_TO_MINUTE',
  'DAY_TO_SECOND',
  'HOUR',
  'HOUR_TO_MINUTE',
  'HOUR_TO_SECOND',
  'MINUTE',
  'MINUTE_TO_SECOND',
  'SECOND',
] satisfies DayTimeResolution[];

const length = (parser: TypeParser, ifAbsent = 1): number => parser.parameter('the length', 1, MAX_LENGTH, ifAbsent);

const PARAMETRIC: Readonly<Record<string, (parser: TypeParser) => LogicalType>> = {
  CHAR: character,
  CHARACTER: character,
  VARCHAR: (parser) => varCharType(length(parser)),
  BINARY: (parser) => (parser.takeWord('VARYING') ? varBinaryType(length(parser)) : binaryType(length(parser))),
  VARBINARY: (parser) => varBinaryType(length(parser)),
  DECIMAL: (parser) => parser.decimal(),
  DEC: (parser) => parser.decimal(),
  NUMERIC: (parser) => parser.decimal(),
  DOUBLE(parser) {
    parser.takeWord('PRECISION');
    return DOUBLE;
  },
  TIME: (parser) => parser.time(),
  TIMESTAMP: (parser) => parser.timestamp(),
  TIMESTAMP_LTZ: (parser) => timestampLtzType(parser.parameter('the precision', 0, 9, 6)),
  INTERVAL: (parser) => parser.interval(),
  ARRAY: (parser) => arrayType(parser.element()),
  MULTISET: (parser) => multisetType(parser.element()),
  MAP: (parser) => parser.map(),
  ROW: (parser) => parser.row(),
  STRUCTURED: (parser) => parser.structured(),
  RAW: (parser) => parser.raw(),
};

function character(parser: TypeParser): LogicalType {
  return parser.takeWord('VARYING') ? varCharType(length(parser)) : charType(length(parser));
}
