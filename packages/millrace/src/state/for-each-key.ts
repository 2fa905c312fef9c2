import type { TypeInformation } from '../model/type-information.js';
import type { InternalState } from './internal-state.js';
import type { KeyedStateBackend } from './keyed-state-backend.js';
import type { StateDescriptor } from './state-descriptor.js';

/** A state, and the namespace in it, whose keys are gone through. */
export interface KeysOf<S extends InternalState> {
  readonly descriptor: StateDescriptor<S>;
  readonly namespaceType: TypeInformation<unknown>;
  readonly namespace: unknown;
}

/**
 * Calls `apply` for each key that has something in a state, with the key current; afterwards no key is current that was
 * not so before. `apply` may change and clear the state of any key: it is called for the keys that had something when
 * it began, except for those that have lost it by their turn.
 */
export function forEachKey<S extends InternalState>(
  backend: KeyedStateBackend,
  { descriptor, namespaceType, namespace }: KeysOf<S>,
  apply: (key: unknown, state: S) => void,
): void {
  const state = backend.state(descriptor, namespaceType);
  const before = backend.currentKey;
  try {
    for (const key of backend.keys(descriptor.name, namespace)) {
      backend.setCurrentKey(key);
      state.setCurrentNamespace(namespace);
      if (backend.hasState(descriptor.name, namespace)) apply(key, state);
    }
  } finally {
    if (before === undefined) backend.clearCurrentKey();
    else backend.setCurrentKey(before);
  }
}
