import type { TypeInformation } from '../../model/type-information.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { ValueState } from '../../state/state.js';
import type { TimeWindow, Window } from '../../time/window.js';
import { type MergedWindow, type MergingSet, NO_WINDOWS, openMergingSets } from './merging-set.js';
import type { PaneParts, Panes } from './panes.js';

type Session = MergedWindow<TimeWindow>;

/**
 * Sessions, with the trigger that fires at their end. A session has one timer, which is not moved at each record: when it
 * fires and the session has grown, it is registered again. Its namespace is the window of the session's contents, since
 * that one stays.
 */
export class SessionPanes implements Panes {
  private readonly sets: ValueState<MergingSet<TimeWindow>>;

  constructor(
    private readonly parts: PaneParts,
    keyed: KeyedStateBackend,
    windowType: TypeInformation<unknown>,
    /** Windows stay behind their end. */
    private readonly isKept: boolean,
  ) {
    this.sets = openMergingSets(keyed, windowType) as ValueState<MergingSet<TimeWindow>>;
  }

  add(value: unknown, timestamp: number): void {
    // A record is in one session.
    const [window] = this.parts.assigner.assign(value, timestamp) as readonly [TimeWindow];
    const set = this.sets.value() ?? NO_WINDOWS;
    const met = set.filter((session) => session.window.intersects(window));
    const [first, ...others] = met;
    if (first === undefined) this.addNew(window, set, value);
    else if (others.length === 0) this.grow(first, window, set, value);
    else this.merge(first, others, window, set, value);
  }

  onEventTime(time: number, stateWindow: Window): void {
    this.onTimer(time, stateWindow as TimeWindow);
  }

  onProcessingTime(time: number, stateWindow: Window): void {
    this.onTimer(time, stateWindow as TimeWindow);
  }

  private addNew(window: TimeWindow, set: MergingSet<TimeWindow>, value: unknown): void {
    const { contents, times, late } = this.parts;
    if (times.isLate(window)) {
      late.take(value);
      return;
    }
    this.sets.update([...set, { window, stateWindow: window }]);
    contents.setCurrentNamespace(window);
    contents.add(value);
    const end = window.maxTimestamp();
    if (end > times.passed()) {
      times.register(window, end);
    } else {
      this.registerCleanup(window, window);
      this.parts.fire(window, window, false);
    }
  }

  private grow(session: Session, window: TimeWindow, set: MergingSet<TimeWindow>, value: unknown): void {
    const { contents, times } = this.parts;
    const { stateWindow } = session;
    const grown = this.grownTo(session, session.window.cover(window), set);
    contents.setCurrentNamespace(stateWindow);
    contents.add(value);
    const end = grown.maxTimestamp();
    if (end <= times.passed()) this.parts.fire(grown, stateWindow, false);
    // The timer may have fired before, if the session is kept behind its end.
    else if (this.isKept) times.register(stateWindow, end);
  }

  private merge(
    first: Session,
    others: readonly Session[],
    window: TimeWindow,
    set: MergingSet<TimeWindow>,
    value: unknown,
  ): void {
    const { contents, times } = this.parts;
    const { stateWindow } = first;
    const all = others.reduce((cover, session) => cover.cover(session.window), first.window.cover(window));
    const left = set.filter((session) => !others.includes(session));
    const grown = this.grownTo(first, all, left);
    contents.mergeNamespaces(
      stateWindow,
      others.map((session) => session.stateWindow),
    );
    contents.setCurrentNamespace(stateWindow);
    contents.add(value);
    const end = grown.maxTimestamp();
    if (end <= times.passed()) this.parts.fire(grown, stateWindow, false);
    else times.register(stateWindow, end);
  }

  /** Writes down what a session has become. */
  private grownTo(session: Session, cover: TimeWindow, set: MergingSet<TimeWindow>): TimeWindow {
    if (cover.equals(session.window)) {
      this.sets.update(set);
      return session.window;
    }
    const grown = { window: cover, stateWindow: session.stateWindow };
    this.sets.update(set.length === 1 ? [grown] : set.map((each) => (each === session ? grown : each)));
    return cover;
  }

  private onTimer(time: number, timerWindow: TimeWindow): void {
    const set = this.sets.value();
    const session = set?.find(({ stateWindow }) => stateWindow.equals(timerWindow));
    // Its session has become part of another one, which has a timer of its own.
    if (set === undefined || session === undefined) return;
    const { contents, output, times, code } = this.parts;
    const { window, stateWindow } = session;
    const end = window.maxTimestamp();
    if (time < end) {
      times.register(stateWindow, end);
      return;
    }
    const isCleanup = time === times.cleanupTime(window);
    contents.setCurrentNamespace(stateWindow);
    if (isCleanup) this.sets.update(set.length === 1 ? undefined : set.filter((each) => each !== session));
    else this.registerCleanup(window, stateWindow);
    if (time === end) this.parts.fire(window, stateWindow, isCleanup);
    else if (isCleanup) contents.clear();
    if (!isCleanup) return;
    if (code.isSuspended) code.holdRest(() => output.clear(window));
    else output.clear(window);
  }

  private registerCleanup(window: TimeWindow, stateWindow: TimeWindow): void {
    const { times } = this.parts;
    const time = times.cleanupTime(window);
    if (time !== Number.POSITIVE_INFINITY) times.register(stateWindow, time);
  }
}
