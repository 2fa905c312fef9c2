import { checkNoLifecycle, type FunctionShape, isPlainFunction } from './function-shape.js';
import type { KeySelector } from './key-selector.js';

const shape: FunctionShape = {
  call: 'keyBy',
  className: 'KeySelector',
  methods: ['getKey'],
  plainFunction: true,
  generator: false,
};

/** What `keyBy` takes. */
export type KeySelectorArgument<In, Key> = KeySelector<In, Key> | ((value: In) => Key);

/**
 * The plain function behind a key selector.
 *
 * @throws MillraceError `FUNCTION_INVALID` for anything but a function or an object with `getKey`.
 */
export function keySelectorFunction(argument: unknown): (value: unknown) => unknown {
  if (isPlainFunction(argument, shape)) return argument as (value: unknown) => unknown;
  const target = argument as KeySelector<unknown, unknown>;
  checkNoLifecycle(target, shape);
  return (value) => target.getKey(value);
}
