import type { StreamExecutionEnvironment } from './stream-execution-environment.js';

/** How a job module wants its job to run. */
export interface JobModuleOptions {
  /** The name of the job. Default: what `pipeline.name` says. */
  readonly name?: string;
}

/**
 * Builds the streams of a job. It may call `env.execute` itself; where it does not, the host does so after it.
 *
 * @param args what stands behind `--` on the command line.
 */
export type JobBuilder = (env: StreamExecutionEnvironment, args: readonly string[]) => void | Promise<void>;

/** What a job module exports by default; made by {@link defineJob}. */
export interface JobModule {
  readonly build: JobBuilder;
  readonly options: JobModuleOptions;
}

const MARK: unique symbol = Symbol.for('millrace.job-module');

/**
 * Marks a module as a job, for `millrace run` and `millrace explain`: its streams are built when the host asks for them,
 * and importing the module runs nothing.
 *
 * @param build gives the streams; awaited when it returns a promise.
 *
 * @example
 * ```ts
 * import { defineJob, Types } from 'millrace';
 *
 * export default defineJob((env, [fruit = 'fig']) => {
 *   env.fromCollection([fruit, 'grape'], Types.STRING()).print();
 * });
 * ```
 */
export function defineJob(build: JobBuilder, options: JobModuleOptions = {}): JobModule {
  const module = { build, options, [MARK]: true };
  return module;
}

/** Was the value made by {@link defineJob}? */
export function isJobModule(value: unknown): value is JobModule {
  return typeof value === 'object' && value !== null && MARK in value;
}
