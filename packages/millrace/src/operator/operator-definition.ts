import type { TypeInformation } from '../model/type-information.js';
import type { Operator } from './operator.js';
import type { OperatorContext } from './operator-context.js';

/** What a plan node says to the operator that runs it: plain options, and its functions already resolved. */
export interface OperatorSpec {
  readonly options: Readonly<Record<string, unknown>>;
  /** User functions, sources, sinks: by the role that they have in this operator. */
  readonly functions: Readonly<Record<string, unknown>>;
  readonly inputTypes: readonly TypeInformation<unknown>[];
  readonly outputType: TypeInformation<unknown>;
  /** One an input that is keyed. */
  readonly keySelectors: readonly (((value: unknown) => unknown) | undefined)[];
  readonly sideOutputTypes: Readonly<Record<string, TypeInformation<unknown>>>;
}

/** How to make an operator of one kind: the entry of the registry. */
export interface OperatorDefinition<O extends Operator = Operator> {
  /** The name by which plans refer to it. */
  readonly name: string;
  create(spec: OperatorSpec, context: OperatorContext): O;
}
