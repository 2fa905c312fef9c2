import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import { ValueStateDescriptor } from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';
import { type DeltaFunction, deltaOf } from './delta-function.js';
import { Trigger, type TriggerContext } from './trigger.js';
import { TriggerResult } from './trigger-result.js';

/**
 * Fires when a record is further than a threshold away from the one of the last firing; the first record of a window only
 * sets the mark.
 *
 * @example
 * ```ts
 * import { DeltaTrigger } from 'millrace';
 *
 * const everyTenMetres = DeltaTrigger.of(10, (old: { at: number }, now: { at: number }) => now.at - old.at);
 * console.log(String(everyTenMetres));
 * ```
 */
export class DeltaTrigger<T> extends Trigger<T, Window> {
  private readonly threshold: number;
  private readonly deltaFunction: DeltaFunction<T>;
  private readonly lastElement: ValueStateDescriptor<T>;

  /** @param elementType the type of the records, one of which is kept; without it, it is stored by structured clone. */
  constructor(threshold: number, deltaFunction: DeltaFunction<T>, elementType?: TypeInformation<T>) {
    super();
    this.threshold = threshold;
    this.deltaFunction = deltaFunction;
    this.lastElement = new ValueStateDescriptor(
      'last-element',
      elementType ?? (Types.PICKLED_BYTE_ARRAY() as TypeInformation<T>),
    );
  }

  static of<T>(threshold: number, deltaFunction: DeltaFunction<T>, elementType?: TypeInformation<T>): DeltaTrigger<T> {
    return new DeltaTrigger(threshold, deltaFunction, elementType);
  }

  onElement(element: T, _timestamp: number, _window: Window, ctx: TriggerContext): TriggerResult {
    const last = ctx.getPartitionedState(this.lastElement);
    const before = last.value();
    if (before === undefined) {
      last.update(element);
      return TriggerResult.CONTINUE;
    }
    if (!(deltaOf(this.deltaFunction, before, element) > this.threshold)) return TriggerResult.CONTINUE;
    last.update(element);
    return TriggerResult.FIRE;
  }

  onProcessingTime(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  onEventTime(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  clear(_window: Window, ctx: TriggerContext): void {
    ctx.getPartitionedState(this.lastElement).clear();
  }

  override toString(): string {
    return `DeltaTrigger(${this.threshold})`;
  }
}
