import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folderOf, startCommand } from '../../packages/millrace/src/cli/command-line.test-support.js';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A line without what Python and TypeScript write differently around a tuple, and without the subtask that printed it. */
const bare = (line: string) => line.replace(/^\d+> /, '').replace(/['"()[\]{}\\ ]/g, '');

const lines = (text: string) => text.trimEnd().split('\n').map(bare);

describe("PyFlink's example programs", () => {
  it.each([
    'basic-operations',
    'process-json-data',
    'session-with-dynamic-gap',
    'session-with-gap',
    'sliding-time-window',
    'tumbling-count-window',
    'tumbling-time-window',
  ])('%s prints what PyFlink printed, line by line', async (name) => {
    const { stdout, exitCode } = await startCommand(folderOf({}), ['run', here(`${name}.ts`)]).result;
    expect(lines(stdout)).toEqual(lines(readFileSync(here(`expected/${name}.txt`), 'utf8')));
    expect(exitCode).toBe(0);
  });

  // The originals run in several subtasks, or as a batch whose keys come in the order of their bytes in Python.
  it.each(['event-time-timer', 'state-access', 'word-count'])('%s prints what PyFlink printed', async (name) => {
    const { stdout, exitCode } = await startCommand(folderOf({}), ['run', here(`${name}.ts`)]).result;
    expect(lines(stdout).sort()).toEqual(lines(readFileSync(here(`expected/${name}.txt`), 'utf8')).sort());
    expect(exitCode).toBe(0);
  });
});
