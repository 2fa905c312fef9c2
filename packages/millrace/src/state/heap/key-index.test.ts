import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyIndex, NO_ROW } from './key-index.js';

const token = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc.integer({ min: 0, max: 20_000 }),
  fc.integer({ min: -50, max: 50 }),
  fc.constantFrom(2 ** 26 - 1, 2 ** 26, 2 ** 31 - 1, -(2 ** 31), 2 ** 40, 0.5, Number.NaN),
  fc.constantFrom('1', 'a', '', 1n, true, null, undefined),
);

describe('KeyIndex', () => {
  it('does what a Map does, whatever stands in the table and whatever beside it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('set', 'set', 'delete', 'look'), token), { maxLength: 400 }),
        (calls) => {
          const index = new KeyIndex();
          const model = new Map<unknown, number>();
          for (const [row, [call, key]] of calls.entries()) {
            if (call === 'set') {
              index.set(key, row);
              model.set(key, row);
            } else if (call === 'delete') {
              index.delete(key);
              model.delete(key);
            }
            expect(index.rowOf(key)).toBe(model.get(key) ?? NO_ROW);
            expect(index.size).toBe(model.size);
          }
          for (const [key, row] of model) expect(index.rowOf(key as never)).toBe(row);
        },
      ),
    );
  });

  it('finds keys that came before the table, that are moved, and that are deleted', () => {
    const index = new KeyIndex();
    for (let key = 9_999; key >= 0; key--) index.set(key, key * 2);
    for (let key = 0; key < 10_000; key++) expect(index.rowOf(key)).toBe(key * 2);
    for (let key = 0; key < 10_000; key++) if (key % 1000 !== 0) index.delete(key);
    for (let key = 0; key < 10_000; key++) expect(index.rowOf(key)).toBe(key % 1000 === 0 ? key * 2 : NO_ROW);
    expect(index.size).toBe(10);
    index.clear();
    expect(index.size).toBe(0);
    expect(index.rowOf(1000)).toBe(NO_ROW);
  });

  it('keeps far apart keys out of the table', () => {
    const index = new KeyIndex();
    const key = (n: number) => (n * 65_537) % 2 ** 26;
    for (let n = 0; n < 1_000; n++) index.set(key(n), n);
    for (let n = 0; n < 1_000; n++) expect(index.rowOf(key(n))).toBe(n);
  });
});
