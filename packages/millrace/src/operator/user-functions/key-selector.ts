import { type Lifecycle, LifecycleFunction } from './function.js';

abstract class KeySelectorClass<In, Key> extends LifecycleFunction {
  abstract getKey(value: In): Key;
}

/** The key of a record. Called on both sides of an exchange: the same record must always give the same key. */
export interface KeySelector<In, Key> extends Lifecycle {
  getKey(value: In): Key;
}

export const KeySelector: abstract new <In, Key>() => KeySelectorClass<In, Key> = KeySelectorClass;

/** One key for all records, so that all of them meet in one subtask. */
export class NullByteKeySelector<In> extends KeySelectorClass<In, number> {
  override getKey(_value: In): number {
    return 0;
  }
}
