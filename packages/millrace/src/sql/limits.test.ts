import { describe, expect, test } from 'vitest';
import { parseScript } from './parse.js';
import { defaultLimits } from './parser/limits.js';
import { unparse } from './unparse/unparse.js';

const megabytes = (count: number, text: string) => text.repeat(Math.ceil((count * 1_000_000) / text.length));

/** What comes of a text: the kinds of its statements, or the code of its error and which limit it names. */
function outcome(sql: string): string {
  try {
    const { statements, errors } = parseScript(sql);
    const [error] = errors;
    if (error !== undefined) return `${error.code} ${String(error.facts['limit'] ?? error.facts['column'])}`;
    for (const statement of statements) unparse(statement);
    return statements.map(({ kind }) => kind).join(' ');
  } catch (error) {
    const { code, facts } = error as { code?: string; facts?: Record<string, unknown> };
    return `${code} ${String(facts?.['limit'])}`;
  }
}

describe('a large text ends in a result', () => {
  test.each([
    ['100,000 terms of OR', `SELECT 1 FROM t WHERE ${'a = 1 OR '.repeat(99_999)}a = 2`],
    ['50,000 terms of OR and AND', `SELECT 1 FROM t WHERE ${'a = 1 AND b OR '.repeat(25_000)}c`],
    ['10 MB of one text', `SELECT '${megabytes(10, "it''s ")}'`],
    ['10 MB of escapes', `SELECT E'${megabytes(10, '\\x41')}'`],
    ['10 MB of comments', `SELECT ${megabytes(10, '/* a */ -- b\n')} 1`],
    ['10 MB of one number', `SELECT ${megabytes(10, '1')}`],
    ['50,000 rows', `INSERT INTO t VALUES ${'(1, 2, 3), '.repeat(50_000)}(1, 2, 3)`],
    ['50,000 queries', `${'SELECT 1 UNION ALL '.repeat(50_000)}SELECT 1`],
    ['50,000 columns', `CREATE TABLE t (${'a INT, '.repeat(50_000)}b INT)`],
    ['50,000 statements', 'USE a;'.repeat(50_000)],
  ])('%s', (_, sql) => {
    expect(outcome(sql)).toMatch(/^(query-statement|insert|create-table|use)/);
  });
});

describe('too deep a text is refused, whatever it nests', () => {
  test.each([
    ['parentheses', `SELECT ${'('.repeat(5000)}1${')'.repeat(5000)}`],
    ['queries', `${'SELECT * FROM ('.repeat(5000)}SELECT 1${')'.repeat(5000)}`],
    ['sub-queries', `${'SELECT 1 FROM t WHERE a IN ('.repeat(5000)}1${')'.repeat(5000)}`],
    ['functions', `SELECT ${'f('.repeat(5000)}1${')'.repeat(5000)}`],
    ['CASE', `SELECT ${'CASE WHEN a THEN '.repeat(5000)}1`],
    ['signs', `SELECT ${'- '.repeat(100_000)}1`],
    ['NOT', `SELECT ${'NOT '.repeat(100_000)}a`],
    ['a chain of +', `SELECT ${'a + '.repeat(100_000)}a`],
    ['a chain of IS', `SELECT a ${'IS NULL '.repeat(100_000)}`],
    ['a chain of LIKE', `SELECT ${'a LIKE '.repeat(100_000)}a`],
    ['BETWEEN', `SELECT ${'a BETWEEN '.repeat(5000)}a`],
    ['elements', `SELECT a${'[1]'.repeat(100_000)}`],
    ['fields', `SELECT f()${'.a'.repeat(100_000)}`],
    ['types', `SELECT CAST(a AS ${'ROW<a '.repeat(5000)}INT`],
    ['types behind types', `SELECT CAST(a AS INT${' ARRAY'.repeat(100_000)})`],
    ['joins', `SELECT * FROM a${' JOIN b ON TRUE'.repeat(50_000)}`],
    ['tables with commas', `SELECT * FROM a${', b'.repeat(100_000)}`],
    ['joins in parentheses', `SELECT * FROM ${'('.repeat(5000)}a JOIN b`],
    ['WITH', 'WITH a AS ('.repeat(5000)],
    ['queries of two operators', `${'SELECT 1 UNION SELECT 1 EXCEPT '.repeat(50_000)}SELECT 1`],
    ['patterns', `SELECT * FROM t MATCH_RECOGNIZE (PATTERN (${'('.repeat(5000)}A`],
    ['grouping sets', `SELECT 1 FROM t GROUP BY ${'GROUPING SETS ('.repeat(5000)}a`],
    ['intervals', `SELECT ${'INTERVAL ('.repeat(5000)}1`],
    ['signs of an interval', `SELECT INTERVAL ${'- '.repeat(100_000)}1 DAY`],
    ['rows', `VALUES ${'('.repeat(5000)}1`],
    ['windows', `SELECT ${'f() OVER (ORDER BY '.repeat(5000)}1`],
  ])('%s', (_, sql) => {
    expect(outcome(sql)).toBe('SQL_TOO_COMPLEX nesting');
  });

  test('at exactly as many levels as may be', () => {
    const nested = (levels: number) => `SELECT ${'('.repeat(levels)}1${')'.repeat(levels)}`;
    const levels = [...Array(defaultLimits.nesting).keys()].find(
      (count) => outcome(nested(count)) !== 'query-statement',
    );
    expect(levels).toBeGreaterThan(defaultLimits.nesting - 10);
    expect(outcome(nested(levels ?? 0))).toBe('SQL_TOO_COMPLEX nesting');
  });

  test('and no sooner when statements follow one another', () => {
    expect(outcome(`SELECT ${'('.repeat(400)}1${')'.repeat(400)};`.repeat(20))).toMatch(/^(query-statement ?){20}$/);
    expect(outcome(`SELECT ${'(((a)))+'.repeat(300)}1`)).toBe('query-statement');
  });
});

describe('too many tokens are refused', () => {
  test.each([
    ['numbers', `INSERT INTO t VALUES ${megabytes(10, '(1,2,3),')}(1,2,3)`],
    ['texts', `SELECT 1 FROM t WHERE a IN (${megabytes(10, "'abc',")}1)`],
    ['parentheses', `SELECT ${megabytes(10, '(')}`],
    ['characters that are none', megabytes(10, '#')],
    ['hints', `SELECT /*+ ${megabytes(10, 'a(b),')}`],
  ])('10 MB of %s', (_, sql) => {
    expect(outcome(sql)).toBe('SQL_TOO_COMPLEX tokens');
  });
});

describe('10 MB of nonsense is one error', () => {
  test.each([
    ['a text without an end', `SELECT '${megabytes(10, 'x')}`, 'SQL_SYNTAX 8'],
    ['an identifier', `SELECT ${megabytes(10, 'x')}`, 'SQL_SYNTAX 8'],
    ['a comment without an end', `SELECT /* ${megabytes(10, 'x\n')}`, 'SQL_SYNTAX 8'],
  ])('%s', (_, sql, expected) => {
    expect(outcome(sql)).toBe(expected);
  });
});
