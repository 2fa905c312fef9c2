import { describe, expect, it } from 'vitest';
import { subtaskCopy } from './subtask-copy.js';

class Counting {
  private readonly seen: Map<string, number[]>;
  count = 0;

  constructor(seen: Map<string, number[]>) {
    this.seen = seen;
  }

  map(value: string) {
    this.count++;
    this.seen.set(value, [this.count]);
    return this.seen.size;
  }
}

describe('subtaskCopy', () => {
  it('gives each instance fields of its own, and keeps the class', () => {
    const original = new Counting(new Map([['a', [0]]]));
    const copy = subtaskCopy(original, 'op', false) as Counting;
    expect(copy).toBeInstanceOf(Counting);
    copy.map('b');
    expect([copy.count, original.count]).toEqual([1, 0]);
    expect(original.map('c')).toBe(2);
  });

  it('leaves plain functions, and shares what is no plain data', () => {
    const plain = (value: number) => value;
    expect(subtaskCopy(plain, 'op', false)).toBe(plain);
    const client = new Counting(new Map());
    const copy = subtaskCopy({ client, lookUp: plain, map: plain }, 'op', false) as Record<string, unknown>;
    expect(copy['client']).toBe(client);
    expect(copy['lookUp']).toBe(plain);
  });

  class Private {
    readonly #count = 1;
    map() {
      return this.#count;
    }
  }

  class Bound {
    count = 0;
    map = () => this.count++;
  }

  it.each([
    [new Private(), /private # fields/],
    [new Bound(), /'map' keeps the 'this'/],
  ])('refuses what cannot be copied, unless it is alone', (original, why) => {
    expect(() => subtaskCopy(original, 'careful', false)).toThrow(why);
    expect(subtaskCopy(original, 'careful', true)).toBe(original);
  });

  it('copies what only looks like it', () => {
    class Colours {
      readonly format = (value: string) => `#${value} is this`.length;
      readonly fallback = '#ffffff';
      map(value: string) {
        return `#${value}${this.fallback}`;
      }
    }
    expect(() => subtaskCopy(new Colours(), 'op', false)).toThrow(/'format'/);
    class Hex {
      readonly fallback = '#ffffff';
      map(value: string) {
        return `.${value}#${this.fallback}`;
      }
    }
    expect((subtaskCopy(new Hex(), 'op', false) as Hex).map('a')).toBe('.a##ffffff');
  });
});
