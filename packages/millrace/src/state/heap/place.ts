import type { Versions } from './versions.js';

/**
 * Where one state keeps what it stores: under the current key and namespace, or, for operator state, in one spot.
 *
 * What `get` returns may be shared with a frozen version. A state that changes it in place first puts a copy here.
 */
export interface Place {
  readonly versions: Versions;
  /** Undefined when nothing is stored. */
  get(): unknown;
  set(stored: unknown): void;
  remove(): void;
}

/** A place that belongs to no key. */
export class SinglePlace implements Place {
  readonly versions: Versions;
  private stored: unknown = undefined;

  constructor(versions: Versions) {
    this.versions = versions;
  }

  get(): unknown {
    return this.stored;
  }

  set(stored: unknown): void {
    this.stored = stored;
  }

  remove(): void {
    this.stored = undefined;
  }
}
