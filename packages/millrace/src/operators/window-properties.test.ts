import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import type { Evictor } from '../operator/windowing/evictor.js';
import type { Trigger } from '../operator/windowing/trigger.js';
import type { ProcessWindowContext } from '../operator/windowing/window-function.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { OperatorFixture, type OperatorFixtureOptions } from '../testing/operator-fixture.test-support.js';
import type { Window } from '../time/window.js';
import { windowDefinition } from './window.js';
import {
  counts,
  cumulative,
  cumulativeByClock,
  dynamicSessions,
  dynamicSessionsByClock,
  evictors,
  global,
  type Kind,
  mergeable,
  others,
  purging,
  sessions,
  sessionsByClock,
  sliding,
  slidingByClock,
  slidingCounts,
  tumbling,
  tumblingByClock,
  type Work,
  works,
} from './window-kinds.test-support.js';
import { type Item, WindowModel } from './window-model.test-support.js';

const ITEM = Types.TUPLE([Types.STRING(), Types.INT()]) as TypeInformation<unknown>;

type Step =
  | { readonly element: string; readonly timestamp: number }
  | { readonly watermark: number }
  | { readonly clock: number }
  /** The outputs are shut until so many elements have come. */
  | { readonly shut: readonly { readonly element: string; readonly timestamp: number }[] }
  /** A snapshot, and a new operator restored from it, to which the watermark is sent again, or not. */
  | { readonly restored: 'with its watermark' | 'without' };

const element = fc.record({ element: fc.constantFrom('a', 'b'), timestamp: fc.nat(30) });

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: element },
    { weight: 3, arbitrary: fc.record({ watermark: fc.integer({ min: -3, max: 34 }) }) },
    { weight: 3, arbitrary: fc.record({ clock: fc.nat(34) }) },
    {
      weight: 2,
      arbitrary: fc.record({ restored: fc.constantFrom('with its watermark' as const, 'without' as const) }),
    },
    { weight: 1, arbitrary: fc.record({ shut: fc.array(element, { maxLength: 5 }) }) },
  ),
  { maxLength: 40 },
);

const firings = new ValueStateDescriptor('firings', Types.INT());

/** Writes down twice what a window shows, and how often it has fired: what it remembers is read when it is asked for the second. */
function processFunction({ merges }: Kind, work: Work) {
  const inOneOrder = (ids: readonly number[]) => (merges ? ids.toSorted((one, other) => one - other) : ids);
  return {
    *process(key: string, context: ProcessWindowContext<Window>, elements: Iterable<unknown>) {
      const shown = [...elements].map((each) => (Array.isArray(each) ? (each as unknown as Item)[1] : each));
      const content = 'aggregate' in work.functions ? String(shown[0]) : inOneOrder(shown as number[]).join();
      const fired = merges ? undefined : context.windowState().getState(firings);
      fired?.update((fired.value() ?? 0) + 1);
      const written = () => `${key} ${context.window()} ${content}${fired === undefined ? '' : ` #${fired.value()}`}`;
      yield written();
      yield `${written()} again`;
    },
    clear(context: ProcessWindowContext<Window>) {
      if (!merges) context.windowState().getState(firings).clear();
    },
  };
}

interface Setting {
  readonly kind: Kind;
  readonly trigger?: Trigger<never, Window>;
  readonly evictor?: Evictor<never, Window>;
  readonly work: keyof typeof works;
  readonly latenessMs: number;
}

function modelOf({ kind, trigger, evictor, work, latenessMs }: Setting): WindowModel {
  const sorted = (ids: readonly number[]) => (kind.merges ? ids.toSorted((one, other) => one - other) : ids);
  return new WindowModel({
    ...kind,
    trigger: (trigger ?? kind.assigner.getDefaultTrigger()) as Trigger<Item, Window>,
    latenessMs: kind.isEventTime ? latenessMs : 0,
    ...(evictor === undefined ? {} : { evictor: evictor as Evictor<Item, Window> }),
    write: (ids) => works[work].write(sorted(ids)),
    countsFirings: !kind.merges,
  });
}

/** The operator under test, which may be restored from its own state at any step. */
class Windows {
  private fixture: OperatorFixture;
  private watermark = Number.NEGATIVE_INFINITY;
  private readonly options: OperatorFixtureOptions;

  constructor({ kind, trigger, evictor, work, latenessMs }: Setting) {
    const { functions, options }: Work = works[work];
    this.options = {
      functions: {
        assigner: kind.assigner,
        ...(trigger === undefined ? {} : { trigger }),
        ...(evictor === undefined ? {} : { evictor }),
        ...functions,
        processFunction: processFunction(kind, works[work]),
      },
      options: kind.isEventTime ? { allowedLatenessMs: latenessMs, lateTag: 'late', ...options } : { ...options },
      inputTypes: [ITEM],
      keyType: Types.STRING(),
      keySelectors: [(item) => (item as Item)[0]],
      sideOutputs: ['late'],
    };
    this.fixture = this.open(this.options);
  }

  element(item: Item, timestamp: number): void {
    this.fixture.process(Object.freeze([...item]), timestamp);
  }

  advanceWatermark(time: number): void {
    this.watermark = Math.max(this.watermark, time);
    this.fixture.operator.inputs[0]!.processWatermark(time);
  }

  async advanceClock(time: number): Promise<void> {
    await this.fixture.advanceTo(Math.max(time, this.fixture.host.clock.now()));
  }

  shut(): void {
    this.fixture.below.block();
  }

  async unshut(): Promise<void> {
    this.fixture.below.unblock();
    await this.fixture.settle();
  }

  /** What has come out since the last call. */
  take(): string[] {
    return this.fixture.take().filter((each) => !each.includes('watermark'));
  }

  async restore(withWatermark: boolean): Promise<void> {
    const restoredKeyed = await this.fixture.keyedSnapshot();
    const now = this.fixture.host.clock.now();
    this.fixture = this.open({ ...this.options, restoredKeyed });
    await this.fixture.advanceTo(now);
    if (withWatermark) this.fixture.operator.inputs[0]!.processWatermark(this.watermark);
    else this.watermark = Number.NEGATIVE_INFINITY;
  }

  private open(options: OperatorFixtureOptions): OperatorFixture {
    const fixture = new OperatorFixture(windowDefinition, options);
    void fixture.operator.open?.();
    return fixture;
  }
}

async function agrees(setting: Setting, run: readonly Step[]): Promise<void> {
  const model = modelOf(setting);
  const windows = new Windows(setting);
  let id = 0;
  const add = (key: string, timestamp: number) => {
    const item: Item = [key, id++];
    model.element(item, timestamp);
    windows.element(item, timestamp);
  };
  for (const step of [...run, { watermark: Number.POSITIVE_INFINITY }]) {
    if ('element' in step) add(step.element, step.timestamp);
    else if ('watermark' in step) {
      model.advanceWatermark(step.watermark);
      windows.advanceWatermark(step.watermark);
    } else if ('clock' in step) {
      model.advanceClock(step.clock);
      await windows.advanceClock(step.clock);
    } else if ('restored' in step) {
      const withWatermark = step.restored !== 'without';
      model.restore(withWatermark);
      await windows.restore(withWatermark);
    } else {
      windows.shut();
      for (const { element, timestamp } of step.shut) add(element, timestamp);
      await windows.unshut();
    }
    expect({ step, out: windows.take().toSorted() }).toEqual({ step, out: model.out.splice(0).toSorted() });
  }
}

const timeKinds = { tumbling, sliding, cumulative, tumblingByClock, slidingByClock, cumulativeByClock };
const sessionKinds = { sessions, sessionsByClock, dynamicSessions, dynamicSessionsByClock };
const otherKinds = { counts, slidingCounts, global };
const lateness = fc.oneof(fc.constant(0), fc.nat(6));
const anyWork = fc.constantFrom(...(Object.keys(works) as (keyof typeof works)[]));
/** Sessions merge their values in an order that nobody promises. */
const mergingWork = fc.constantFrom<keyof typeof works>('list', 'sum', 'largest');

const check = (settings: fc.Arbitrary<Setting>) =>
  fc.assert(
    fc.asyncProperty(settings, steps, (setting, run) => agrees(setting, run)),
    { numRuns: 300 },
  );

describe('windows do what the model does', { timeout: 120_000 }, () => {
  it.each(Object.entries(timeKinds))('%s, at their end', (_name, kind) =>
    check(fc.record({ kind, work: anyWork, latenessMs: lateness })),
  );
  it.each(Object.entries(timeKinds))('%s, with any trigger and evictor', (_name, kind) =>
    check(
      fc.record(
        { kind, work: anyWork, latenessMs: lateness, trigger: fc.oneof(mergeable, purging, others), evictor: evictors },
        { requiredKeys: ['kind', 'work', 'latenessMs'] },
      ),
    ),
  );
  it.each(Object.entries(sessionKinds))('%s, at their end', (_name, kind) =>
    check(fc.record({ kind, work: mergingWork, latenessMs: lateness })),
  );
  it.each(Object.entries(sessionKinds))('%s, with any trigger that merges', (_name, kind) =>
    check(fc.record({ kind, work: mergingWork, latenessMs: lateness, trigger: fc.oneof(mergeable, purging) })),
  );
  it.each(Object.entries(otherKinds))('%s, with any trigger and evictor', (_name, kind) =>
    check(
      fc.record(
        {
          kind,
          work: anyWork,
          latenessMs: fc.constant(0),
          trigger: fc.oneof(mergeable, purging, others),
          evictor: evictors,
        },
        { requiredKeys: ['kind', 'work', 'latenessMs'] },
      ),
    ),
  );
});
