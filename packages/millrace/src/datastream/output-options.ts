import { MillraceError } from '../model/millrace-error.js';
import { nameHint } from '../model/nearest-name.js';
import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import { checkedParallelism } from './checked-parallelism.js';

/** What may follow the function of an operator: the type of its output, alone or among other options. */
export interface OutputOptions<T> {
  /** Without it, records are copied by structured clone where they must be. */
  readonly outputType?: TypeInformation<T>;
  readonly name?: string;
  readonly uid?: string;
  readonly parallelism?: number;
}

/** The last argument of an operator method. */
export type OutputArgument<T> = TypeInformation<T> | OutputOptions<T>;

const OPTION_NAMES: readonly string[] = ['outputType', 'name', 'uid', 'parallelism'];

/**
 * Both forms of the argument in one.
 *
 * @param furtherNames other options that the method takes beside these, for the error.
 * @throws MillraceError `OPTION_UNKNOWN`, `PARALLELISM_INVALID`
 */
export function outputOptions<T>(
  argument: OutputArgument<T> | undefined,
  furtherNames: readonly string[] = [],
): OutputOptions<T> {
  if (argument === undefined) return {};
  if ('codec' in argument) return { outputType: argument };
  for (const key of Object.keys(argument)) {
    if (OPTION_NAMES.includes(key)) continue;
    const names = [...furtherNames, ...OPTION_NAMES];
    throw new MillraceError('OPTION_UNKNOWN', `'${key}' is no option of an operator.`, {
      facts: { option: key },
      hint: nameHint(key, names) ?? `There are ${names.join(', ')}.`,
    });
  }
  if (argument.parallelism !== undefined) checkedParallelism(argument.parallelism, 'The parallelism of an operator');
  return argument;
}

/** The type of records about which nothing was said. */
export function untyped<T>(): TypeInformation<T> {
  return Types.PICKLED_BYTE_ARRAY() as TypeInformation<T>;
}
