import { describe, expect, it } from 'vitest';
import { MillraceError } from '../model/millrace-error.js';
import { describeFailure, type ProgramSources } from './failure.js';

const sources: ProgramSources = {
  lineOf: (file, line) => (file === '/home/a b/job.ts' && line === 3 ? 'boom();' : undefined),
  find: () => undefined,
};

function errorWith(stack: string): Error {
  const error = new Error('boom');
  error.stack = stack;
  return error;
}

describe('an error as it crosses threads', () => {
  it('is plain data, with code, facts, hint and its causes', () => {
    const cause = new TypeError('inner');
    const facts = { operator: 'Map', subtask: 0, offset: 7n, missing: undefined };
    const error = new MillraceError('CODE', 'outer', { facts, hint: 'Do it.', cause });
    const failure = describeFailure(error);
    expect(structuredClone(failure)).toEqual(failure);
    expect(failure).toMatchObject({
      name: 'MillraceError',
      code: 'CODE',
      message: 'outer',
      facts: { operator: 'Map', subtask: '0', offset: '7' },
      hint: 'Do it.',
      cause: { name: 'TypeError', message: 'inner', facts: {} },
    });
    expect(failure.facts).not.toHaveProperty('missing');
  });

  it.each([
    'at total (/home/a b/job.ts:3:9)',
    'at /home/a b/job.ts:3:9',
    'at async /home/a b/job.ts:3:9',
    'at async Promise.all (file:///home/a b/job.ts:3:9)',
  ])('has its place in the program: %s', (frame) => {
    const error = errorWith(`Error: boom\n  with (lines:1:1)\n    at map (/lib/millrace/map.js:1:1)\n    ${frame}`);
    expect(describeFailure(error, sources)).toMatchObject({
      place: { file: '/home/a b/job.ts', line: 3, column: 9, text: 'boom();' },
      stack: ['at map (/lib/millrace/map.js:1:1)', frame],
    });
  });

  it('survives what is no error, what has no text, and causes that go round', () => {
    expect(describeFailure('text').message).toBe("'text' was thrown, which is not an Error.");
    expect(describeFailure(Object.create(null)).message).toBe(
      'A value without a text was thrown, which is not an Error.',
    );
    const round = new Error('round');
    round.cause = round;
    let depth = 0;
    for (let each = describeFailure(round).cause; each !== undefined; each = each.cause) depth++;
    expect(depth).toBe(8);
    const odd = new Error('odd');
    Object.defineProperty(odd, 'stack', { value: 7 });
    expect(describeFailure(odd).stack).toEqual([]);
  });
});
