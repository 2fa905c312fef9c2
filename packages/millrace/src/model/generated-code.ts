/**
 * A JavaScript literal of a text, safe inside source code: the one way in which a name of the user's gets into
 * generated code.
 */
export function sourceLiteral(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Compiles generated source, with `parameters` in its scope. */
export function compileSource<T>(parameters: Readonly<Record<string, unknown>>, source: string): T {
  const compile = new Function(...Object.keys(parameters), `"use strict";\n${source}`) as (...values: unknown[]) => T;
  return compile(...Object.values(parameters));
}
