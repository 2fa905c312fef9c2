import type { Codec } from '../../model/codec.js';
import { compileSource } from '../../model/generated-code.js';
import { takesSmallIntegers, takesStrings } from '../../model/types/plain-types.js';
import type { InternalMapState } from '../internal-state.js';
import type { ValueCheck } from '../value-check.js';
import { CHUNK_MASK, CHUNK_SHIFT, type Column } from './column.js';
import type { HeapKeys } from './heap-keys.js';
import { NO_ROW } from './key-index.js';

/** True for maps whose entry may stand in the row itself: neither key nor value can change, keys are their own tokens. */
export function standsInRow(keyCodec: Codec<unknown>, valueCodec: Codec<unknown>): boolean {
  return valueCodec.immutable && (takesSmallIntegers(keyCodec) || takesStrings(keyCodec));
}

/** A map state whose rows have the form of `ENTRY_FORM`. */
export interface EntryColumn<K, V> {
  readonly keys: HeapKeys;
  readonly column: Column;
  /** What does the rest, for maps of several entries and keys that must be checked. */
  readonly any: InternalMapState<K, V>;
  readonly keyCodec: Codec<K>;
  readonly valueCheck: ValueCheck<V>;
}

/**
 * A map state without namespaces and time to live, as code of its own. Most maps under a key have one entry: it is read and
 * written in the row of the key, where a map of its own would be three more reads of memory that nothing has prepared.
 */
export function compiledMapState<K, V>(of: EntryColumn<K, V>): InternalMapState<K, V> {
  const { any, keyCodec, valueCheck } = of;
  const isPlainKey = takesStrings(keyCodec)
    ? "typeof key === 'string'"
    : "typeof key === 'number' && (key | 0) === key";
  const place = `const chunk = chunks[row >> ${CHUNK_SHIFT}], at = (row & ${CHUNK_MASK}) * 2, first = chunk[at];`;
  const fast = compileSource<Pick<InternalMapState<K, V>, 'get' | 'contains' | 'put'>>(
    {
      keys: of.keys,
      chunks: of.column.chunks,
      any,
      check: (value: unknown) => (value === null ? null : valueCheck.checkNotNull(value)),
    },
    `return {
      get(key) {
        const row = keys.row;
        if (!(${isPlainKey}) || row === ${NO_ROW}) return any.get(key);
        ${place}
        if (first === key) return chunk[at + 1];
        return typeof first === 'object' ? any.get(key) : undefined;
      },
      contains(key) {
        const row = keys.row;
        if (!(${isPlainKey}) || row === ${NO_ROW}) return any.contains(key);
        ${place}
        return first === key || (typeof first === 'object' && any.contains(key));
      },
      put(key, value) {
        if (!(${isPlainKey})) { any.put(key, value); return; }
        const checked = check(value);
        const row = keys.row === ${NO_ROW} ? keys.ensure() : keys.row;
        ${place}
        if (first === undefined) chunk[at] = ${takesStrings(keyCodec) ? 'key' : 'key | 0'};
        else if (first !== key) { any.put(key, checked); return; }
        chunk[at + 1] = checked;
      },
    };`,
  );
  return {
    ...fast,
    putAll(entries) {
      for (const [key, value] of entries) fast.put(key, value);
    },
    remove: (key) => any.remove(key),
    items: () => any.items(),
    keys: () => any.keys(),
    values: () => any.values(),
    isEmpty: () => any.isEmpty(),
    clear: () => any.clear(),
    setCurrentNamespace: (namespace) => any.setCurrentNamespace(namespace),
  };
}
