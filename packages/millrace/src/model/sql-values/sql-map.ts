/** True when two keys or elements are the same value; what {@link equalityOf} makes for a type. */
export type Equality = (a: unknown, b: unknown) => boolean;

/**
 * A MAP or MULTISET in memory: keys and values side by side, in the order in which they were put. The keys differ. Never
 * changed after it was made.
 */
export class SqlMap {
  readonly keys: readonly unknown[];
  readonly values: readonly unknown[];

  constructor(keys: readonly unknown[], values: readonly unknown[]) {
    this.keys = keys;
    this.values = values;
  }

  get size(): number {
    return this.keys.length;
  }

  /** The value of a key; undefined when there is none. */
  get(key: unknown, equality: Equality): unknown {
    const position = this.positionOf(key, equality);
    return position === -1 ? undefined : this.values[position];
  }

  has(key: unknown, equality: Equality): boolean {
    return this.positionOf(key, equality) !== -1;
  }

  private positionOf(key: unknown, equality: Equality): number {
    if (key === null) return this.keys.indexOf(null);
    for (let i = 0; i < this.keys.length; i++) {
      const candidate = this.keys[i];
      if (candidate !== null && equality(candidate, key)) return i;
    }
    return -1;
  }

  /** A map of entries of which later ones replace earlier ones with the same key, in the earlier one's place. */
  static of(entries: Iterable<readonly [key: unknown, value: unknown]>, equality: Equality): SqlMap {
    const keys: unknown[] = [];
    const values: unknown[] = [];
    const map = new SqlMap(keys, values);
    for (const [key, value] of entries) {
      const position = map.positionOf(key, equality);
      if (position === -1) {
        keys.push(key);
        values.push(value);
      } else {
        values[position] = value;
      }
    }
    return map;
  }
}
