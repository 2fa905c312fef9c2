import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MillraceError } from '../model/millrace-error.js';
import type { Failure } from '../node/failure.js';
import { failureText, mainThreadFailure } from './failure-text.js';

const own = { ownFolder: '/lib/millrace' };
const cause: Failure = {
  name: 'TypeError',
  message: 'boom',
  facts: {},
  stack: ['at total (/home/job.ts:3:9)', 'at map (/lib/millrace/dist/map.js:1:2)', 'at run (node:internal/x:1:1)'],
  place: { file: '/home/job.ts', line: 3, column: 3, text: '\tx.y();' },
};
const failure: Failure = {
  name: 'MillraceError',
  code: 'USER_CODE_FAILED',
  message: "map of operator 'Total' failed: boom",
  facts: { operator: 'Total' },
  hint: 'Look at the line.',
  stack: ['at wrap (/lib/millrace/dist/x.js:1:1)'],
  cause,
};

it('has the sentence, the line with a caret, the facts, the stack of the cause without our frames, and the hint', () => {
  expect(failureText(failure, own, "Job 'sums' failed.").split('\n')).toEqual([
    "Job 'sums' failed.",
    "USER_CODE_FAILED: map of operator 'Total' failed: boom",
    '',
    '  /home/job.ts:3:3',
    '',
    '  3 | \tx.y();',
    '    | \t ^',
    '',
    '  operator: Total',
    '    at total (/home/job.ts:3:9)',
    '  Hint: Look at the line.',
    '',
  ]);
});

it('names causes that say something new', () => {
  const chain = { ...failure, cause: { ...cause, cause: { name: 'Error', message: 'reset', facts: {}, stack: [] } } };
  expect(failureText(chain, own)).toContain('\n  caused by Error: reset\n');
  expect(failureText(chain, own)).not.toContain('caused by TypeError');
});

it('shows no stack for what we refuse, and all of it for what we did not foresee', () => {
  const { cause: _cause, ...refused } = failure;
  expect(failureText(refused, own)).not.toContain('    at ');
  const unforeseen: Failure = { name: 'TypeError', message: 'ours', facts: {}, stack: failure.stack };
  expect(failureText(unforeseen, own)).toContain('    at wrap (/lib/millrace/dist/x.js:1:1)\n');
});

it('reads the line that the facts of an error name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failure-text-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'job.ts');
  writeFileSync(file, 'first\r\nsecond\r\n');
  const error = new MillraceError('JOB_SYNTAX', 'Wrong.', { facts: { file, line: 2, column: 4 } });
  expect(mainThreadFailure(error).place).toEqual({ file, line: 2, column: 4, text: 'second' });
  expect(failureText(mainThreadFailure(error), own)).toBe(
    `JOB_SYNTAX: Wrong.\n\n  ${file}:2:4\n\n  2 | second\n    |    ^\n\n`,
  );
  expect(mainThreadFailure(error.withFacts({})).place).toBeDefined();
  const gone = new MillraceError('JOB_SYNTAX', 'Wrong.', { facts: { file: join(folder, 'gone'), line: 2 } });
  expect(mainThreadFailure(gone).place).toBeUndefined();
});
