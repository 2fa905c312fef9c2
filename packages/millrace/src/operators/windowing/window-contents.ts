import type { TypeInformation } from '../../model/type-information.js';
import type { OperatorSpec } from '../../operator/operator-definition.js';
import type { Mergeable } from '../../state/internal-state.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { State } from '../../state/state.js';
import { ListStateDescriptor } from '../../state/state-descriptor.js';
import type { Fold } from './fold.js';

/** The name of the state with what is in the windows, as in Flink. */
export const WINDOW_CONTENTS = 'window-contents';

/** A state with what is in the windows of a key, one namespace a window. */
export interface ContentsState extends State, Mergeable {
  /** @returns true when nothing was there before. */
  add(value: unknown): boolean;
}

/** What is in windows: the records, or what they are folded into as they come. */
export interface WindowContents {
  readonly state: ContentsState;
  /** The records in an array, or the one value; undefined when there is nothing. */
  read(): unknown;
}

/** Opens the contents of windows without an evictor. */
export function openContents(
  spec: OperatorSpec,
  fold: Fold | undefined,
  keyed: KeyedStateBackend,
  windowType: TypeInformation<unknown>,
): WindowContents {
  if (fold !== undefined) {
    const state = keyed.state(fold.descriptor(WINDOW_CONTENTS), windowType);
    return { state, read: () => state.get() };
  }
  const inputType = spec.inputTypes[0] as TypeInformation<unknown>;
  const state = keyed.state(new ListStateDescriptor(WINDOW_CONTENTS, inputType), windowType);
  return { state, read: () => arrayOf(state.get()) };
}

/** Undefined for nothing. */
export function arrayOf<T>(elements: Iterable<T>): readonly T[] | undefined {
  const array: readonly T[] = Array.isArray(elements) ? elements : [...elements];
  return array.length === 0 ? undefined : array;
}
