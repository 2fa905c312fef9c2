import { MillraceError } from '../model/millrace-error.js';
import { nameHint } from '../model/nearest-name.js';

/**
 * Refuses options that something does not have.
 *
 * @param what whose options they are, as its class is named.
 * @throws MillraceError `CONFIG_UNKNOWN_KEY` with the nearest right name.
 */
export function refuseUnknownOptions(what: string, options: object, names: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const hint = nameHint(unknown, names);
  throw new MillraceError('CONFIG_UNKNOWN_KEY', `'${unknown}' is not an option of ${what}.`, {
    facts: { key: unknown },
    ...(hint === undefined ? {} : { hint }),
  });
}
