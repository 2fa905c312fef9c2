import type { SlotForm } from '../../model/codec.js';
import { compileSource } from '../../model/generated-code.js';
import type { InternalValueState } from '../internal-state.js';
import { takesSmallIntegers, takesStrings } from '../plain-types.js';
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
  const form = column.form as SlotForm<T> | undefined;
  const at = `(row & ${CHUNK_MASK})${column.width === 1 ? '' : ` * ${column.width}`}`;
  const read = form === undefined ? 'chunk[at]' : 'chunk[at] === undefined ? undefined : take(chunk, at)';
  const write = form === undefined ? `chunk[at] = ${checkSource(check)};` : 'put(fits(v) ? v : check(v), chunk, at);';
  return compileSource(
    {
      keys,
      chunks: column.chunks,
      cell,
      place,
      check: (value: unknown) => check.check(value),
      fits: form?.fits,
      put: form?.put,
      take: form?.take,
    },
    `return {
      value() {
        const row = keys.row;
        if (row === ${NO_ROW}) return keys.nothing();
        const chunk = chunks[row >> ${CHUNK_SHIFT}], at = ${at};
        return ${read};
      },
      update(v) {
        if (v === null || v === undefined) { cell.clear(); return; }
        const row = keys.row === ${NO_ROW} ? keys.ensure() : keys.row;
        const chunk = chunks[row >> ${CHUNK_SHIFT}], at = ${at};
        ${write}
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
