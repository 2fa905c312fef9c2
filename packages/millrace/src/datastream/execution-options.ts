import { ConfigTypes } from '../model/config-type.js';
import type { ConfigOption } from '../model/configuration.js';

/** `parallelism.default`: the parallelism of operators that set none. */
export const DEFAULT_PARALLELISM = {
  key: 'parallelism.default',
  type: ConfigTypes.integer,
  defaultValue: 1,
  description: 'The parallelism of operators that set none.',
} as const satisfies ConfigOption<number>;

/** `pipeline.max-parallelism`: the number of key groups of operators that set none. */
export const MAX_PARALLELISM = {
  key: 'pipeline.max-parallelism',
  type: ConfigTypes.integer,
  defaultValue: undefined,
  description: 'The number of key groups of operators that set none; by default it follows from the parallelism.',
} as const satisfies ConfigOption<number>;

/** `pipeline.auto-watermark-interval`: how often watermarks are made; 0 makes none periodically. */
export const AUTO_WATERMARK_INTERVAL = {
  key: 'pipeline.auto-watermark-interval',
  type: ConfigTypes.duration,
  defaultValue: 200,
  description: 'How often periodic watermarks are made; 0 makes none.',
} as const satisfies ConfigOption<number>;

/** `pipeline.operator-chaining.enabled`: may operators run in one task? */
export const OPERATOR_CHAINING = {
  key: 'pipeline.operator-chaining.enabled',
  type: ConfigTypes.boolean,
  defaultValue: true,
  description: 'Runs operators between which no record changes its place in one task.',
} as const satisfies ConfigOption<boolean>;

/** `pipeline.name`: the name of a job that is executed without one. */
export const JOB_NAME = {
  key: 'pipeline.name',
  type: ConfigTypes.string,
  defaultValue: undefined,
  description: 'The name of a job that is executed without one.',
} as const satisfies ConfigOption<string>;

/** `pipeline.global-job-parameters`: parameters that functions read, as `key:value` pairs. */
export const GLOBAL_JOB_PARAMETERS = {
  key: 'pipeline.global-job-parameters',
  type: ConfigTypes.list(ConfigTypes.string),
  defaultValue: undefined,
  description: "Parameters that functions read through their runtime context, as 'key:value' pairs.",
} as const satisfies ConfigOption<readonly string[]>;

/** Every option of the environment. */
export const EXECUTION_OPTIONS: readonly ConfigOption<unknown>[] = [
  DEFAULT_PARALLELISM,
  MAX_PARALLELISM,
  AUTO_WATERMARK_INTERVAL,
  OPERATOR_CHAINING,
  JOB_NAME,
  GLOBAL_JOB_PARAMETERS,
] as readonly unknown[] as readonly ConfigOption<unknown>[];
