import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { Input, InSteps } from '../input.js';
import type { OperatorContext } from '../operator-context.js';
import { KEY_SELECTOR_CALL, keyError } from './key-error.js';

/** How the records of one input get their key. */
export interface InputKey {
  readonly context: OperatorContext;
  readonly keyed: KeyedStateBackend;
  readonly select: (value: unknown) => unknown;
}

/** The key of an input that has a key selector; undefined for an input that is not keyed. */
export function inputKey(
  context: OperatorContext,
  select: ((value: unknown) => unknown) | undefined,
): InputKey | undefined {
  const { keyed, info } = context;
  if (select === undefined) return undefined;
  if (keyed === undefined) throw new Error(`'${info.operatorName}' has a keyed input but no keyed state.`);
  return { context, keyed, select };
}

/** The record goes on with its key current. */
export function keyStep(key: InputKey, next: InSteps['next']): InSteps {
  const step = {
    kind: 'key',
    call: key.select,
    keyed: key.keyed,
    operatorIndex: key.context.operatorIndex,
    threw: (cause: unknown, current: unknown) => keySelectorError(key, cause, current),
  } as const;
  return { steps: [step], next };
}

/** Makes the key of a record current. */
export function chooseKey(key: InputKey, value: unknown): void {
  let current: unknown;
  try {
    current = key.select(value);
    key.keyed.setCurrentKey(current);
  } catch (cause) {
    throw keySelectorError(key, cause, current);
  }
}

/** What is thrown when a record has no key that can be used: its selector threw, or gave `current`. */
function keySelectorError(key: InputKey, cause: unknown, current: unknown): Error {
  return key.context.userError(keyError(cause, current), KEY_SELECTOR_CALL);
}

/** The input of an operator that works on streams with and without keys: keyed when there is a key selector. */
export function keyedIfSelected(
  context: OperatorContext,
  select: ((value: unknown) => unknown) | undefined,
  input: Input,
): Input {
  const key = inputKey(context, select);
  return key === undefined ? input : new KeyedInput(key, input);
}

/** Makes the key of each record current before the operator behind it sees the record. */
class KeyedInput implements Input {
  readonly inSteps: InSteps;

  constructor(
    private readonly key: InputKey,
    private readonly behind: Input,
  ) {
    this.inSteps = keyStep(key, behind);
  }

  processElement(value: unknown): void {
    chooseKey(this.key, value);
    this.behind.processElement(value);
  }

  processWatermark(time: number): void {
    this.behind.processWatermark(time);
  }

  processStatus(idle: boolean): void {
    this.behind.processStatus(idle);
  }
}
