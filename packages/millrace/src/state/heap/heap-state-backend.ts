import type { StateBackend } from '../state-backend.js';
import { createHeapKeyedState } from './heap-keyed-state-backend.js';
import { createHeapOperatorState } from './heap-operator-state-backend.js';

/** State as objects on the heap: Flink's `hashmap` back end. */
export const HEAP_STATE_BACKEND: StateBackend = {
  name: 'hashmap',
  createKeyedState: (options) => createHeapKeyedState(options),
  createOperatorState: createHeapOperatorState,
};
