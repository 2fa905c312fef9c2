import { expect, it } from 'vitest';
import { repositoryFolder } from '../requirements.js';
import { errorCodeProblems, problemsBetween } from './error-codes.mjs';

const PAGE = '| code | it means |\n|---|---|\n| `KEY_NULL`, `KEY_OLD` | no key |\n';
const KAFKA = {
  path: 'packages/kafka/src/protocol/error-codes.ts',
  text: "const ROWS = [[5, 'LEADER_NOT_AVAILABLE']];",
};
const problems = (text: string, page = PAGE) => problemsBetween(page, [KAFKA, { path: 'a.ts', text }]);
const USED = "throw new MillraceError('KEY_NULL', ''); const table = { x: 'KEY_OLD' };\n";

it.each([
  ['agree', USED, []],
  [
    'no code of ours',
    `${USED}if (name === 'LEADER_NOT_AVAILABLE' || name === 'INT' || name === 'SASL_SSL') return;`,
    [],
  ],
  ['no code in a type', `${USED}type Code = 'KEY_NEW';`, []],
  ['a new code', `${USED}fail('KEY_NEW');`, ['a.ts:2: KEY_NEW is not in docs/errors.md; if it is no error code, name it in tools/check/error-codes.mjs.']], // biome-ignore format: one row
  ['a code that is gone', "throw new MillraceError('KEY_NULL', '');", ['docs/errors.md:3: nothing throws KEY_OLD.']],
])('the page of errors and the sources: %s', (_what, text, expected) => {
  expect(problems(text)).toEqual(expected);
});

it('among the words of SQL only what begins with SQL_ is a code', () => {
  const sql = { path: 'packages/millrace/src/functions/a.ts', text: "['IS_ALPHA', 'SQL_NEW']" };
  expect(problemsBetween(PAGE, [sql, { path: 'b.ts', text: USED }])).toEqual(['packages/millrace/src/functions/a.ts:1: SQL_NEW is not in docs/errors.md; if it is no error code, name it in tools/check/error-codes.mjs.']); // biome-ignore format: one row
});

it('the page of errors has each code once', () => {
  expect(problems(USED, `${PAGE}| \`KEY_NULL\` | again |`)).toEqual(['docs/errors.md:4: KEY_NULL stands here for the second time.']); // biome-ignore format: one row
});

it('the page of errors and the sources of this repository agree', () => {
  expect(errorCodeProblems(repositoryFolder)).toEqual([]);
});
