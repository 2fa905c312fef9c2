import { MillraceError } from '../model/millrace-error.js';

/** How a plan names user code: by its place in the program, or by the module that exports it. */
export type FunctionReference =
  | { readonly kind: 'program'; readonly ordinal: number }
  | { readonly kind: 'module'; readonly module: string; readonly export: string };

/** The user code of a plan, in the order in which the program gave it; the same program gives the same table. */
export class FunctionTable {
  private readonly entries: unknown[] = [];

  add(code: unknown): FunctionReference {
    this.entries.push(code);
    return { kind: 'program', ordinal: this.entries.length - 1 };
  }

  /** @throws MillraceError `PLAN_FUNCTION_UNKNOWN` when this table does not hold the reference. */
  resolve(reference: FunctionReference): unknown {
    if (reference.kind === 'program' && reference.ordinal in this.entries) return this.entries[reference.ordinal];
    throw new MillraceError(
      'PLAN_FUNCTION_UNKNOWN',
      `The plan refers to code that is not there: ${JSON.stringify(reference)}.`,
      {
        hint: 'Build the plan with the same program that runs it.',
      },
    );
  }
}
