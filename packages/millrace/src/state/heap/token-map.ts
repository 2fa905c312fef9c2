import type { KeyToken } from '../../model/codec.js';
import type { Versions } from './versions.js';

/** Up to here a scan of pairs beats a Map, in time and most of all in memory. */
const SMALL = 8;

/** Stands in an undo log for: there was nothing. */
const ABSENT = Symbol('absent');

/**
 * A map by token that freezes in O(1), whatever its size: the part of a state that belongs to one key.
 *
 * It is frozen with the version that it is stamped with. Before the first access after that, its owner replaces it by a
 * `fork`. A small map is copied then; a large one goes on in the same Map, and what changes in it is written to the
 * fork's undo log first, so that the frozen map can still be read.
 */
export class TokenMap<V> {
  readonly stamp: number;
  /** Token, value, token, value …; replaced when something is added or removed, never grown in place. */
  private pairs: readonly unknown[] = [];
  private large: LargeMap<V> | undefined = undefined;

  constructor(stamp: number) {
    this.stamp = stamp;
  }

  get size(): number {
    return this.large === undefined ? this.pairs.length / 2 : this.large.map.size;
  }

  /** The value as it is, perhaps shared with a frozen map: not to be changed in place. */
  get(token: KeyToken): V | undefined {
    if (this.large !== undefined) return this.large.map.get(token);
    const position = positionOf(this.pairs, token);
    return position === -1 ? undefined : (this.pairs[position + 1] as V);
  }

  /** The value, copied first when it is shared with a frozen map. Only on a map that is not frozen itself. */
  getOwned(token: KeyToken, copy: (value: V) => V, versions: Versions): V | undefined {
    const value = this.get(token);
    if (value === undefined || this.large === undefined) return value;
    return this.large.owned(token, value, copy, versions);
  }

  /** Only on a map that is not frozen. The value is never undefined. */
  set(token: KeyToken, value: V, versions: Versions): void {
    if (this.large !== undefined) {
      this.large.record(token, versions);
      this.large.map.set(token, value);
      return;
    }
    const position = positionOf(this.pairs, token);
    if (position !== -1) {
      (this.pairs as unknown[])[position + 1] = value;
    } else if (this.pairs.length === 0) {
      this.pairs = [token, value];
    } else if (this.pairs.length < 2 * SMALL) {
      this.pairs = [...this.pairs, token, value];
    } else {
      this.large = toLarge<V>(this.pairs);
      this.large.map.set(token, value);
      this.pairs = [];
    }
  }

  /** Only on a map that is not frozen. */
  delete(token: KeyToken, versions: Versions): boolean {
    if (this.large !== undefined) {
      this.large.record(token, versions);
      return this.large.map.delete(token);
    }
    const position = positionOf(this.pairs, token);
    if (position === -1) return false;
    this.pairs = [...this.pairs.slice(0, position), ...this.pairs.slice(position + 2)];
    return true;
  }

  /** Empties a map that is not frozen, and ends whoever goes through its entries. */
  clear(): void {
    this.pairs = [];
    this.large = undefined;
  }

  /**
   * What is in the map now. Entries may be changed, added and removed meanwhile: one removed before its turn does not
   * appear, one added may or may not.
   */
  *entries(): Generator<[KeyToken, V]> {
    const large = this.large;
    if (large !== undefined) {
      for (const entry of large.map) {
        if (this.large !== large) return;
        yield entry;
      }
      return;
    }
    const pairs = this.pairs;
    for (let i = 0; i < pairs.length; i += 2) {
      const token = pairs[i] as KeyToken;
      const value = pairs === this.pairs ? (pairs[i + 1] as V) : this.get(token);
      if (value !== undefined) yield [token, value];
    }
  }

  /**
   * What was in the map when it was frozen, whatever has become of it since. Of a large map that is changed meanwhile an
   * entry may appear twice, with the same value.
   */
  frozenEntries(): Iterable<[KeyToken, V]> {
    return this.large === undefined ? smallEntries<V>(this.pairs) : this.large.frozenEntries();
  }

  /** A map with the same contents that may be changed, while this one keeps its own. */
  fork(copy: (value: V) => V, versions: Versions): TokenMap<V> {
    const fork = new TokenMap<V>(versions.current);
    if (this.large !== undefined) {
      fork.large = this.large.fork(versions);
      return fork;
    }
    fork.pairs = this.pairs.map((item, index) => (index % 2 === 0 ? item : copy(item as V)));
    return fork;
  }
}

function smallEntries<V>(pairs: readonly unknown[]): [KeyToken, V][] {
  const entries: [KeyToken, V][] = [];
  for (let i = 0; i < pairs.length; i += 2) entries.push([pairs[i] as KeyToken, pairs[i + 1] as V]);
  return entries;
}

function positionOf(pairs: readonly unknown[], token: KeyToken): number {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === token) return i;
  // NaN is one key, and the only value that does not equal itself.
  if (typeof token === 'number' && Number.isNaN(token)) {
    for (let i = 0; i < pairs.length; i += 2) if (Number.isNaN(pairs[i])) return i;
  }
  return -1;
}

function toLarge<V>(pairs: readonly unknown[]): LargeMap<V> {
  const map = new Map<KeyToken, V>();
  for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i] as KeyToken, pairs[i + 1] as V);
  return new LargeMap(map, Number.POSITIVE_INFINITY);
}

/**
 * One version of a Map that several versions share: the latest reads it as it is; an earlier one reads through its own
 * undo log and those of all later versions.
 */
class LargeMap<V> {
  readonly map: Map<KeyToken, V>;
  /** The version that this one began with; versions frozen before it read through the logs. */
  private readonly forkedAt: number;
  private undo: Map<KeyToken, V | typeof ABSENT> | undefined = undefined;
  private newer: LargeMap<V> | undefined = undefined;
  private older: LargeMap<V> | undefined = undefined;

  constructor(map: Map<KeyToken, V>, forkedAt: number) {
    this.map = map;
    this.forkedAt = forkedAt;
  }

  fork(versions: Versions): LargeMap<V> {
    this.dropUnread(versions);
    const fork = new LargeMap<V>(this.map, versions.current);
    this.undo = new Map();
    this.newer = fork;
    fork.older = this;
    return fork;
  }

  /** Keeps what stands under a token for the frozen versions; to be called before each change. */
  record(token: KeyToken, versions: Versions): void {
    const undo = this.undoOfOlder(versions);
    if (undo === undefined || undo.has(token)) return;
    undo.set(token, this.valueOrAbsent(token));
  }

  owned(token: KeyToken, value: V, copy: (value: V) => V, versions: Versions): V {
    const undo = this.undoOfOlder(versions);
    if (undo === undefined || undo.has(token)) return value;
    undo.set(token, value);
    const own = copy(value);
    if (own !== value) this.map.set(token, own);
    return own;
  }

  *frozenEntries(): Generator<[KeyToken, V]> {
    for (const token of this.map.keys()) {
      const value = this.frozenValue(token);
      if (value !== ABSENT) yield [token, value];
    }
    // What has been removed since is only in the logs, at first in that of the latest version that still had it.
    for (let version: LargeMap<V> | undefined = this; version?.undo !== undefined; version = version.newer) {
      for (const [token, value] of version.undo) {
        if (value !== ABSENT && !this.map.has(token) && this.logOf(token) === version) yield [token, value];
      }
    }
  }

  private frozenValue(token: KeyToken): V | typeof ABSENT {
    const value = this.logOf(token)?.undo?.get(token);
    return value === undefined ? this.valueOrAbsent(token) : value;
  }

  /** The first version from this one on whose log has the token. */
  private logOf(token: KeyToken): LargeMap<V> | undefined {
    for (let version: LargeMap<V> | undefined = this; version?.undo !== undefined; version = version.newer) {
      if (version.undo.has(token)) return version;
    }
    return undefined;
  }

  private valueOrAbsent(token: KeyToken): V | typeof ABSENT {
    const value = this.map.get(token);
    return value === undefined ? ABSENT : value;
  }

  private undoOfOlder(versions: Versions): Map<KeyToken, V | typeof ABSENT> | undefined {
    if (this.older === undefined) return undefined;
    if (versions.oldest < this.forkedAt) return this.older.undo;
    this.older = undefined;
    return undefined;
  }

  /** Lets go of earlier versions that no frozen one reads any more. */
  private dropUnread(versions: Versions): void {
    for (let version: LargeMap<V> | undefined = this; version !== undefined; version = version.older) {
      if (versions.oldest >= version.forkedAt) version.older = undefined;
    }
  }
}
