import { expect, test } from 'vitest';
import { describeWithShared } from '../../../../tools/requirements.js';
import type { MillraceError } from '../model/millrace-error.js';
import { readCorpus } from './corpus.test-support.js';
import { parseScript, parseStatement } from './parse.js';
import { treeText } from './tree-text.test-support.js';
import { unparse } from './unparse/unparse.js';

/** Where each statement that must be refused goes wrong: the first token that cannot continue a valid one. */
const wrongAt: Readonly<Record<string, readonly [line: number, column: number, found: string]>> = {
  'missing comma in select list with a literal': [1, 10, '1'],
  'unclosed parenthesis': [1, 14, 'FROM'],
  'unterminated string': [1, 8, "'abc FROM t"],
  'keyword typo': [1, 1, 'SELEC'],
  'missing table name': [1, 15, 'WHERE'],
  'dangling operator': [1, 12, 'FROM'],
  'trailing comma in select list': [1, 11, 'FROM'],
  'WATERMARK without AS': [1, 50, ')'],
  'option key not quoted': [1, 30, 'connector'],
  'unknown interval unit': [1, 21, 'FORTNIGHT'],
  'GROUP without BY': [1, 23, 'a'],
  'two watermark-less bodies: garbage after statement': [1, 25, 'more'],
  'MATCH_RECOGNIZE without PATTERN': [1, 46, 'DEFINE'],
  'reserved word as bare column alias position': [1, 23, 'select'],
  'CASE without END': [1, 27, 'FROM'],
  'statement set without END': [1, 52, 'the end of the text'],
  'OVERWRITE with UPSERT-like syntax error': [1, 18, 'INTO'],
  'two FROM clauses': [1, 17, 'FROM'],
  'JOIN condition keyword missing operand': [1, 26, 'the end of the text'],
  "double-quoted identifier (Flink's lexer rejects it)": [1, 8, '"'],
  'CREATE TABLE column without type': [1, 22, 'INT'],
};

describeWithShared('the corpus of statements', (shared) => {
  const corpus = readCorpus(shared);
  const valid = corpus.filter(({ group }) => group !== 'neg');
  const invalid = corpus.filter(({ group }) => group === 'neg');

  test('has 117 valid statements, whose trees are those on file', async () => {
    const trees = valid.map(
      ({ group, title, sql }) => `-- [${group}] ${title}\n${treeText(parseStatement(sql), 120)}\n`,
    );
    expect(trees).toHaveLength(117);
    await expect(trees.join('\n')).toMatchFileSnapshot('testdata/corpus-trees.txt');
  });

  test('every tree gives a text that gives the same tree', () => {
    for (const { title, sql } of valid) {
      const read = parseStatement(sql);
      const text = unparse(read);
      expect(treeText(parseStatement(text)), `${title}: ${text}`).toBe(treeText(read));
      expect(unparse(parseStatement(text)), title).toBe(text);
    }
  });

  test('refuses 21 statements, each at the first token that cannot go on', () => {
    expect(invalid).toHaveLength(21);
    const found = invalid.map(({ title, sql }) => {
      const { errors, statements } = parseScript(sql);
      const [error] = errors as readonly MillraceError[];
      expect([errors.length, statements.length, error?.code], title).toEqual([1, 0, 'SQL_SYNTAX']);
      return [title, [error?.facts['line'], error?.facts['column'], error?.facts['found']]];
    });
    expect(Object.fromEntries(found)).toEqual(wrongAt);
  });
});
