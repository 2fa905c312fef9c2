import type { ScalarFunction } from './scalar-function.js';

/** The functions that a query may call, and those that the resolver itself puts in. */
export interface FunctionRegistry {
  /** The function of a name in any letter case. */
  find(name: string): ScalarFunction | undefined;
  names(): Iterable<string>;
}

export function functionRegistry(functions: Iterable<ScalarFunction>): FunctionRegistry {
  const byName = new Map<string, ScalarFunction>();
  for (const definition of functions) {
    for (const name of [definition.name, ...definition.aliases]) byName.set(name.toUpperCase(), definition);
  }
  return {
    find: (name) => byName.get(name.toUpperCase()),
    names: () => byName.keys(),
  };
}
