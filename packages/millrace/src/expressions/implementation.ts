import type { CodeWriter } from './code-writer.js';

/** Any function of values. Parameters are `never` so that one of strings is one too. */
export type Evaluate = (...args: never[]) => unknown;

/** Called with the values of its arguments. */
export interface EagerImplementation {
  readonly kind: 'eager';
  /** The reference. */
  readonly evaluate: Evaluate;
  /**
   * The same as source: an expression of the names of variables that hold the arguments. Without it the generated code
   * calls `evaluate`. Values get into it by `writer.constant` only.
   */
  readonly code: ((args: readonly string[], writer: CodeWriter) => string) | undefined;
}

/** What a lazy function does with an argument in generated code: writes its statements here, and gives its value. */
export type ArgumentCode = () => string;

/** Decides itself which of its arguments are evaluated. */
export interface LazyImplementation {
  readonly kind: 'lazy';
  /** The reference. */
  readonly evaluate: (args: readonly (() => unknown)[]) => unknown;
  /** Writes statements; gives the name of the variable that holds the result then. */
  readonly emit: (args: readonly ArgumentCode[], writer: CodeWriter) => string;
}

export type Implementation = EagerImplementation | LazyImplementation;

/** A function that is evaluated by calling it; `code` where the generated source should not call but compute. */
export function eager(
  evaluate: Evaluate,
  code?: (args: readonly string[], writer: CodeWriter) => string,
): EagerImplementation {
  return { kind: 'eager', evaluate, code };
}
