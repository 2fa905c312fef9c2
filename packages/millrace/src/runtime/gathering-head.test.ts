import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import type { Collector } from '../operator/user-functions/collector.js';
import type { KeyedOnTimerContext, KeyedProcessContext } from '../operator/user-functions/process-context.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import { keyedBroadcastProcessDefinition } from '../operators/broadcast-process.js';
import { coProcessDefinition } from '../operators/co-process.js';
import { keyedProcessDefinition, processDefinition } from '../operators/process.js';
import { HEAP_STATE_BACKEND } from '../state/heap/heap-state-backend.js';
import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import type { ValueState } from '../state/state.js';
import type { StateBackend } from '../state/state-backend.js';
import { MapStateDescriptor, ValueStateDescriptor } from '../state/state-descriptor.js';
import { StateTtlConfig } from '../state/state-ttl-config.js';
import { OperatorHarness, type OperatorHarnessOptions } from '../testing/operator-harness.js';

const TEXT = Types.STRING();
const firstLetter = (value: string) => value.slice(0, 1);
const BY_KEY = { type: TEXT, keySelector: firstLetter, keyType: TEXT, gathering: 'by-key' } as const;

const open = async (code: unknown, options: Partial<OperatorHarnessOptions> = {}) => {
  const harness = new OperatorHarness({
    definition: keyedProcessDefinition,
    functions: { function: code },
    inputs: [BY_KEY],
    outputType: TEXT,
    oneKeyAtATime: true,
    ...options,
  });
  await harness.open();
  return harness;
};

/** `value` or `value@time` goes into the input of its index. */
const give = async (harness: OperatorHarness, ...inputs: readonly (readonly string[])[]) => {
  for (const [input, values] of inputs.entries()) {
    for (const each of values) {
      const [value, time] = each.split('@');
      await harness.processElement(input, value, time === undefined ? undefined : Number(time));
    }
  }
};

const end = async (harness: OperatorHarness, ...inputs: readonly number[]) => {
  for (const input of inputs) await harness.endInput(input);
};

const tell = (value: string, ctx: KeyedProcessContext<string>) => [`${value}@${ctx.timestamp()}`];

describe('a gathered input', () => {
  it('gives nothing before it has ended, then all records of a key together, by timestamp, then the last watermark', async () => {
    const harness = await open(tell);
    await give(harness, ['a1@5', 'b1@4', 'a2@3', 'b2@4', 'a3@5']);
    await harness.processWatermark(0, 100);
    await harness.processStatus(0, true);
    expect(harness.emissions).toEqual([]);
    await end(harness, 0);
    const [a, b] = [
      ['a2@3', 'a1@5', 'a3@5'],
      ['b1@4', 'b2@4'],
    ];
    expect([
      [...a, ...b],
      [...b, ...a],
    ]).toContainEqual(harness.values);
    expect(harness.emissions.slice(5)).toEqual([
      { kind: 'watermark', time: Number.POSITIVE_INFINITY },
      { kind: 'end' },
    ]);
  });

  it('without a key keeps the order of its records', async () => {
    const harness = await open((value: string) => [value], {
      definition: processDefinition,
      inputs: [{ type: TEXT, gathering: 'as-they-come' }],
      oneKeyAtATime: false,
      sortMemoryBytes: 32 * 1024,
    });
    const values = Array.from({ length: 1500 }, (_, nr) => `${(nr * 7919) % 1500} ${'x'.repeat(60)}`);
    await give(harness, values);
    await end(harness, 0);
    expect(harness.values).toEqual(values);
    expect(await harness.host.files.list('/tmp')).toEqual([]);
  });

  it('stops where the outputs are shut, and goes on where it stopped', async () => {
    const harness = await open((value: string) => [value, `${value} again`]);
    await give(
      harness,
      Array.from({ length: 1200 }, (_, nr) => `${'abc'[nr % 3]}${nr}`),
    );
    harness.shutOutput();
    await end(harness, 0);
    expect(harness.values).toEqual([]);
    await harness.openOutput();
    expect(harness.values).toHaveLength(2400);
    expect(
      new Set(
        harness.values
          .map((value) => String(value).slice(0, 1))
          .join('')
          .match(/a+|b+|c+/g),
      ),
    ).toHaveProperty('size', 3);
  });
});

describe('one key at a time', () => {
  class Remember {
    private last!: ValueState<string>;

    open(context: RuntimeContext) {
      this.last = context.getState(new ValueStateDescriptor('last', TEXT));
    }

    processElement(value: string, ctx: KeyedProcessContext<string>) {
      const before = this.last.value();
      this.last.update(value);
      const time = Number(value.slice(1));
      ctx.timerService().registerEventTimeTimer(time);
      ctx.timerService().registerProcessingTimeTimer(-time);
      return [`${value} after ${before} at ${ctx.timerService().currentWatermark()}`];
    }

    onTimer(time: number, ctx: KeyedOnTimerContext<string>) {
      ctx.timerService().registerEventTimeTimer(time + 1);
      ctx.timerService().registerProcessingTimeTimer(time + 1);
      return [`${ctx.getCurrentKey()} ${ctx.timeDomain()} ${time} at ${ctx.timerService().currentWatermark()}`];
    }
  }

  it('fires all timers of a key when it is over, with its state, which then is dropped', async () => {
    const harness = await open(new Remember());
    await give(harness, ['a2', 'b7', 'a1']);
    await harness.setProcessingTime(1000);
    await end(harness, 0);
    const blocks = [
      [
        'a2 after undefined at -Infinity',
        'a1 after a2 at -Infinity',
        'a event-time 1 at Infinity',
        'a event-time 2 at Infinity',
        'a processing-time -2 at Infinity',
        'a processing-time -1 at Infinity',
      ],
      ['b7 after undefined at -Infinity', 'b event-time 7 at Infinity', 'b processing-time -7 at Infinity'],
    ];
    expect([blocks.flat(), [...blocks].reverse().flat()]).toContainEqual(harness.values);
    expect(harness.host.logs).toEqual([
      'warn: A timer that is registered while timers fire at the end of a key never fires.',
    ]);
  });

  it('keeps state as long as its key, whatever its time to live', async () => {
    let harness: OperatorHarness;
    let now = 0;
    class Count {
      private count!: ValueState<number>;

      open(context: RuntimeContext) {
        const descriptor = new ValueStateDescriptor('count', Types.INT());
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder('1 s').build());
        this.count = context.getState(descriptor);
      }

      processElement(value: string) {
        now += 5000;
        harness.setTtlTime(now);
        const count = (this.count.value() ?? 0) + 1;
        this.count.update(count);
        return [`${firstLetter(value)}${count}`];
      }
    }
    harness = await open(new Count());
    await give(harness, ['a', 'b', 'a', 'a', 'b']);
    await end(harness, 0);
    expect([...harness.values].sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
  });

  it('goes on with its timers, and with what one of them yields, when the outputs open again', async () => {
    const code = {
      processElement(value: string, ctx: KeyedProcessContext<string>) {
        for (let time = 0; time < 50; time++) ctx.timerService().registerEventTimeTimer(time);
        return [value];
      },
      *onTimer(time: number, ctx: KeyedOnTimerContext<string>) {
        for (let nr = 0; nr < 100; nr++) yield `${ctx.getCurrentKey()} ${time} ${nr}`;
      },
    };
    const harness = await open(code);
    await give(harness, ['a', 'b', 'c']);
    harness.shutOutput();
    await end(harness, 0);
    await harness.openOutput();
    const blockOf = (key: string) => [
      key,
      ...Array.from({ length: 5000 }, (_, nr) => `${key} ${Math.floor(nr / 100)} ${nr % 100}`),
    ];
    const keys = harness.values.filter((value) => String(value).length === 1) as string[];
    expect([...keys].sort()).toEqual(['a', 'b', 'c']);
    expect(harness.values).toEqual(keys.flatMap(blockOf));
  });

  it('fires no more timers than the outputs take', async () => {
    let fired = 0;
    const code = {
      processElement(_value: string, ctx: KeyedProcessContext<string>) {
        for (let time = 0; time < 5000; time++) ctx.timerService().registerEventTimeTimer(time);
      },
      onTimer(time: number) {
        fired++;
        return [`${time}`];
      },
    };
    const harness = await open(code);
    await give(harness, ['a']);
    harness.shutOutput();
    await end(harness, 0);
    expect(fired).toBeLessThan(1100);
    await harness.openOutput();
    expect(harness.values).toHaveLength(5000);
  });

  it('holds no more than one key', async () => {
    const backends: KeyedStateBackend[] = [];
    const stateBackend: StateBackend = {
      ...HEAP_STATE_BACKEND,
      createKeyedState(options) {
        const backend = HEAP_STATE_BACKEND.createKeyedState(options);
        backends.push(backend);
        return backend;
      },
    };
    const counts = new Set<number | undefined>();
    class Keep {
      private kept!: ValueState<string>;

      open(context: RuntimeContext) {
        this.kept = context.getState(new ValueStateDescriptor('kept', TEXT));
      }

      processElement(value: string) {
        this.kept.update(value);
        counts.add(backends[0]?.keyCount());
      }
    }
    const harness = await open(new Keep(), { stateBackend });
    await give(harness, ['a', 'b', 'c', 'a', 'd']);
    await end(harness, 0);
    expect([...counts, backends[0]?.keyCount()]).toEqual([1, 0]);
  });

  it('is not asked for: timers fire at the end of all keys, and state stays', async () => {
    const code = {
      processElement(value: string, ctx: KeyedProcessContext<string>) {
        ctx.timerService().registerEventTimeTimer(Number(value.slice(1)));
        return [value];
      },
      onTimer: (time: number, ctx: KeyedOnTimerContext<string>) => [`${ctx.getCurrentKey()} ${time}`],
    };
    const harness = await open(code, { oneKeyAtATime: false });
    await give(harness, ['a3', 'b2', 'a1']);
    await end(harness, 0);
    expect(harness.values.slice(0, 3).sort()).toEqual(['a1', 'a3', 'b2']);
    expect(harness.values.slice(3)).toEqual(['a 1', 'b 2', 'a 3']);
  });
});

describe('two gathered inputs', () => {
  const both = {
    processElement1: (value: string, ctx: KeyedProcessContext<string>) => [`1 ${value}@${ctx.timestamp()}`],
    processElement2(value: string, ctx: KeyedProcessContext<string>) {
      ctx.timerService().registerEventTimeTimer(0);
      return [`2 ${value}@${ctx.timestamp()}`];
    },
    onTimer: (_time: number, ctx: KeyedOnTimerContext<string>) => [`end of ${ctx.getCurrentKey()}`],
  };
  const openBoth = () => open(both, { definition: coProcessDefinition, inputs: [BY_KEY, BY_KEY] });

  it('give the records of a key together, by timestamp, and the first input first', async () => {
    const harness = await openBoth();
    await give(harness, ['a1@5', 'b1@1', 'a2@7', 'c1@1'], ['a3@6', 'd1@1', 'a4@5', 'b2@0']);
    await end(harness, 1, 0);
    const blocks = [
      ['1 a1@5', '2 a4@5', '2 a3@6', '1 a2@7', 'end of a'],
      ['2 b2@0', '1 b1@1', 'end of b'],
      ['1 c1@1'],
      ['2 d1@1', 'end of d'],
    ];
    const text = harness.values.join(', ');
    for (const block of blocks) expect(text).toContain(block.join(', '));
    expect(harness.values).toHaveLength(blocks.flat().length);
    expect(harness.emissions.filter(({ kind }) => kind === 'watermark')).toHaveLength(1);
  });

  it('may be empty', async () => {
    const harness = await openBoth();
    await give(harness, [], ['a1@1']);
    await end(harness, 0);
    expect(harness.values).toEqual([]);
    await end(harness, 1);
    expect(harness.values).toEqual(['2 a1@1', 'end of a']);
  });
});

describe('a gathered input beside one that is not', () => {
  const rules = new MapStateDescriptor('rules', TEXT, TEXT);
  const code = {
    processElement: (value: string, ctx: { getBroadcastState(d: unknown): { contains(key: string): boolean } }) => [
      `${value} ${ctx.getBroadcastState(rules).contains(firstLetter(value))}`,
    ],
    processBroadcastElement(
      value: string,
      ctx: { getBroadcastState(d: unknown): { put(key: string, value: string): void } },
      out: Collector<string>,
    ) {
      ctx.getBroadcastState(rules).put(value, value);
      out.collect(`rule ${value}`);
    },
  };

  it.each([
    ['by-key', true],
    ['as-they-come', false],
  ] as const)('waits for its end: %s', async (gathering, oneKeyAtATime) => {
    const harness = await open(code, {
      definition: keyedBroadcastProcessDefinition,
      functions: { function: code, descriptors: [rules] },
      inputs: [{ ...BY_KEY, gathering }, { type: TEXT }],
      oneKeyAtATime,
    });
    await give(harness, ['a1', 'b1']);
    await end(harness, 0);
    await give(harness, [], ['a']);
    expect(harness.values).toEqual(['rule a']);
    await end(harness, 1);
    expect([...harness.values].sort()).toEqual(['a1 true', 'b1 false', 'rule a']);
  });
});
