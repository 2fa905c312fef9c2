import { describe, expect, it } from 'vitest';
import { KeySelector, NullByteKeySelector } from './key-selector.js';
import { keySelectorFunction } from './key-selector-function.js';

class ById extends KeySelector<{ id: number }, number> {
  getKey(value: { id: number }) {
    return value.id;
  }
}

describe('a key selector', () => {
  it('may be a function, an object or an instance', () => {
    for (const argument of [
      new ById(),
      { getKey: (value: { id: number }) => value.id },
      (value: { id: number }) => value.id,
    ]) {
      expect(keySelectorFunction(argument)({ id: 7 })).toBe(7);
    }
  });

  it('may give one key to all', () => {
    expect([1, 'a', null].map(keySelectorFunction(new NullByteKeySelector()))).toEqual([0, 0, 0]);
  });

  it.each([
    ['nothing', undefined],
    ['a field name', 'id'],
    ['a class', ById],
    ['an object without getKey', { get_key: () => 1 }],
  ])('is not %s', (_what, argument) => {
    expect(() => keySelectorFunction(argument)).toThrow(expect.objectContaining({ code: 'FUNCTION_INVALID' }));
  });

  it('has no open or close of its own, since they would never be called', () => {
    class Opening extends ById {
      override open() {}
    }
    for (const argument of [new Opening(), { getKey: () => 1, close: () => undefined }]) {
      expect(() => keySelectorFunction(argument)).toThrow(/never called/);
    }
  });
});
