import type { Configuration } from '../model/configuration.js';
import { MillraceError } from '../model/millrace-error.js';
import type { Source } from '../operator/source.js';
import type { RuntimeMode } from '../plan/logical-plan.js';
import {
  BATCH_STATE_BACKEND,
  RUNTIME_MODE,
  SORTED_INPUTS,
  SORTED_INPUTS_MEMORY,
  TEMPORARY_DIRECTORIES,
} from './execution-options.js';
import type { SortSettings } from './job-executor.js';
import { RuntimeExecutionMode } from './runtime-execution-mode.js';
import type { Transformation } from './transformation.js';

/** What BATCH mode does to keyed operators. */
export interface BatchSettings {
  /** Sorts their inputs by key. */
  readonly sortsInputs: boolean;
  /** Keeps the state of one key at a time. */
  readonly oneKeyAtATime: boolean;
}

/** The least memory that sorting works with. */
const LEAST_SORT_BYTES = 32 * 2 ** 10;

/**
 * The mode in which a program runs: AUTOMATIC is decided here.
 *
 * @throws MillraceError `BATCH_SOURCE_UNBOUNDED` for BATCH mode with a source that does not end by itself.
 */
export function runtimeModeOf(configuration: Configuration, transformations: readonly Transformation[]): RuntimeMode {
  const mode = configuration.get(RUNTIME_MODE);
  if (mode === RuntimeExecutionMode.STREAMING) return mode;
  const endless = transformations.find(({ functions }) => isEndless(functions['source'] as Source | undefined));
  if (endless === undefined) return RuntimeExecutionMode.BATCH;
  if (mode === RuntimeExecutionMode.AUTOMATIC) return RuntimeExecutionMode.STREAMING;
  throw new MillraceError(
    'BATCH_SOURCE_UNBOUNDED',
    `In BATCH mode every source must end, and '${endless.name}' does not.`,
    {
      facts: { operator: endless.name },
      hint: `Bound the source, or set '${RUNTIME_MODE.key}' to STREAMING or AUTOMATIC.`,
    },
  );
}

/** @throws MillraceError `CONFIG_CONTRADICTION` when the state of one key at a time is wanted of unsorted inputs. */
export function batchSettings(configuration: Configuration): BatchSettings {
  const sortsInputs = configuration.get(SORTED_INPUTS);
  const oneKeyAtATime = configuration.get(BATCH_STATE_BACKEND);
  if (sortsInputs || !oneKeyAtATime) return { sortsInputs, oneKeyAtATime };
  throw new MillraceError(
    'CONFIG_CONTRADICTION',
    `'${BATCH_STATE_BACKEND.key}' needs '${SORTED_INPUTS.key}', which is false.`,
    { hint: `Set '${BATCH_STATE_BACKEND.key}' to false, too.` },
  );
}

/** @throws MillraceError `CONFIG_INVALID_VALUE` for less memory than sorting works with. */
export function sortSettings(configuration: Configuration): SortSettings {
  const memoryBytes = configuration.get(SORTED_INPUTS_MEMORY);
  if (memoryBytes < LEAST_SORT_BYTES) {
    throw new MillraceError(
      'CONFIG_INVALID_VALUE',
      `'${SORTED_INPUTS_MEMORY.key}' cannot be '${SORTED_INPUTS_MEMORY.type.print(memoryBytes)}'.`,
      { facts: { key: SORTED_INPUTS_MEMORY.key }, hint: 'It takes 32 kb or more.' },
    );
  }
  const directories = (configuration.get(TEMPORARY_DIRECTORIES) ?? '').split(/[,;|]/).map((path) => path.trim());
  return { memoryBytes, directories: directories.filter((path) => path !== '') };
}

function isEndless(source: Source | undefined): boolean {
  return source !== undefined && source.boundedness !== 'bounded';
}
