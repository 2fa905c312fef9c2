import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonExactly } from '../../model/json/parse-json.js';
import type { LogicalType } from '../../model/logical-types/logical-type.js';
import { parseLogicalType } from '../../model/logical-types/parse-type.js';
import type { TimeZone } from '../../model/time-zone.js';
import type { TestColumn } from './evaluate-both-ways.test-support.js';
import { memoryValue, type OracleValue } from './oracle-value.test-support.js';

/** The table that expressions read: one row. */
export interface TestTable {
  readonly columns: readonly TestColumn[];
  readonly row: readonly unknown[];
}

/** What a field is declared as in Java or Scala, as a type of SQL. */
const TYPES: Readonly<Record<string, string>> = {
  BYTE: 'TINYINT',
  SHORT: 'SMALLINT',
  LONG: 'BIGINT',
  LOCAL_DATE: 'DATE',
  LOCAL_TIME: 'TIME(0)',
  LOCAL_DATE_TIME: 'TIMESTAMP(3)',
  TIME: 'TIME(0)',
  TIMESTAMP: 'TIMESTAMP(6)',
  'TimeIntervalTypeInfo.INTERVAL_MILLIS': 'INTERVAL SECOND(3)',
  'TimeIntervalTypeInfo.INTERVAL_MONTHS': 'INTERVAL MONTH',
  'INTERVAL(MONTH()).bridgedTo(classOf[JInt])': 'INTERVAL MONTH',
  'INTERVAL(SECOND(3)).bridgedTo(classOf[JLong])': 'INTERVAL SECOND(3)',
  'INTERVAL(DAY)': 'INTERVAL SECOND(3)',
  'PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO': 'BYTES',
  'PRIMITIVE_ARRAY(BYTE)': 'BYTES',
  'new GenericTypeInfo[Integer](classOf[Integer])': 'INT',
  'ROW(INT, STRING, BOOLEAN)': 'ROW<f0 INT, f1 STRING, f2 BOOLEAN>',
  'ROW(INT, ROW(INT, STRING, BOOLEAN))': 'ROW<f0 INT, f1 ROW<f0 INT, f1 STRING, f2 BOOLEAN>>',
  'TIMESTAMP_LTZ()': 'TIMESTAMP_LTZ(6)',
  'ROW( FIELD("f0", STRING), FIELD("f1", STRING))': 'ROW<f0 STRING, f1 STRING>',
  'ARRAY(STRING)': 'ARRAY<STRING>',
  'MAP(STRING, INT)': 'MAP<STRING, INT>',
  'PrimitiveArrayTypeInfo.INT_PRIMITIVE_ARRAY_TYPE_INFO': 'ARRAY<INT NOT NULL>',
  'PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO': 'ARRAY<DOUBLE NOT NULL>',
  'ObjectArrayTypeInfo.getInfoFor(INT)': 'ARRAY<INT>',
  'ObjectArrayTypeInfo.getInfoFor(LOCAL_DATE)': 'ARRAY<DATE>',
  'BasicArrayTypeInfo.INT_ARRAY_TYPE_INFO': 'ARRAY<INT>',
  'new MapTypeInfo(BasicTypeInfo.STRING_TYPE_INFO, BasicTypeInfo.STRING_TYPE_INFO)': 'MAP<STRING, STRING>',
};

const DAYS_MS = 86_400_000;

/** Values that are written as Scala; those of types that SQL has no cases for are left out. */
const SCALA_VALUES: Readonly<Record<string, OracleValue>> = {
  'localDateTime("1996-11-10 06:55:44.333").toString': '1996-11-10T06:55:44.333',
  '1: Byte': '1',
  '1: Short': '1',
  row: { $row: [2, 'foo', true] },
  nestedRow: { $row: [3, { $row: [2, 'foo', true] }] },
  'Row.of("foo", null)': { $row: ['foo', null] },
  'Row.of("abc", "def")': { $row: ['abc', 'def'] },
  'DecimalDataUtils.castFrom("0.00000000", 19, 8).toBigDecimal': { $decimal: '0.00000000' },
  'DecimalDataUtils.castFrom("10.0", 19, 1).toBigDecimal': { $decimal: '10.0' },
  'localDateTime("1996-11-10 12:34:56") .atZone(TableConfigUtils.getLocalTimeZone(tableConfig)) .toInstant': {
    $timestamp: '1996-11-10 12:34:56',
  },
  'localDateTime("1970-01-01 00:00:00.123456789") .atZone(TableConfigUtils.getLocalTimeZone(tableConfig)) .toInstant': {
    $timestamp: '1970-01-01 00:00:00.123456789',
  },
  'Array("hello", "world")': ['hello', 'world'],
  'Map("a" -> 1, "b" -> 2).asJava': {
    $map: [
      ['a', 1],
      ['b', 2],
    ],
  },
  'Duration.ofDays(2)': 2 * DAYS_MS,
  'Duration.ofDays(3)': 3 * DAYS_MS,
  'Array(1, 2, 3)': [1, 2, 3],
  'Array(1, 2, 3, 4)': [1, 2, 3, 4],
  'Array(4.0)': [4],
  'Array[Integer](1)': [1],
  'Array[Integer]()': [],
  'Array[Integer](1, null, null, 4)': [1, null, null, 4],
  'BigDecimal("1E38").bigDecimal.subtract(BigDecimal("1").bigDecimal)': { $decimal: '9'.repeat(38) },
  'new Integer(124).byteValue()': 124,
};

interface RowField {
  readonly name: string;
  readonly type: string | null;
  readonly value: OracleValue;
}

type RowFile = Readonly<Record<string, { readonly fields: readonly RowField[] }>>;

/** The rows of `_data_rows.json`; fields whose type or value is of no use in SQL are left out. */
export function readTables(folder: string): (name: string | null, zone: TimeZone) => TestTable {
  const file = parseJsonExactly(readFileSync(join(folder, '_data_rows.json'), 'utf8')) as RowFile;
  return (name, zone) => {
    if (name === null) return { columns: [], row: [] };
    if (name === 'LiteralTest') return literalTable((file[name]?.fields ?? []).map(({ value }) => value));
    const columns: TestColumn[] = [];
    const row: unknown[] = [];
    for (const field of file[name]?.fields ?? []) {
      const type = typeOf(field.type ?? '');
      const value = usableValue(field.value);
      if (type === undefined || value === undefined) continue;
      columns.push({ name: field.name, type });
      row.push(memoryValue(value, type, zone));
    }
    return { columns, row };
  };
}

/** The fields of this table have the names that its file gives as the type of the second. */
function literalTable(values: readonly OracleValue[]): TestTable {
  const names = ['trUeX', 'FALSE_A', 'FALSE_AB', 'f4'];
  return { columns: names.map((name) => ({ name, type: parseLogicalType('STRING') })), row: values };
}

function typeOf(written: string): LogicalType | undefined {
  const nullable = written.replace(/\.notNull\(\)$/, '');
  const plain = TYPES[nullable] ?? nullable;
  const sql = plain
    .replace(/^DecimalDataTypeInfo\.of/, 'DECIMAL')
    .replace(/^TIMESTAMP_WITH_LOCAL_TIME_ZONE/, 'TIMESTAMP_LTZ');
  try {
    return parseLogicalType(nullable === written ? sql : `${sql} NOT NULL`);
  } catch {
    return undefined;
  }
}

function usableValue(value: OracleValue): OracleValue | undefined {
  if (typeof value !== 'object' || value === null || !('$scala' in value)) return value;
  return SCALA_VALUES[String(value.$scala)];
}
