import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { Input } from '../input.js';
import type { OperatorContext } from '../operator-context.js';
import { KEY_SELECTOR_CALL, keyError } from './key-error.js';

/** Makes the key of each record current before the operator behind it sees the record. */
class KeyedInput implements Input {
  private readonly keyed: KeyedStateBackend;

  constructor(
    private readonly context: OperatorContext,
    private readonly getKey: (value: unknown) => unknown,
    private readonly behind: Input,
  ) {
    if (context.keyed === undefined)
      throw new Error(`'${context.info.operatorName}' has a keyed input but no keyed state.`);
    this.keyed = context.keyed;
  }

  processElement(value: unknown): void {
    let key: unknown;
    try {
      key = this.getKey(value);
      this.keyed.setCurrentKey(key);
    } catch (cause) {
      throw this.context.userError(keyError(cause, key), KEY_SELECTOR_CALL);
    }
    this.behind.processElement(value);
  }

  processWatermark(time: number): void {
    this.behind.processWatermark(time);
  }

  processStatus(idle: boolean): void {
    this.behind.processStatus(idle);
  }
}

/** The input of an operator that works on streams with and without keys: keyed when there is a key selector. */
export function keyedIfSelected(
  context: OperatorContext,
  getKey: ((value: unknown) => unknown) | undefined,
  input: Input,
): Input {
  return getKey === undefined ? input : new KeyedInput(context, getKey, input);
}
