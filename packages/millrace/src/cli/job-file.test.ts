import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MillraceError } from '../model/millrace-error.js';
import { findJobFile } from './job-file.js';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'job-file-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  mkdirSync(join(path, 'jobs'));
  mkdirSync(join(path, 'empty'));
  for (const name of ['jobs/totals.ts', 'jobs/types.d.ts', 'jobs/job.json']) writeFileSync(join(path, name), '');
  return path;
}

function refused(path: string, from = folder()): Pick<MillraceError, 'code' | 'hint'> {
  try {
    findJobFile(path, from);
  } catch (error) {
    if (error instanceof MillraceError) return { code: error.code, hint: error.hint };
  }
  throw new Error('It was not refused.');
}

it('gives the absolute path', () => {
  const from = folder();
  expect(findJobFile('jobs/totals.ts', from)).toBe(join(from, 'jobs/totals.ts'));
  expect(findJobFile(join(from, 'jobs/totals.ts'), '/')).toBe(join(from, 'jobs/totals.ts'));
});

it('refuses what is no program, and names one that is', () => {
  expect(refused('jobs/total.ts')).toEqual({ code: 'JOB_FILE_MISSING', hint: "Did you mean 'jobs/totals.ts'?" });
  expect(refused('jobs/nothing-like-it.ts').hint).toBe(
    "Give the path of the file that holds the job, such as 'totals.ts'.",
  );
  expect(refused('nowhere/job.ts').hint).toBe('Give the path of the file that holds the job.');
  expect(refused('jobs')).toEqual({
    code: 'JOB_FILE_IS_DIRECTORY',
    hint: "Give the path of the file that holds the job, such as 'jobs/totals.ts'.",
  });
  expect(refused('empty').hint).toBe('Give the path of the file that holds the job.');
  expect(refused('jobs/job.json')).toEqual({
    code: 'JOB_FILE_KIND',
    hint: 'Give a file that ends in .ts, .mts, .js, .mjs.',
  });
});
