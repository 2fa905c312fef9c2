import type { KeyToken } from '../../model/codec.js';

/** No row. */
export const NO_ROW = -1;

/** The table of small keys is at least a quarter full when it is made, and given up when it is emptier than this part. */
const FULL_PART = 4;
const EMPTY_PART = 32;
/** Tables up to this size are not given up. */
const SMALL_TABLE = 4096;
/** How many keys come in before we look again whether a table pays. */
const FIRST_LOOK = 64;
/** Keys up to 2^26 at most: a table of 256 MB. */
const MOST_BITS = 26;

const NO_TABLE = new Int32Array(0);

/**
 * From key to row. Whole numbers from 0 up that lie close together, as ids mostly do, are looked up in a plain table; all
 * other keys in a Map, which takes ten times the memory and, with a million keys, three times the waiting for it.
 *
 * Keys that came before their table move into it when they are next looked up, so that no call takes long.
 */
export class KeyIndex {
  private readonly map = new Map<KeyToken, number>();
  /** For each key the row plus 1; 0 where there is none, or where it is still in the map. */
  table: Int32Array = NO_TABLE;
  private inTable = 0;
  /** How many small keys there are of each number of bits, in table and map. */
  private readonly ofBits = new Int32Array(33);
  private nextLook = FIRST_LOOK;
  private smallKeys = 0;

  get size(): number {
    return this.map.size + this.inTable;
  }

  /** The row of a key, or `NO_ROW`. */
  rowOf(token: KeyToken): number {
    if (typeof token === 'number' && (token | 0) === token) return this.rowOfInteger(token | 0);
    const row = this.map.get(token);
    return row === undefined ? NO_ROW : row;
  }

  /** The row of a whole number of 32 bits, or `NO_ROW`. */
  rowOfInteger(key: number): number {
    const { table } = this;
    if (key >>> 0 < table.length) {
      const row = table[key]!;
      if (row !== 0) return row - 1;
      if (this.map.size === 0) return NO_ROW;
    }
    return this.rowInMap(key);
  }

  set(token: KeyToken, row: number): void {
    if (!isSmallKey(token)) {
      this.map.set(token, row);
      return;
    }
    if (this.rowOfInteger(token) === NO_ROW) this.count(token);
    if (token >= this.table.length) {
      this.map.set(token, row);
      return;
    }
    if (this.table[token] === 0) this.inTable++;
    this.table[token] = row + 1;
  }

  delete(token: KeyToken): void {
    if (!isSmallKey(token)) {
      this.map.delete(token);
      return;
    }
    if (this.rowOfInteger(token) === NO_ROW) return;
    this.smallKeys--;
    this.ofBits[bitsOf(token)]!--;
    if (token >= this.table.length) {
      this.map.delete(token);
      return;
    }
    this.table[token] = 0;
    this.inTable--;
    if (this.table.length > SMALL_TABLE && this.inTable * EMPTY_PART < this.table.length) this.giveTableUp();
  }

  clear(): void {
    this.map.clear();
    this.table = NO_TABLE;
    this.inTable = 0;
    this.ofBits.fill(0);
    this.smallKeys = 0;
    this.nextLook = FIRST_LOOK;
  }

  private rowInMap(key: number): number {
    const row = this.map.get(key);
    if (row === undefined) return NO_ROW;
    if (key >>> 0 < this.table.length) {
      this.map.delete(key);
      this.table[key] = row + 1;
      this.inTable++;
    }
    return row;
  }

  private count(key: number): void {
    this.smallKeys++;
    this.ofBits[bitsOf(key)]!++;
    if (this.smallKeys < this.nextLook) return;
    this.nextLook = 2 * this.smallKeys;
    this.growTable();
  }

  /** Makes the table as large as it can be with a quarter of it in use. */
  private growTable(): void {
    let keys = 0;
    let best = 0;
    for (let bits = 0; bits <= MOST_BITS; bits++) {
      keys += this.ofBits[bits]!;
      if (keys * FULL_PART >= 2 ** bits) best = 2 ** bits;
    }
    if (best <= this.table.length) return;
    const table = new Int32Array(best);
    table.set(this.table);
    this.table = table;
  }

  private giveTableUp(): void {
    for (const [key, row] of this.table.entries()) if (row !== 0) this.map.set(key, row - 1);
    this.table = NO_TABLE;
    this.inTable = 0;
    this.nextLook = 2 * this.smallKeys + FIRST_LOOK;
  }
}

/** Of 0 to 2^26 − 1. */
function isSmallKey(token: KeyToken): token is number {
  return typeof token === 'number' && (token | 0) === token && token >>> 0 < 2 ** MOST_BITS;
}

/** The least number of bits that holds a small key. */
function bitsOf(key: number): number {
  return 32 - Math.clz32(key);
}
