import type { RuntimeContext } from './runtime-context.js';

/** What every user function may have besides its call: a beginning and an end. */
export interface Lifecycle {
  /** Called once before the first record of a subtask; a promise is awaited. States are asked for here. */
  open?(runtimeContext: RuntimeContext): void | Promise<void>;
  /** Called once when the subtask ends, also after a failure; a promise is awaited. */
  close?(): void | Promise<void>;
}

/**
 * The base of all function classes, exported as `Function`: an `open` and a `close` that do nothing.
 *
 * Every function class is two things of one name: a class to extend, and an interface to implement, in which both are
 * optional.
 */
export abstract class LifecycleFunction implements Lifecycle {
  open(_runtimeContext: RuntimeContext): void | Promise<void> {
    return undefined;
  }

  close(): void | Promise<void> {
    return undefined;
  }
}

/**
 * Tells functions for keyed streams from others, in types only: a function for keys of one type is none for keys of
 * another, nor for a stream without keys.
 */
export interface KeyMarker<Key> {
  readonly key: Key;
}
