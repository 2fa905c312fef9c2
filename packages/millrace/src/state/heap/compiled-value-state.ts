import { compileSource } from '../../model/generated-code.js';
import { takesSmallIntegers, takesStrings } from '../../model/types/plain-types.js';
import type { InternalValueState } from '../internal-state.js';
import type { ValueCheck } from '../value-check.js';
import { CHUNK_MASK, CHUNK_SHIFT } from './column.js';
import type { ColumnCell } from './column-cell.js';
import { NO_ROW } from './key-index.js';
import type { KeyedPlace } from './keyed-place.js';

/**
 * The most frequent state, a value without namespaces and time to live, as code of its own: the engine knows one target for
 * each call in it, whatever else there is in the process. It does what a `HeapValueState` on a `ColumnCell` does.
 */
export function compiledValueState<T>(
  cell: ColumnCell<T>,
  place: KeyedPlace,
  check: ValueCheck<T>,
): InternalValueState<T> {
  const { keys, column } = cell;
  const source = check.codec.slots?.source;
  const slots = `const slots = chunks[row >> ${CHUNK_SHIFT}], at = (row & ${CHUNK_MASK}) * ${column.width};`;
  const take = source === undefined ? 'return slots[at];' : `if (slots[at] === undefined) return; ${source.take}`;
  const put =
    source === undefined ? `slots[at] = ${checkSource(check)};` : `if (!(${source.fits})) v = check(v); ${source.put}`;
  return compileSource(
    {
      ...source?.parameters,
      keys,
      chunks: column.chunks,
      cell,
      place,
      check: (value: unknown) => check.check(value),
    },
    `return {
      value() {
        const row = keys.row;
        if (row === ${NO_ROW}) return keys.nothing();
        ${slots}
        ${take}
      },
      update(v) {
        if (v === null || v === undefined) { cell.clear(); return; }
        const row = keys.row === ${NO_ROW} ? keys.ensure() : keys.row;
        ${slots}
        ${put}
      },
      clear() { cell.clear(); },
      setCurrentNamespace(namespace) { place.setCurrentNamespace(namespace); },
    };`,
  );
}

/** Source of a checked `v`. */
function checkSource<T>({ codec }: ValueCheck<T>): string {
  if (takesSmallIntegers(codec)) return "typeof v === 'number' && (v | 0) === v ? v | 0 : check(v)";
  return takesStrings(codec) ? "typeof v === 'string' ? v : check(v)" : 'check(v)';
}
