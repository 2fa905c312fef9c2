import {
  type DayTimeIntervalType,
  type LogicalKind,
  type LogicalType,
  MAX_LENGTH,
  type RowField,
  type YearMonthIntervalType,
} from './logical-type.js';

interface PrintStyle {
  /** STRING and BYTES instead of their length. */
  readonly short: boolean;
}

type TypeOf<K extends LogicalKind> = Extract<LogicalType, { readonly kind: K }>;
type Printer<K extends LogicalKind> = (type: TypeOf<K>, style: PrintStyle) => string;

/** The type as SQL that reads back as the same type, such as ``ROW<`a` INT NOT NULL>``; Flink's serializable string. */
export function printType(type: LogicalType): string {
  return print(type, { short: false });
}

/** The type for people: STRING and BYTES by these names. */
export function summarizeType(type: LogicalType): string {
  return print(type, { short: true });
}

function print(type: LogicalType, style: PrintStyle): string {
  const printer = PRINTERS[type.kind] as (type: LogicalType, style: PrintStyle) => string;
  return type.nullable ? printer(type, style) : `${printer(type, style)} NOT NULL`;
}

const kindName = (type: LogicalType): string => type.kind;
const withLength = (type: TypeOf<'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY'>): string =>
  `${type.kind}(${type.length})`;
const withPrecision = (type: TypeOf<'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ'>): string =>
  `${type.kind}(${type.precision})`;

const PRINTERS: { readonly [K in LogicalKind]: Printer<K> } = {
  CHAR: withLength,
  VARCHAR: (type, style) => (style.short && type.length === MAX_LENGTH ? 'STRING' : withLength(type)),
  BOOLEAN: kindName,
  BINARY: withLength,
  VARBINARY: (type, style) => (style.short && type.length === MAX_LENGTH ? 'BYTES' : withLength(type)),
  DECIMAL: (type) => `DECIMAL(${type.precision}, ${type.scale})`,
  TINYINT: kindName,
  SMALLINT: kindName,
  INT: kindName,
  BIGINT: kindName,
  FLOAT: kindName,
  DOUBLE: kindName,
  DATE: kindName,
  TIME: withPrecision,
  TIMESTAMP: withPrecision,
  TIMESTAMP_TZ: (type) => `TIMESTAMP(${type.precision}) WITH TIME ZONE`,
  TIMESTAMP_LTZ: withPrecision,
  INTERVAL_YEAR_MONTH: printYearMonth,
  INTERVAL_DAY_TIME: printDayTime,
  ARRAY: (type, style) => `ARRAY<${print(type.element, style)}>`,
  MULTISET: (type, style) => `MULTISET<${print(type.element, style)}>`,
  MAP: (type, style) => `MAP<${print(type.key, style)}, ${print(type.value, style)}>`,
  ROW: (type, style) => `ROW<${type.fields.map((field) => printField(field, style)).join(', ')}>`,
  STRUCTURED: (type, style) => {
    const parts = [quoted(type.className), ...type.fields.map((field) => printField(field, style))];
    return `STRUCTURED<${parts.join(', ')}>`;
  },
  RAW: (type) => `RAW(${quoted(type.className)}, ${quoted(type.serializer)})`,
  NULL: kindName,
  SYMBOL: kindName,
  DESCRIPTOR: kindName,
  VARIANT: kindName,
  BITMAP: kindName,
};

function printField(field: RowField, style: PrintStyle): string {
  const text = `\`${field.name.replaceAll('`', '``')}\` ${print(field.type, style)}`;
  return field.description === undefined ? text : `${text} ${quoted(field.description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function printYearMonth(type: YearMonthIntervalType): string {
  const [first, last] = type.resolution.split('_TO_');
  const start = first === 'YEAR' ? `YEAR(${type.yearPrecision})` : 'MONTH';
  return `INTERVAL ${start}${last === undefined ? '' : ` TO ${last}`}`;
}

function printDayTime(type: DayTimeIntervalType): string {
  const unit = (name: string): string => {
    if (name === 'DAY') return `DAY(${type.dayPrecision})`;
    return name === 'SECOND' ? `SECOND(${type.fractionalPrecision})` : name;
  };
  return `INTERVAL ${type.resolution.split('_TO_').map(unit).join(' TO ')}`;
}
