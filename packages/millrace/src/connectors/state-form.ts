import { MillraceError } from '../model/millrace-error.js';
import type { StateForm } from './source.js';

/** How one kind of connector state is written and read, in its only version so far. */
export interface StateFormOptions<T> {
  /** What it is, for errors: `split of a collection`. */
  readonly what: string;
  readonly version: number;
  toJson(value: T): unknown;
  fromJson(json: unknown): T;
}

/** A form of connector state with one version, which refuses every other. */
export function stateForm<T>(options: StateFormOptions<T>): StateForm<T> {
  const { what, version } = options;
  return {
    version,
    toJson: (value) => options.toJson(value),
    fromJson(found, json) {
      if (found === version) return options.fromJson(json);
      throw new MillraceError('STATE_FORM_UNKNOWN', `The state holds a ${what} in version ${found}.`, {
        facts: { version: found, known: version },
        hint: 'It was written by another version of Millrace: restore it with that one, or a newer one.',
      });
    },
  };
}
