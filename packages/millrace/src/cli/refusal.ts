import { MillraceError } from '../model/millrace-error.js';

/** What a plugin throws to refuse a program: the bundler writes its own code into whatever is thrown, so ours is the cause. */
export function refusal(error: MillraceError): Error {
  return new Error(error.message, { cause: error });
}

/** The error that a plugin has refused the program with. */
export function refusalIn(thrown: unknown): MillraceError | undefined {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause instanceof MillraceError ? cause : undefined;
}
