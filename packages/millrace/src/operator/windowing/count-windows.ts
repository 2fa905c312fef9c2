import { Types } from '../../model/types.js';
import { ValueStateDescriptor } from '../../state/state-descriptor.js';
import { CountWindow, type Window } from '../../time/window.js';
import { countWindowType } from '../../time/window-types.js';
import { CountTrigger } from './count-trigger.js';
import { PurgingTrigger } from './purging-trigger.js';
import { WindowAssigner, type WindowAssignerContext } from './window-assigner.js';
import { checkedCount } from './window-error.js';

/** A full window gets no more records, so that nothing of it need be kept. */
function onceFull(windowSize: number): PurgingTrigger<unknown, Window> {
  return PurgingTrigger.of(CountTrigger.of(windowSize));
}

/** How many records of the key in hand have come before this one. */
function countBefore(descriptor: ValueStateDescriptor<number>, context: WindowAssignerContext): number {
  const state = context.getRuntimeContext().getState(descriptor);
  const count = state.value() ?? 0;
  state.update(count + 1);
  return count;
}

/** Windows of so many records of a key, one behind the other, numbered from 0: what `countWindow(size)` uses. */
export class CountTumblingWindowAssigner extends WindowAssigner<unknown, CountWindow> {
  private readonly windowSize: number;
  private readonly count = new ValueStateDescriptor('tumble-count-assigner', Types.LONG());

  /** @throws MillraceError `WINDOW_INVALID` for a size that is no whole number from 1. */
  constructor(windowSize: number) {
    super();
    this.windowSize = checkedCount(windowSize, 'The size of a count window');
  }

  static of(windowSize: number): CountTumblingWindowAssigner {
    return new CountTumblingWindowAssigner(windowSize);
  }

  assignWindows(_element: unknown, _timestamp: number, context: WindowAssignerContext): readonly CountWindow[] {
    return [new CountWindow(Math.floor(countBefore(this.count, context) / this.windowSize))];
  }

  getDefaultTrigger() {
    return onceFull(this.windowSize);
  }

  getWindowSerializer() {
    return countWindowType();
  }

  isEventTime(): boolean {
    return false;
  }

  override toString(): string {
    return `CountTumblingWindowAssigner(${this.windowSize})`;
  }
}

/** Windows of so many records of a key, of which one begins every so many records: what `countWindow(size, slide)` uses. */
export class CountSlidingWindowAssigner extends WindowAssigner<unknown, CountWindow> {
  private readonly windowSize: number;
  private readonly windowSlide: number;
  private readonly count = new ValueStateDescriptor('slide-count-assigner', Types.LONG());

  /** @throws MillraceError `WINDOW_INVALID` for a size or slide that is no whole number from 1. */
  constructor(windowSize: number, windowSlide: number) {
    super();
    this.windowSize = checkedCount(windowSize, 'The size of a count window');
    this.windowSlide = checkedCount(windowSlide, 'The slide of count windows');
  }

  static of(windowSize: number, windowSlide: number): CountSlidingWindowAssigner {
    return new CountSlidingWindowAssigner(windowSize, windowSlide);
  }

  /** Windows begin at multiples of the slide; the latest one comes first, as in PyFlink. */
  assignWindows(_element: unknown, _timestamp: number, context: WindowAssignerContext): readonly CountWindow[] {
    const position = countBefore(this.count, context);
    const windows: CountWindow[] = [];
    for (let id = Math.floor(position / this.windowSlide); id >= 0; id--) {
      if (id * this.windowSlide + this.windowSize <= position) break;
      windows.push(new CountWindow(id));
    }
    return windows;
  }

  getDefaultTrigger() {
    return onceFull(this.windowSize);
  }

  getWindowSerializer() {
    return countWindowType();
  }

  isEventTime(): boolean {
    return false;
  }

  override toString(): string {
    return `CountSlidingWindowAssigner(${this.windowSize}, ${this.windowSlide})`;
  }
}
