import { MillraceError } from '../../model/millrace-error.js';
import type { OperatorContext } from '../operator-context.js';

/** True for what is no record: undefined and a promise. */
export function isNoRecord(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value instanceof Promise);
}

/** The error for a value that {@link isNoRecord} refuses, and for null where a value is needed. */
export function noRecordError(context: OperatorContext, call: string, value: unknown): Error {
  const isNothing = value === undefined || value === null;
  if (value instanceof Promise) ignoreRejection(value);
  return context.userError(isNothing ? returnedNothing(context, call, value) : returnedPromise(context, call), call);
}

/** The pieces of a flatMap-like result, or the error that says why it has none. */
export function iteratorOf(context: OperatorContext, call: string, result: unknown): Iterator<unknown> {
  if (typeof result === 'object' && result !== null && !ArrayBuffer.isView(result)) {
    const candidate = result as Partial<Iterable<unknown> & Iterator<unknown> & AsyncIterable<unknown>>;
    if (typeof candidate[Symbol.iterator] === 'function') return (result as Iterable<unknown>)[Symbol.iterator]();
    if (result instanceof Promise) ignoreRejection(result);
    if (result instanceof Promise || typeof candidate[Symbol.asyncIterator] === 'function') {
      throw context.userError(returnedPromise(context, call), call);
    }
    if (typeof candidate.next === 'function') return result as Iterator<unknown>;
  }
  const seen = typeof result === 'object' ? 'one object' : `a ${typeof result}`;
  const error = new MillraceError(
    'FUNCTION_RESULT_INVALID',
    `${call} of '${context.info.operatorName}' returned ${seen}; it returns an array, a generator, or nothing.`,
    { facts: { call, seen }, hint: 'Put the record into an array, yield it, or pass it to out.collect.' },
  );
  throw context.userError(error, call);
}

/** Nobody awaits a promise that was refused; how it settles must not end the process in place of the refusal. */
export function ignoreRejection(promise: Promise<unknown>): void {
  promise.catch(() => {});
}

function returnedNothing(context: OperatorContext, call: string, seen: null | undefined): MillraceError {
  return new MillraceError(
    'FUNCTION_RETURNED_NOTHING',
    `${call} of '${context.info.operatorName}' gave ${seen} as a record.`,
    {
      facts: { call },
      hint: 'Return a value, or use filter or flatMap to drop records.',
    },
  );
}

function returnedPromise(context: OperatorContext, call: string): MillraceError {
  return new MillraceError(
    'FUNCTION_RETURNED_PROMISE',
    `${call} of '${context.info.operatorName}' returned a promise.`,
    {
      facts: { call },
      hint: 'Calls of a function are synchronous; for asynchronous work use AsyncDataStream.',
    },
  );
}
