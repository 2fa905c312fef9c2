import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { mapDefinition } from '../../operators/map.js';
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from '../../state/state-descriptor.js';
import { inEveryMode } from '../../testing/every-mode.test-support.js';
import { OperatorFixture } from '../../testing/operator-fixture.test-support.js';
import { OperatorHarness } from '../../testing/operator-harness.js';
import { MapFunction } from './map-function.js';
import { OperatorRuntimeContext } from './operator-runtime-context.js';
import type { RuntimeContext } from './runtime-context.js';
import { CallPhase } from './user-code.js';

const add = (value1: number, value2: number) => value1 + value2;
const mean = {
  createAccumulator: (): [number, number] => [0, 0],
  add: (value: number, [sum, count]: [number, number]): [number, number] => [sum + value, count + 1],
  getResult: ([sum, count]: [number, number]) => sum / count,
  merge: ([sum1, count1]: [number, number], [sum2, count2]: [number, number]): [number, number] => [
    sum1 + sum2,
    count1 + count2,
  ],
};

const descriptors = {
  value: new ValueStateDescriptor('value', Types.INT()),
  list: new ListStateDescriptor('list', Types.INT()),
  map: new MapStateDescriptor('map', Types.INT(), Types.STRING()),
  reducing: new ReducingStateDescriptor('reducing', add, Types.INT()),
  aggregating: new AggregatingStateDescriptor('aggregating', mean),
};

function statesOf(context: RuntimeContext) {
  return {
    value: context.getState(descriptors.value),
    list: context.getListState(descriptors.list),
    map: context.getMapState(descriptors.map),
    reducing: context.getReducingState(descriptors.reducing),
    aggregating: context.getAggregatingState(descriptors.aggregating),
  };
}

/** Writes to all kinds of state, or clears them, and tells what is in them. */
class AllKinds extends MapFunction<number, unknown> {
  states!: ReturnType<typeof statesOf>;

  override open(context: RuntimeContext) {
    this.states = statesOf(context);
  }

  map(value: number): unknown {
    if (value === 0) for (const state of Object.values(this.states)) state.clear();
    else this.write(value);
    return this.read();
  }

  private write(number: number) {
    const { value, list, map, reducing, aggregating } = this.states;
    value.update(number);
    list.addAll([number]);
    list.add(-number);
    map.put(number, `${number}`);
    map.putAll([[-number, 'negative']]);
    map.remove(-number);
    reducing.add(number);
    aggregating.add(number);
  }

  private read() {
    const { value, list, map, reducing, aggregating } = this.states;
    return {
      value: value.value() ?? null,
      list: [...list.get()],
      map: [[...map.keys()], [...map.values()], [...map.items()], map.contains(1), map.get(1) ?? null, map.isEmpty()],
      reducing: reducing.get() ?? null,
      aggregating: aggregating.get() ?? null,
    };
  }
}

const keyed = [{ type: Types.INT(), keySelector: () => 'one', keyType: Types.STRING() }];
const empty = { value: null, list: [], map: [[], [], [], false, null, true], reducing: null, aggregating: null };

describe('states of a runtime context', () => {
  inEveryMode('are read, written and cleared during calls', async (mode) => {
    const harness = new OperatorHarness({
      definition: mapDefinition,
      functions: { function: new AllKinds() },
      inputs: keyed,
      ...mode,
    });
    await harness.open();
    for (const value of [1, 3, 0]) await harness.processElement(0, value);
    const [, second, third] = harness.values as [unknown, typeof empty, typeof empty];
    expect(second).toMatchObject({ value: 3, list: [1, -1, 3, -3], reducing: 4, aggregating: 2 });
    expect(second.map.slice(3)).toEqual([true, '1', false]);
    expect((second.map[2] as unknown as unknown[]).sort()).toEqual([
      [1, '1'],
      [3, '3'],
    ]);
    expect(third).toEqual(empty);
  });

  it('are replaced as a whole by update of a list', async () => {
    class Replacing extends AllKinds {
      override map(value: number): unknown {
        this.states.list.update([value, value + 1]);
        return [...this.states.list.get()];
      }
    }
    const harness = new OperatorHarness({
      definition: mapDefinition,
      functions: { function: new Replacing() },
      inputs: keyed,
    });
    await harness.open();
    for (const value of [1, 5]) await harness.processElement(0, value);
    expect(harness.values).toEqual([
      [1, 2],
      [5, 6],
    ]);
  });

  it('refuse every access outside of a call', async () => {
    // Each instance of an operator has a copy of its own: this one hands its states out.
    let states: ReturnType<typeof statesOf> | undefined;
    class Kept extends AllKinds {
      override map(value: number): unknown {
        states = this.states;
        return super.map(value);
      }
    }
    const code = new Kept();
    const harness = new OperatorHarness({ definition: mapDefinition, functions: { function: code }, inputs: keyed });
    await harness.open();
    await harness.processElement(0, 1);
    const { value, list, map, reducing, aggregating } = states as unknown as ReturnType<typeof statesOf>;
    const accesses: Readonly<Record<string, () => unknown>> = {
      'value.value': () => value.value(),
      'value.update': () => value.update(1),
      'value.clear': () => value.clear(),
      'list.get': () => list.get(),
      'list.add': () => list.add(1),
      'list.addAll': () => list.addAll([]),
      'list.update': () => list.update([]),
      'list.clear': () => list.clear(),
      'map.get': () => map.get(1),
      'map.put': () => map.put(1, ''),
      'map.putAll': () => map.putAll([]),
      'map.remove': () => map.remove(1),
      'map.contains': () => map.contains(1),
      'map.items': () => map.items(),
      'map.keys': () => map.keys(),
      'map.values': () => map.values(),
      'map.isEmpty': () => map.isEmpty(),
      'map.clear': () => map.clear(),
      'reducing.get': () => reducing.get(),
      'reducing.add': () => reducing.add(1),
      'reducing.clear': () => reducing.clear(),
      'aggregating.get': () => aggregating.get(),
      'aggregating.add': () => aggregating.add(1),
      'aggregating.clear': () => aggregating.clear(),
    };
    for (const [name, access] of Object.entries(accesses)) {
      expect(access, name).toThrow(expect.objectContaining({ code: 'USED_AFTER_CALL' }));
    }
  });

  it('are refused in open, where no key is in hand', async () => {
    class Early extends AllKinds {
      override open(context: RuntimeContext) {
        super.open(context);
        this.states.value.update(1);
      }
    }
    const harness = new OperatorHarness({
      definition: mapDefinition,
      functions: { function: new Early() },
      inputs: keyed,
    });
    await expect(harness.open()).rejects.toMatchObject({ code: 'USED_AFTER_CALL' });
  });

  it('are the same for the same name, and refused with another type', async () => {
    const asked: unknown[] = [];
    class Asking extends MapFunction<number, number> {
      private context!: RuntimeContext;

      override open(context: RuntimeContext) {
        this.context = context;
      }

      map(value: number) {
        const { context } = this;
        asked.push(
          context.getState(descriptors.value) === context.getState(new ValueStateDescriptor('value', Types.INT())),
        );
        if (value === 2) context.getState(new ValueStateDescriptor('value', Types.STRING()));
        return value;
      }
    }
    const harness = new OperatorHarness({
      definition: mapDefinition,
      functions: { function: new Asking() },
      inputs: keyed,
    });
    await harness.open();
    await harness.processElement(0, 1);
    expect(asked).toEqual([true]);
    await expect(harness.processElement(0, 2)).rejects.toMatchObject({ code: 'STATE_DESCRIPTOR_CHANGED' });
  });
});

describe('a runtime context', () => {
  it('says who runs the function', () => {
    const fixture = new OperatorFixture(mapDefinition, {
      functions: { function: (value: unknown) => value },
      parallelism: 4,
      subtaskIndex: 2,
    });
    const context = new OperatorRuntimeContext(fixture.context, { phase: CallPhase.OUTSIDE });
    expect([
      context.getTaskName(),
      context.getTaskNameWithSubtasks(),
      context.getIndexOfThisSubtask(),
      context.getNumberOfParallelSubtasks(),
      context.getMaxNumberOfParallelSubtasks(),
      context.getAttemptNumber(),
    ]).toEqual(['task', 'task (3/4)#0', 2, 4, 128, 0]);
    expect(context.getMetricsGroup()).toBe(fixture.context.metrics);
  });

  it('gives job parameters, or their default', () => {
    const fixture = new OperatorFixture(mapDefinition, { functions: { function: (value: unknown) => value } });
    const info = { ...fixture.context.info, jobParameters: { colour: 'green' } };
    const context = new OperatorRuntimeContext(
      Object.create(fixture.context, { info: { value: info } }) as typeof fixture.context,
      { phase: CallPhase.OUTSIDE },
    );
    expect(context.getJobParameter('colour', 'red')).toBe('green');
    expect(context.getJobParameter('size', 'small')).toBe('small');
    expect(context.getJobParameter('toString', 'none')).toBe('none');
    expect(new OperatorRuntimeContext(fixture.context, { phase: CallPhase.OUTSIDE }).getJobParameter('a', 'b')).toBe(
      'b',
    );
  });
});
