import { compileSource } from '../../model/generated-code.js';
import type { HeapKeys } from './heap-keys.js';

/**
 * Makes a key current in a table of small whole numbers. Generated for each table, so that it can become a part of the code
 * that chooses a key for each record.
 */
export function compiledKeyChoice(keys: HeapKeys): (key: unknown) => void {
  return compileSource(
    { keys, rows: keys.rows },
    `return (key) => {
      if (keys.quiet && typeof key === 'number' && (key | 0) === key) {
        const small = key | 0;
        if (small === keys.smallKey && keys.hasSmallKey) return;
        const table = rows.table, found = small >>> 0 < table.length ? table[small] : 0;
        keys.row = found === 0 ? rows.rowOfInteger(small) : found - 1;
        keys.key = small;
        keys.smallKey = small;
        keys.hasSmallKey = true;
      } else keys.chooseAny(key);
    };`,
  );
}
