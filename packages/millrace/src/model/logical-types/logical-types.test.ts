import { describe, expect, it } from 'vitest';
import { supportsExplicitCast, supportsImplicitCast } from './cast-support.js';
import { commonType, leastRestrictiveType } from './common-type.js';
import type { LogicalType } from './logical-type.js';
import { parseLogicalType } from './parse-type.js';
import { printType, summarizeType } from './print-type.js';
import { equalTypes } from './type-equality.js';

describe('types as text', () => {
  it.each([
    ['STRING', 'VARCHAR(2147483647)'],
    ['BYTES NOT NULL', 'VARBINARY(2147483647) NOT NULL'],
    ['decimal', 'DECIMAL(10, 0)'],
    ['DECIMAL(38,18)', 'DECIMAL(38, 18)'],
    ['TIMESTAMP', 'TIMESTAMP(6)'],
    ['TIMESTAMP(3) WITH LOCAL TIME ZONE', 'TIMESTAMP_LTZ(3)'],
    ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP(6) WITH TIME ZONE'],
    ['INTERVAL DAY TO SECOND', 'INTERVAL DAY(2) TO SECOND(6)'],
    ['INTERVAL SECOND(3)', 'INTERVAL SECOND(3)'],
    ['INTERVAL YEAR(4) TO MONTH', 'INTERVAL YEAR(4) TO MONTH'],
    ['INT ARRAY NOT NULL', 'ARRAY<INT> NOT NULL'],
    [
      "ROW(a INT, b ROW<`c``d` STRING NOT NULL 'it''s'>)",
      "ROW<`a` INT, `b` ROW<`c``d` VARCHAR(2147483647) NOT NULL 'it''s'>>",
    ],
    ['MAP<STRING, MULTISET<DOUBLE PRECISION>>', 'MAP<VARCHAR(2147483647), MULTISET<DOUBLE>>'],
    ["STRUCTURED<'a.B', x INT>", "STRUCTURED<'a.B', `x` INT>"],
    ["RAW('a.B', 'AAA=')", "RAW('a.B', 'AAA=')"],
  ])('%s is %s', (text, printed) => {
    const type = parseLogicalType(text);
    expect(printType(type)).toBe(printed);
    expect(equalTypes(parseLogicalType(printed), type)).toBe(true);
  });

  it('is short for people', () => {
    expect(summarizeType(parseLogicalType('ARRAY<VARCHAR(2147483647)>'))).toBe('ARRAY<STRING>');
  });

  it.each([
    ['INTT', "The type 'INTT' cannot be read at character 1: 'INTT' is not a type."],
    ['DECIMAL(39)', "The type 'DECIMAL(39)' cannot be read at character 9: the precision is a number from 1 to 38."],
    ['ROW<a>', "The type 'ROW<a>' cannot be read at character 6: a type is expected."],
    ['INT x', "The type 'INT x' cannot be read at character 5: nothing may follow the type."],
    ['INT;', "The type 'INT;' cannot be read at character 4: ';' cannot stand here."],
  ])('refuses %s', (text, message) => {
    expect(() => parseLogicalType(text)).toThrow(message);
  });
});

const types = (texts: string): LogicalType[] => texts.split(' + ').map(parseLogicalType);
const shown = (type: LogicalType | undefined): string => (type === undefined ? 'none' : summarizeType(type));

describe('the type of several', () => {
  // LogicalTypeMerging.findCommonType of Flink 2.3.0.
  it.each([
    ['CHAR(3) + VARCHAR(5)', 'VARCHAR(5)'],
    ['CHAR(3) + CHAR(3)', 'CHAR(3)'],
    ['DECIMAL(5, 2) + BIGINT', 'DECIMAL(21, 2)'],
    ['DECIMAL(5, 2) + FLOAT', 'FLOAT'],
    ['FLOAT + DECIMAL(5, 2)', 'DOUBLE'],
    ['BIGINT + FLOAT', 'FLOAT'],
    ['DATE + INT', 'DATE'],
    ['DATE + TIMESTAMP(3)', 'DATE'],
    ['TIMESTAMP(3) + TIMESTAMP_LTZ(6)', 'TIMESTAMP_LTZ(6)'],
    ['INTERVAL YEAR + INTERVAL YEAR TO MONTH', 'INTERVAL YEAR(2) TO MONTH'],
    ['INT NOT NULL + INT', 'INT'],
    ['INT NOT NULL + SMALLINT NOT NULL', 'INT NOT NULL'],
    ['NULL + INT NOT NULL', 'INT'],
    ['ARRAY<INT> + ARRAY<BIGINT NOT NULL>', 'ARRAY<BIGINT>'],
    ['INT + STRING', 'none'],
    ['NULL + NULL', 'none'],
  ])('%s: %s', (text, expected) => {
    expect(shown(commonType(types(text)))).toBe(expected);
  });

  // The type of CASE over these in Flink 2.3.0.
  it.each([
    ['CHAR(1) NOT NULL + CHAR(3) NOT NULL', 'VARCHAR(3) NOT NULL'],
    ['INT NOT NULL + DECIMAL(2, 1) NOT NULL', 'DECIMAL(11, 1) NOT NULL'],
    ['DECIMAL(5, 2) + FLOAT', 'DOUBLE'],
    ['FLOAT NOT NULL + BIGINT NOT NULL', 'FLOAT NOT NULL'],
    ['TIMESTAMP(0) + TIMESTAMP_LTZ(3)', 'TIMESTAMP_LTZ(3)'],
    ['ARRAY<INT NOT NULL> + ARRAY<DECIMAL(2, 1) NOT NULL>', 'ARRAY<DECIMAL(11, 1) NOT NULL>'],
    ['DATE + INT', 'none'],
    ['INT + CHAR(1)', 'none'],
  ])('side by side, %s: %s', (text, expected) => {
    expect(shown(leastRestrictiveType(types(text)))).toBe(expected);
  });
});

/** LogicalTypeCasts of Flink 2.3.0 for one type of each kind: what may be cast to it. */
describe('casts', () => {
  const KINDS =
    'CHAR(3) VARCHAR(5) BOOLEAN BINARY(2) VARBINARY(4) DECIMAL(5,2) TINYINT SMALLINT INT BIGINT FLOAT DOUBLE DATE TIME(0) TIMESTAMP(3) TIMESTAMP_LTZ(3) ARRAY<INT> MULTISET<INT> VARIANT BITMAP'.split(
      ' ',
    );
  const sources = (to: string, supports: typeof supportsImplicitCast): string =>
    KINDS.filter((from) => supports(parseLogicalType(from), parseLogicalType(to))).join(' ');
  it.each([
    ['VARCHAR(5)', 'CHAR(3) VARCHAR(5)'],
    ['VARBINARY(4)', 'BINARY(2) VARBINARY(4)'],
    ['DECIMAL(5,2)', 'DECIMAL(5,2) TINYINT SMALLINT INT BIGINT FLOAT DOUBLE'],
    ['BIGINT', 'TINYINT SMALLINT INT BIGINT'],
    ['FLOAT', 'DECIMAL(5,2) TINYINT SMALLINT INT BIGINT FLOAT'],
    ['DATE', 'DATE TIMESTAMP(3)'],
    ['TIMESTAMP(3)', 'TIMESTAMP(3) TIMESTAMP_LTZ(3)'],
    ['VARIANT', 'VARIANT'],
  ])('unasked to %s from %s', (to, expected) => {
    expect(sources(to, supportsImplicitCast)).toBe(expected);
  });

  const NUMBERS = 'DECIMAL(5,2) TINYINT SMALLINT INT BIGINT FLOAT DOUBLE';
  it.each([
    ['BOOLEAN', 'CHAR(3) VARCHAR(5) BOOLEAN TINYINT SMALLINT INT BIGINT'],
    ['BINARY(2)', 'CHAR(3) VARCHAR(5) BINARY(2) VARBINARY(4)'],
    ['INT', `CHAR(3) VARCHAR(5) BOOLEAN ${NUMBERS} TIMESTAMP(3) TIMESTAMP_LTZ(3)`],
    ['DATE', 'CHAR(3) VARCHAR(5) DATE TIMESTAMP(3) TIMESTAMP_LTZ(3)'],
    ['TIMESTAMP(3)', `CHAR(3) VARCHAR(5) ${NUMBERS} DATE TIME(0) TIMESTAMP(3) TIMESTAMP_LTZ(3)`],
    ['ARRAY<INT>', 'ARRAY<INT>'],
    ['BITMAP', 'BITMAP'],
  ])('asked to %s from %s', (to, expected) => {
    expect(sources(to, supportsExplicitCast)).toBe(expected);
  });
});
