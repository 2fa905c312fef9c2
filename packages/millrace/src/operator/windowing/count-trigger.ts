import { Types } from '../../model/types.js';
import { ReducingStateDescriptor } from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';
import { type OnMergeContext, Trigger, type TriggerContext } from './trigger.js';
import { TriggerResult } from './trigger-result.js';
import { checkedCount } from './window-error.js';

const COUNT = new ReducingStateDescriptor<number>('count', (one, other) => one + other, Types.LONG());

/** Fires at every n-th record of a window. The contents stay: see `PurgingTrigger`. */
export class CountTrigger extends Trigger<unknown, Window> {
  private readonly maxCount: number;

  /** @throws MillraceError `WINDOW_INVALID` for anything but a whole number from 1. */
  constructor(maxCount: number) {
    super();
    this.maxCount = checkedCount(maxCount, 'The count of a CountTrigger');
  }

  static of(maxCount: number): CountTrigger {
    return new CountTrigger(maxCount);
  }

  onElement(_element: unknown, _timestamp: number, _window: Window, ctx: TriggerContext): TriggerResult {
    const count = ctx.getPartitionedState(COUNT);
    count.add(1);
    if ((count.get() as number) < this.maxCount) return TriggerResult.CONTINUE;
    count.clear();
    return TriggerResult.FIRE;
  }

  onProcessingTime(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  onEventTime(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  override canMerge(): boolean {
    return true;
  }

  override onMerge(_window: Window, ctx: OnMergeContext): void {
    ctx.mergePartitionedState(COUNT);
  }

  clear(_window: Window, ctx: TriggerContext): void {
    ctx.getPartitionedState(COUNT).clear();
  }

  override toString(): string {
    return `CountTrigger(${this.maxCount})`;
  }
}
