import { MillraceError } from '../model/millrace-error.js';
import type { TypeSpec } from '../model/type-information.js';
import { sameSpec } from '../model/types/type-from-spec.js';
import type { KeyedStateMeta } from './snapshot.js';

/**
 * Refuses to read what a snapshot holds of a state as something else than it is.
 *
 * Time to live may come and go: what was stored without a time counts as written at the restore.
 *
 * @throws MillraceError `STATE_TYPE_INCOMPATIBLE` naming the state, the old and the new type.
 */
export function checkCompatible(restored: KeyedStateMeta, present: KeyedStateMeta): void {
  const { name } = present;
  if (restored.kind !== present.kind) throw incompatible(name, 'kind', restored.kind, present.kind);
  checkSpec(name, 'key', restored.keyType, present.keyType);
  checkSpec(name, 'namespace', restored.namespaceType, present.namespaceType);
  for (const part of new Set([...Object.keys(restored.types), ...Object.keys(present.types)])) {
    checkSpec(name, part, restored.types[part], present.types[part]);
  }
}

function checkSpec(name: string, part: string, restored: TypeSpec | undefined, present: TypeSpec | undefined): void {
  if (sameSpec(restored, present)) return;
  throw incompatible(name, `type of its ${part}`, JSON.stringify(restored), JSON.stringify(present));
}

function incompatible(
  name: string,
  what: string,
  restored: string | undefined,
  present: string | undefined,
): MillraceError {
  return new MillraceError(
    'STATE_TYPE_INCOMPATIBLE',
    `The state '${name}' cannot be restored: the ${what} was ${restored} and is now ${present}.`,
    {
      facts: { state: name, was: restored, is: present },
      hint: 'Declare it as it was, or give the state another name to begin with an empty one.',
    },
  );
}
