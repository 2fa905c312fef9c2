import type { Codec, KeyToken } from '../../model/codec.js';
import type { TypeInformation } from '../../model/type-information.js';
import type { Place } from './place.js';
import type { StoredForm } from './stored-form.js';
import type { ValueCell } from './value-cell.js';

/** Where one state stands in the rows of the key table. */
export interface KeyedPlace extends Place {
  readonly namespaceType: TypeInformation<unknown>;
  /** True when values stand here in parts: nothing that is read or written is shared with what is stored. */
  readonly takesParts: boolean;
  /** The shortest way to a value that neither changes in place nor expires. */
  bareCell<T>(codec: Codec<T>): ValueCell<T> & StoredForm;
  setCurrentNamespace(namespace: unknown): void;
  tokenOf(namespace: unknown): KeyToken;
  sameNamespace(one: unknown, other: unknown): boolean;
  /** The namespaces of a row that hold something, with their tokens, one by one: the row may change meanwhile. */
  namespaces(row: number): Iterable<[unknown, KeyToken]>;
  /** What a row holds under a namespace, perhaps shared with a frozen version. */
  peek(row: number, token: KeyToken): unknown;
  /** Does something with a namespace current, and goes back to the one before. */
  within(namespace: unknown, token: KeyToken, work: () => void): void;
  /** Leaves no namespace current, as in the beginning. */
  leaveNamespace(): void;
}
