/** Where an error happened and what was seen: values that may be logged (never secrets). */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | bigint | null | undefined>>;

/** What {@link MillraceError} is made from. */
export interface MillraceErrorOptions {
  /** What was seen and where (operator, split, offset, file, line …). */
  readonly facts?: ErrorFacts;
  /** What to do next, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The one error that Millrace throws: a stable code, what was seen, where, and what to do next.
 *
 * @example
 * ```ts
 * import { MillraceError } from 'millrace';
 *
 * const error = new MillraceError('CONFIG_UNKNOWN_KEY', "'paralelism.default' is not a configuration key.", {
 *   hint: "Did you mean 'parallelism.default'?",
 * });
 * console.log(error.code);
 * ```
 */
export class MillraceError extends Error {
  /** Stable, upper case, never reused for another meaning. */
  readonly code: string;
  readonly facts: ErrorFacts;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: MillraceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MillraceError';
    this.code = code;
    this.facts = options.facts ?? {};
    this.hint = options.hint;
  }

  /** The same error with more facts about where it happened; facts already present win. */
  withFacts(facts: ErrorFacts): MillraceError {
    const error = new MillraceError(this.code, this.message, {
      facts: { ...facts, ...this.facts },
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      cause: this.cause,
    });
    if (this.stack !== undefined) error.stack = this.stack;
    return error;
  }
}
