import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';

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

/** Both forms of the argument in one. */
export function outputOptions<T>(argument: OutputArgument<T> | undefined): OutputOptions<T> {
  if (argument === undefined) return {};
  return 'codec' in argument ? { outputType: argument } : argument;
}

/** The type of records about which nothing was said. */
export function untyped<T>(): TypeInformation<T> {
  return Types.PICKLED_BYTE_ARRAY() as TypeInformation<T>;
}
