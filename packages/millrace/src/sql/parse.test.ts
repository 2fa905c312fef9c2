import { describe, expect, test } from 'vitest';
import { MillraceError } from '../model/millrace-error.js';
import { parseExpression, parseScript, parseStatement } from './parse.js';
import { keywords, nonReservedWords } from './parser/keywords.js';

function errorOf(run: () => unknown): MillraceError {
  try {
    run();
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a syntax error', () => {
  test('says where, what was found, what could stand there, and shows the line with a caret', () => {
    const error = errorOf(() => parseStatement('SELECT a,\n\tb +\nFROM t'));
    expect(error.code).toBe('SQL_SYNTAX');
    expect(error.message).toBe('Line 3, column 1: found FROM: expected an expression.\n\n  FROM t\n  ^');
    expect(error.facts).toEqual({ line: 3, column: 1, offset: 15, found: 'FROM', expected: 'an expression' });
  });

  test('keeps tabs before the caret, so that it stands below its token', () => {
    const error = errorOf(() => parseStatement('SELECT a\n\tFROM t\tFROM u'));
    expect(error.message).toContain('\n  \tFROM t\tFROM u\n  \t      \t^');
  });

  test('at the end stands behind the last token, not behind spaces and comments', () => {
    const error = errorOf(() => parseStatement('SELECT * FROM a JOIN b ON -- the condition\n  \n'));
    expect(error.message).toMatch(/^Line 1, column 26: the text ends: expected an expression\./);
  });

  test('shows a part of a long line', () => {
    const error = errorOf(() => parseStatement(`SELECT ${'a, '.repeat(1000)}FROM t`));
    const [, , line = '', caret = ''] = error.message.split('\n');
    expect(line.length).toBeLessThan(170);
    expect(line.slice(caret.indexOf('^'))).toMatch(/^FROM t/);
  });

  test.each([
    ['SELEC 1', 'Did you mean SELECT?'],
    ['SELECT a FROM t WHRE b = 1 AND c', undefined],
    ['CREATE TABEL t (a INT)', 'Did you mean TABLE?'],
    ['SHOW DATABASE', 'Did you mean DATABASES?'],
    ['SELECT "a" FROM t', "Identifiers stand in `backticks`, texts in 'single quotes'."],
    ['SELECT * FROM t WHERE a != 1', 'Write <> in place of !=.'],
    ['CREATE TABLE t (order INT)', 'ORDER is a reserved word: as a name it stands in backticks, `order`.'],
    ['SELECT 1 MINUS SELECT 2', 'Write EXCEPT.'],
    ['SELECT 1 LIMIT 2, 3', 'Write LIMIT count OFFSET start.'],
    ["CREATE SYSTEM FUNCTION f AS 'x'", 'Write CREATE TEMPORARY SYSTEM.'],
  ])('of %s hints at %s', (sql, hint) => {
    expect(errorOf(() => parseStatement(sql)).hint).toBe(hint);
  });

  test.each([
    ["SELECT 'abc", 8, 'the text that begins here has no closing quote'],
    ['SELECT `abc', 8, 'the identifier that begins here has no closing backtick in its line'],
    ['SELECT ``', 8, 'an identifier has at least one character'],
    ['SELECT 1 /* abc', 10, 'the comment that begins here has no closing */'],
    ['SELECT #', 8, 'no token begins with this character'],
    ["SELECT X'0G'", 8, 'A binary text holds hexadecimal digits only'],
    ["SELECT U&'\\00'", 8, 'after \\ stand four hexadecimal digits'],
    ["SELECT _klingon'a'", 8, 'There is no character set klingon'],
    [`SELECT ${'a'.repeat(257)}`, 8, 'An identifier has at most 256 characters; this one has 257'],
    [
      'CREATE TABLE t (a INT, WATERMARK FOR a AS a, WATERMARK FOR b AS b)',
      46,
      'a table has one WATERMARK, and this is the second',
    ],
    ['EXPLAIN PLAN_ADVICE, PLAN_ADVICE SELECT 1', 22, 'PLAN_ADVICE is there already'],
    ['EXPLAIN CREATE TABLE t (a INT)', 9, 'only CREATE TABLE … AS query can be explained'],
    ['SELECT * FROM (t)', 17, 'in parentheses stands a query or a join, not one table'],
    ["STOP JOB 'x' WITH DRAIN", 19, 'WITH DRAIN stands behind WITH SAVEPOINT only'],
  ])('in %s, column %i, says: %s', (sql, column, reason) => {
    const error = errorOf(() => parseStatement(sql));
    expect([error.code, error.facts['column']]).toEqual(['SQL_SYNTAX', column]);
    expect(error.message).toContain(`: ${reason}.\n`);
  });

  test('names all that could stand there, the most telling first', () => {
    expect(errorOf(() => parseStatement('ALTER CATALOG c x')).message).toContain('expected COMMENT, RESET or SET.');
    expect(errorOf(() => parseExpression("INTERVAL '1' FORTNIGHT")).facts['expected']).toBe(
      'DAY HOUR MINUTE MONTH QUARTER SECOND WEEK YEAR',
    );
  });
});

describe('a script', () => {
  test('gives its statements; the semicolon of a statement set ends none', () => {
    const { statements, errors } = parseScript(
      ';SELECT 1;; EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END; USE c',
    );
    expect(errors).toEqual([]);
    expect(statements.map(({ kind }) => kind)).toEqual(['query-statement', 'statement-set', 'use']);
  });

  test('gives every error, and the statements between them', () => {
    const { statements, errors } = parseScript("SELECT 1;\nSELEC 2;\nSELECT ';' ;\nSELECT 3 FROM;\nSELECT 4");
    expect(statements).toHaveLength(3);
    expect(errors.map(({ facts }) => [facts['line'], facts['column'], facts['found']])).toEqual([
      [2, 1, 'SELEC'],
      [4, 14, ';'],
    ]);
  });

  test('counts parameters from 0 in every statement', () => {
    const { statements } = parseScript('SELECT ?, ? LIMIT ?; SELECT ?');
    expect(JSON.stringify(statements).match(/"kind":"parameter","index":\d/g)).toEqual(
      [0, 1, 2, 0].map((index) => `"kind":"parameter","index":${index}`),
    );
  });

  test('of nothing but comments is empty', () => {
    expect(parseScript('-- nothing\n/* here */ // at all')).toEqual({ statements: [], errors: [] });
  });

  test('stops behind as many errors as may be', () => {
    expect(parseScript('x;'.repeat(50), { limits: { errors: 10 } }).errors).toHaveLength(10);
  });
});

describe('words', () => {
  test.each([...nonReservedWords])('%s is an identifier', (word) => {
    const sql = `SELECT t.${word}, a AS ${word} FROM ${word} AS t (${word}) WHERE ${word} IS NULL`;
    expect(parseScript(sql).errors).toEqual([]);
    expect(parseScript(`CREATE TABLE ${word} (${word.toLowerCase()} INT)`).errors).toEqual([]);
  });

  test.each(keywords.filter((word) => !nonReservedWords.has(word)))('%s is one in backticks only', (word) => {
    expect(parseScript(`SELECT a AS ${word} FROM t`).errors).toHaveLength(1);
    expect(parseScript(`CREATE TABLE t (${word} INT)`).errors).toHaveLength(1);
    expect(parseScript(`SELECT a AS \`${word}\` FROM \`${word}\``).errors).toEqual([]);
  });

  test('may be written in any letter case, and identifiers keep theirs', () => {
    expect(parseStatement('sElEcT A, a FrOm Tab')).toMatchObject({
      query: { items: [{ expression: { names: [{ value: 'A' }] } }, { expression: { names: [{ value: 'a' }] } }] },
    });
  });
});

describe('texts', () => {
  test.each([
    ["'it''s'", "it's"],
    ["'a' 'b'\n'c'", 'abc'],
    ["''''", "'"],
    ["U&'\\263A\\\\x'", '☺\\x'],
    ["U&'!263A!!' UESCAPE '!'", '☺!'],
    ["U&'\\D83D\\DE00'", '😀'],
    ["E'\\t\\x41\\101\\u263A\\U0001F600\\''''", "\tAA☺😀''"],
    ["E'\\q\\\\'", '\\q\\'],
    ["_UTF8'ä'", 'ä'],
    ["n'x'", 'x'],
    ["'-- no comment /* nor this'", '-- no comment /* nor this'],
    ["'a\nb\u2028c'", 'a\nb\u2028c'],
  ])('%s', (sql, value) => {
    expect(parseExpression(sql)).toMatchObject({ kind: 'string', value });
  });
});

test('positions are those of the text, over lines and behind characters of two units', () => {
  const read = parseStatement("SELECT '😀', b\r\nFROM\n  t AS x");
  expect(read).toMatchObject({
    at: { offset: 0, line: 1, column: 1, end: 29 },
    query: {
      items: [{ at: { offset: 7, column: 8, end: 11 } }, { expression: { at: { offset: 13, line: 1, column: 14 } } }],
      from: { input: { at: { offset: 23, line: 3, column: 3, end: 24 } }, alias: { at: { line: 3, column: 8 } } },
    },
  });
});

/** Every object and array of a tree. */
function partsOf(value: unknown): object[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(partsOf)] : [];
}

test('all of a tree is frozen plain data, and every node of it knows its place', () => {
  const { statements } = parseScript(`
    CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCED, b AS f(DISTINCT a), WATERMARK FOR a AS a) WITH ('k' = 'v') LIKE u (INCLUDING ALL);
    CREATE TABLE t (a INT CONSTRAINT c UNIQUE COMMENT 'x', m MAP<INT, ROW<x INT 'y'>> METADATA VIRTUAL) DISTRIBUTED INTO 3 BUCKETS;
    INSERT INTO t /*+ X(a, 'b' = 'c') */ PARTITION (a = -1) (b) VALUES (1, DEFAULT, CASE WHEN TRUE THEN 1 END), (CAST(? AS INT ARRAY));
    WITH x AS (SELECT /*+ Y */ a.*, COUNT(*) FILTER (WHERE b) OVER (PARTITION BY c ORDER BY d ROWS 1 PRECEDING) AS e FROM t
      FOR SYSTEM_TIME AS OF t.x AS y JOIN LATERAL TABLE(f(TABLE z PARTITION BY q, DESCRIPTOR(r), n => 1)) ON a BETWEEN 1 AND 2
      GROUP BY GROUPING SETS ((a), ()), ROLLUP (b)) SELECT JSON_VALUE(a, 'b' NULL ON EMPTY), JSON_OBJECT('k': v) FROM x LIMIT 1;
    SELECT * FROM t MATCH_RECOGNIZE (MEASURES A.x AS y AFTER MATCH SKIP TO LAST A PATTERN (A | B+ {- C -}) SUBSET S = (A, B) DEFINE A AS a > 1);
    ALTER TABLE t ADD (a INT AFTER b); EXPLAIN STATEMENT SET BEGIN INSERT INTO a SELECT INTERVAL '1' DAY; END; SHOW TABLES NOT LIKE 'x'`);
  const parts = partsOf(statements);
  expect(parts.length).toBeGreaterThan(400);
  for (const part of parts) {
    expect(
      [Object.isFrozen(part), [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(part))],
      JSON.stringify(part),
    ).toEqual([true, true]);
  }
  // What has no place of its own lies in a node that has: what ALTER changes, and what IN looks among.
  const placeless = new Set(['add-elements', 'list', 'query', 'table-name']);
  const nodes = parts.filter((part): part is { kind: string } => 'kind' in part && typeof part.kind === 'string');
  expect(nodes.filter((part) => !('at' in part) && !placeless.has(part.kind))).toEqual([]);
});
