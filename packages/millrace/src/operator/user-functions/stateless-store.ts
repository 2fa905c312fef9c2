import { MillraceError } from '../../model/millrace-error.js';
import type { OperatorContext } from '../operator-context.js';
import type { KeyedStateStore } from './runtime-context.js';

/** Refuses every state: for functions that do not run with the key of a record in hand. */
export class StatelessStore implements KeyedStateStore {
  constructor(private readonly context: OperatorContext) {}

  getState(): never {
    throw this.refusal();
  }

  getListState(): never {
    throw this.refusal();
  }

  getMapState(): never {
    throw this.refusal();
  }

  getReducingState(): never {
    throw this.refusal();
  }

  getAggregatingState(): never {
    throw this.refusal();
  }

  private refusal(): MillraceError {
    const { operatorName } = this.context.info;
    return new MillraceError('STATE_IN_ASYNC_FUNCTION', `The function of '${operatorName}' cannot have keyed state.`, {
      facts: { operator: operatorName },
      hint: 'Answers come when the key of their record is no longer in hand; keep state in a process function behind it.',
    });
  }
}
