import { compileSource } from '../../model/generated-code.js';
import type { RecordCounts } from '../operator-context.js';
import type { UserCode } from './user-code.js';

/** One call of a user function for each record. */
export interface ElementCallOptions {
  readonly code: UserCode;
  readonly counts: RecordCounts;
  /** How errors call it. */
  readonly name: string;
  readonly call: (value: unknown, ...rest: never[]) => unknown;
  /** What it gets behind the record. */
  readonly rest: readonly unknown[];
  /** False on the broadcast side. Default true. */
  readonly hasKey?: boolean;
}

/**
 * What an operator does with a record when all it does is call a user function: holds the record while the operator must not
 * go on, calls, and emits the result.
 *
 * Generated for each operator, so that the engine knows one target for the call of the user's, whatever other operators
 * there are.
 */
export function elementCall(options: ElementCallOptions): (value: unknown) => void {
  const { code, counts, name, call, rest, hasKey = true } = options;
  const names = rest.map((_, position) => `rest${position}`);
  return compileSource(
    { code, counts, name, call, ...Object.fromEntries(rest.map((value, position) => [names[position], value])) },
    // A closure inside of processElement would make it allocate for every record.
    `const hold = (value) => code.hold(() => processElement(value));
    function processElement(value) {
      if (code.isSuspended) { hold(value); return; }
      counts.recordsIn++;
      code.${hasKey ? 'enter' : 'enterWithoutKey'}();
      let result;
      try { result = call(${['value', ...names].join(', ')}); } catch (cause) { throw code.threw(cause, name); }
      code.leave(result, name);
    }
    return processElement;`,
  );
}
