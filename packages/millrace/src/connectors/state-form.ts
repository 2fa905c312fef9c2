import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import type { StateForm } from './source.js';

/** How one kind of connector state is written and read, in its only version so far. */
export interface StateFormOptions<T, Json> {
  /** What it is, for errors: `split of a collection`. */
  readonly what: string;
  /** A whole number from 1; one more with every change of what `toJson` gives. */
  readonly version: number;
  /** The type of what `toJson` gives: whatever else is found is refused. */
  readonly json: TypeInformation<Json>;
  toJson(value: T): Json;
  fromJson(json: Json): T;
}

/**
 * A form of connector state with one version: it refuses every other, and what was written by another connector.
 *
 * @example
 * ```ts
 * import { stateForm, Types } from 'millrace';
 *
 * const splitForm = stateForm({
 *   what: 'split of a log',
 *   version: 1,
 *   json: Types.OBJECT({ splitId: Types.STRING(), line: Types.LONG() }),
 *   toJson: (split: { readonly splitId: string; readonly line: number }) => split,
 *   fromJson: (json) => json,
 * });
 * console.log(splitForm.version);
 * ```
 */
export function stateForm<T, Json>(options: StateFormOptions<T, Json>): StateForm<T> {
  const { what, version } = options;
  return {
    version,
    toJson: (value) => options.toJson(value),
    fromJson(found, json) {
      if (found !== version) throw unknownVersion(what, found, version);
      return options.fromJson(checked(options, json));
    },
  };
}

function checked<T, Json>({ what, json: { codec } }: StateFormOptions<T, Json>, json: unknown): Json {
  try {
    return codec.check(json, 'state');
  } catch (cause) {
    if (!(cause instanceof MillraceError)) throw cause;
    throw new MillraceError('STATE_FORM_INVALID', `The state does not hold a ${what}: ${cause.message}`, {
      facts: cause.facts,
      hint: 'Was it written by another source or sink? Give each of them a uid of its own.',
      cause,
    });
  }
}

function unknownVersion(what: string, version: number, known: number): MillraceError {
  return new MillraceError('STATE_FORM_UNKNOWN', `The state holds a ${what} in version ${version}.`, {
    facts: { version, known },
    hint: 'It was written by another version of Millrace: restore it with that one, or a newer one.',
  });
}
