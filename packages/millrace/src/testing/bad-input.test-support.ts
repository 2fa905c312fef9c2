import { expect, onTestFinished } from 'vitest';
import type { StreamExecutionEnvironment } from '../datastream/stream-execution-environment.js';
import { MillraceError } from '../model/millrace-error.js';
import { JobHarness } from './job-harness.js';

export type Env = StreamExecutionEnvironment;

/** Builds a job; its rows are printed. */
export type Job = (env: Env) => { print(): unknown };
/** Runs a job to its end; it leaves nothing that still runs or waits. */
export async function run(build: Job, options: { checked: boolean; parallelism?: number }) {
  const { checked, parallelism = 1 } = options;
  const harness = new JobHarness({ checked, configuration: { 'parallelism.default': parallelism } });
  build(harness.env).print();
  await harness.start();
  const error: unknown = await harness.job.result.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return { lines: harness.lines.map((line) => line.replace(/^\d+> /, '')).sort(), error, status: harness.job.status };
}

/** What a job prints: the same in check mode and without. */
export async function printed(build: Job, parallelism = 1): Promise<readonly string[]> {
  const [checked, plain] = [
    await run(build, { checked: true, parallelism }),
    await run(build, { checked: false, parallelism }),
  ];
  expect(checked).toEqual(plain);
  expect(plain).toMatchObject({ error: undefined, status: 'FINISHED' });
  return plain.lines;
}

/** The error of a job: the same in check mode and without. */
export async function failure(build: Job, parallelism = 1): Promise<MillraceError> {
  const errors: MillraceError[] = [];
  for (const checked of [true, false]) {
    const { error, status, lines } = await run(build, { checked, parallelism });
    expect({ status, lines }).toEqual({ status: 'FAILED', lines: [] });
    expect(error).toBeInstanceOf(MillraceError);
    errors.push(error as MillraceError);
  }
  const [checked, plain] = errors as [MillraceError, MillraceError];
  const parts = ({ code, message, facts, hint }: MillraceError) => ({ code, message, facts, hint });
  expect(parts(checked)).toEqual(parts(plain));
  return plain;
}

/** Rejections that nobody handled while a test ran. */
export function unhandledRejections(): readonly unknown[] {
  const seen: unknown[] = [];
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', (reason) => seen.push(reason));
  onTestFinished(() => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });
  return seen;
}
