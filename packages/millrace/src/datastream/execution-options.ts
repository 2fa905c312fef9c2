import { ConfigTypes } from '../model/config-type.js';
import type { ConfigOption } from '../model/configuration.js';
import { RuntimeExecutionMode } from './runtime-execution-mode.js';

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

/** `pipeline.operator-chaining.chain-operators-with-different-max-parallelism`. */
export const CHAINS_ACROSS_MAX_PARALLELISM = {
  key: 'pipeline.operator-chaining.chain-operators-with-different-max-parallelism',
  type: ConfigTypes.boolean,
  defaultValue: true,
  description: 'Lets operators of different maximum parallelism run in one task.',
} as const satisfies ConfigOption<boolean>;

/** `pipeline.auto-generate-uids`: may operators be without a uid? */
export const AUTO_GENERATE_UIDS = {
  key: 'pipeline.auto-generate-uids',
  type: ConfigTypes.boolean,
  defaultValue: true,
  description: 'Gives operators without a uid one that follows from their place; false refuses them.',
} as const satisfies ConfigOption<boolean>;

/** `pipeline.generic-types`: may records and keys be without a declared type? */
export const GENERIC_TYPES = {
  key: 'pipeline.generic-types',
  type: ConfigTypes.boolean,
  defaultValue: true,
  description: 'Allows records and keys without a declared type; false refuses them.',
} as const satisfies ConfigOption<boolean>;

/** `execution.buffer-timeout.enabled`: do records leave a task before a buffer of them is full? */
export const BUFFER_TIMEOUT_ENABLED = {
  key: 'execution.buffer-timeout.enabled',
  type: ConfigTypes.boolean,
  defaultValue: true,
  description: 'Lets records leave their task before a buffer of them is full.',
} as const satisfies ConfigOption<boolean>;

/** `execution.buffer-timeout.interval`: how long records wait for others before they leave their task. */
export const BUFFER_TIMEOUT = {
  key: 'execution.buffer-timeout.interval',
  type: ConfigTypes.duration,
  defaultValue: 0,
  description: 'How long records wait for others before they leave their task together; 0 lets each leave at once.',
} as const satisfies ConfigOption<number>;

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

/** `execution.runtime-mode`: does the job run as a stream or as a batch? */
export const RUNTIME_MODE = {
  key: 'execution.runtime-mode',
  type: ConfigTypes.enumeration(Object.values(RuntimeExecutionMode)),
  defaultValue: RuntimeExecutionMode.STREAMING,
  description: 'STREAMING, BATCH (every source must end), or AUTOMATIC: BATCH if every source ends.',
} as const satisfies ConfigOption<RuntimeExecutionMode>;

/** `execution.sorted-inputs.enabled`: does BATCH mode give the records of a key together? */
export const SORTED_INPUTS = {
  key: 'execution.sorted-inputs.enabled',
  type: ConfigTypes.boolean,
  defaultValue: true,
  description: 'In BATCH mode, sorts the inputs of keyed operators by key.',
} as const satisfies ConfigOption<boolean>;

/** `execution.sorted-inputs.memory`: how much of its inputs an operator sorts in memory. */
export const SORTED_INPUTS_MEMORY = {
  key: 'execution.sorted-inputs.memory',
  type: ConfigTypes.memory,
  defaultValue: 128 * 2 ** 20,
  description:
    'In BATCH mode, the memory in which one instance of an operator sorts its inputs; the rest goes to files.',
} as const satisfies ConfigOption<number>;

/** `execution.batch-state-backend.enabled`: does BATCH mode keep the state of one key only? */
export const BATCH_STATE_BACKEND = {
  key: 'execution.batch-state-backend.enabled',
  type: ConfigTypes.boolean,
  defaultValue: true,
  description: 'In BATCH mode, keeps the state of one key at a time; needs sorted inputs.',
} as const satisfies ConfigOption<boolean>;

/** `io.tmp.dirs`: where temporary files go. */
export const TEMPORARY_DIRECTORIES = {
  key: 'io.tmp.dirs',
  type: ConfigTypes.string,
  defaultValue: undefined,
  description: "The directories of temporary files, separated by ',', ';' or '|'; by default that of the system.",
} as const satisfies ConfigOption<string>;

/** Every option of the environment. */
export const EXECUTION_OPTIONS: readonly ConfigOption<unknown>[] = [
  DEFAULT_PARALLELISM,
  MAX_PARALLELISM,
  AUTO_WATERMARK_INTERVAL,
  OPERATOR_CHAINING,
  CHAINS_ACROSS_MAX_PARALLELISM,
  AUTO_GENERATE_UIDS,
  GENERIC_TYPES,
  BUFFER_TIMEOUT_ENABLED,
  BUFFER_TIMEOUT,
  JOB_NAME,
  GLOBAL_JOB_PARAMETERS,
  RUNTIME_MODE,
  SORTED_INPUTS,
  SORTED_INPUTS_MEMORY,
  BATCH_STATE_BACKEND,
  TEMPORARY_DIRECTORIES,
] as readonly unknown[] as readonly ConfigOption<unknown>[];
