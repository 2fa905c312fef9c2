import { describe, expect, it } from 'vitest';
import { RowKind } from '../model/row-kind.js';
import { Types } from '../model/types.js';
import type { CommitOutcome, Sink, SinkWriterContext, WriteContext } from '../operator/sink.js';
import type { SinkFunctionContext } from '../operator/user-functions/sink-function.js';
import { OperatorFixture, type OperatorFixtureOptions } from '../testing/operator-fixture.test-support.js';
import { sinkDefinition } from './sink.js';
import { SINK_FUNCTION_IN_FLIGHT } from './sink-function-writer.js';

const textForm = {
  version: 2,
  toJson: (value: string) => value,
  fromJson: (_version: number, json: unknown) => String(json),
};

/** A sink whose writer collects into one committable a checkpoint. */
class ScriptedSink implements Sink<unknown, string, string> {
  readonly connector = 'scripted';
  readonly guarantee = 'exactly-once';
  readonly writerForm = textForm;
  readonly committableForm = textForm;
  readonly calls: string[] = [];
  readonly committed: string[] = [];
  /** How the committer answers next; `committed` when nothing is left. */
  readonly outcomes: CommitOutcome[] = [];
  commitFailure: unknown;
  context: SinkWriterContext | undefined;
  private buffer: unknown[] = [];

  describe() {
    return {};
  }

  createWriter(context: SinkWriterContext, restored: readonly string[]) {
    const { calls } = this;
    this.context = context;
    calls.push(`createWriter [${restored.join(' ')}]`);
    return {
      write: (value: unknown, { timestamp, kind }: WriteContext) => {
        this.buffer.push(value);
        calls.push(`write ${String(value)} ${timestamp} ${kind}`);
      },
      writeWatermark: (time: number) => calls.push(`watermark ${time}`),
      flush: (endOfInput: boolean) => {
        calls.push(`flush ${endOfInput}`);
      },
      prepareCommit: (checkpointId: number) => {
        calls.push(`prepareCommit ${checkpointId}`);
        const written = this.buffer.splice(0);
        return written.length === 0 ? [] : [written.join('+')];
      },
      snapshotState: (checkpointId: number) => [`writer of ${checkpointId}`],
      close: () => {
        calls.push('close writer');
      },
    };
  }

  createCommitter() {
    return {
      commit: async (committables: readonly string[]) => {
        if (this.commitFailure !== undefined) throw this.commitFailure;
        return committables.map((committable) => {
          const outcome = this.outcomes.shift() ?? 'committed';
          this.calls.push(`commit ${committable}: ${outcome}`);
          if (outcome === 'committed') this.committed.push(committable);
          return outcome;
        });
      },
      close: () => {
        this.calls.push('close committer');
      },
    };
  }

  take(): string[] {
    return this.calls.splice(0);
  }
}

async function start(sink: ScriptedSink, options: OperatorFixtureOptions = {}) {
  const fixture = new OperatorFixture(sinkDefinition, {
    options: { checkpointing: true },
    inputTypes: [Types.STRING()],
    ...options,
    functions: { sink },
  });
  await fixture.operator.open?.();
  return fixture;
}

/** A barrier up to and without its completion. */
async function checkpoint(fixture: OperatorFixture, checkpointId: number) {
  await fixture.operator.prepareBarrier?.(checkpointId);
  return fixture.freeze(checkpointId);
}

describe('the sink operator', () => {
  it('writes records with what stands beside them', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    fixture.process('a', 5, RowKind.DELETE);
    fixture.operator.inputs[0]!.processWatermark(9);
    fixture.process('b');
    expect(sink.take()).toEqual(['createWriter []', 'write a 5 3', 'watermark 9', 'write b undefined 0']);
    expect(fixture.context.counts).toEqual({ recordsIn: 2, recordsOut: 0 });
    expect(fixture.context.currentWatermark()).toBe(9);
  });

  it('refuses a value that is not of the declared type, naming operator and path', async () => {
    const type = Types.OBJECT({ id: Types.LONG() });
    const fixture = await start(new ScriptedSink(), { inputTypes: [type] });
    expect(() => fixture.process({ id: 'one' })).toThrow(
      expect.objectContaining({
        code: 'TYPE_MISMATCH',
        facts: expect.objectContaining({ operator: 'tested', path: 'value.id', seen: '"one"' }),
      }),
    );
  });

  it('hands on the canonical form of a value', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink, { inputTypes: [Types.LONG()] });
    fixture.process(7n);
    expect(sink.take()).toContain('write 7 undefined 0');
  });

  it('names the operator when its writer fails', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    sink.calls.push = () => {
      throw new Error('disk full');
    };
    expect(() => fixture.process('a')).toThrow(
      expect.objectContaining({ code: 'USER_CODE_FAILED', message: "write of operator 'tested' failed: disk full" }),
    );
  });

  it('gives its writer a gate that holds back what is above', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    sink.context?.gate.shut();
    expect([fixture.above.mustPause(), fixture.below.mustPause()]).toEqual([true, false]);
    sink.context?.gate.open();
    expect(fixture.above.mustPause()).toBe(false);
  });
});

describe('what a sink has prepared for a checkpoint', () => {
  it('is committed when the checkpoint completes, not before', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    fixture.process('a');
    fixture.process('b');
    await checkpoint(fixture, 1);
    expect(sink.take().slice(3)).toEqual(['flush false', 'prepareCommit 1']);
    await fixture.operator.complete?.(1, false);
    expect(sink.take()).toEqual(['commit a+b: committed']);
    expect((await checkpoint(fixture, 2)).get('sink-committables')).toEqual([]);
  });

  it('of an aborted checkpoint is committed with the next one', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    fixture.process('a');
    await checkpoint(fixture, 1);
    fixture.operator.aborted?.(1);
    fixture.process('b');
    const states = await checkpoint(fixture, 2);
    expect(states.get('sink-committables')).toHaveLength(2);
    await fixture.operator.complete?.(2, false);
    expect(sink.committed).toEqual(['a', 'b']);
  });

  it('of a later checkpoint stays', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    fixture.process('a');
    await checkpoint(fixture, 1);
    fixture.process('b');
    await checkpoint(fixture, 2);
    await fixture.operator.complete?.(1, false);
    expect(sink.committed).toEqual(['a']);
    await fixture.operator.complete?.(2, false);
    expect(sink.committed).toEqual(['a', 'b']);
  });

  it('is committed first thing after a restore, and later checkpoints with smaller numbers still wait', async () => {
    const first = await start(new ScriptedSink());
    first.process('a');
    const restored = await checkpoint(first, 90);

    const sink = new ScriptedSink();
    const second = await start(sink, { restored });
    expect(sink.take()).toEqual(['commit a: committed', 'createWriter [writer of 90]']);
    second.process('b');
    await checkpoint(second, 1);
    expect(sink.committed).toEqual(['a']);
  });

  it('is tried again every second when the other side asks for it', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    fixture.process('a');
    await checkpoint(fixture, 1);
    sink.outcomes.push('retry-later', 'retry-later');
    await fixture.operator.complete?.(1, false);
    await fixture.advanceTo(999);
    expect(sink.committed).toEqual([]);
    expect((await checkpoint(fixture, 2)).get('sink-committables')).toHaveLength(1);
    await fixture.advanceTo(1000);
    await fixture.advanceTo(2000);
    expect(sink.committed).toEqual(['a']);
    expect(fixture.failure).toBeUndefined();
  });

  it('fails the task when it is still asked for after ten more tries', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    fixture.process('a');
    await checkpoint(fixture, 1);
    sink.outcomes.push(...Array.from({ length: 20 }, (): CommitOutcome => 'retry-later'));
    await fixture.operator.complete?.(1, false);
    for (let now = 1000; now <= 9000; now += 1000) await fixture.advanceTo(now);
    expect(fixture.failure).toBeUndefined();
    await fixture.advanceTo(10_000);
    expect(fixture.failure).toMatchObject({ code: 'SINK_COMMIT_FAILED', facts: { tries: 11, operator: 'tested' } });
  });

  it('fails the task and stays in state when its commit fails in an unknown way', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    fixture.process('a');
    const restored = await checkpoint(fixture, 1);
    sink.commitFailure = new Error('connection lost');
    await expect(fixture.operator.complete?.(1, false)).rejects.toThrow('connection lost');
    expect(restored.get('sink-committables')).toHaveLength(1);
  });

  it('is committed at the end of the input when there are no checkpoints', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink, { options: {} });
    fixture.process('a');
    sink.outcomes.push('retry-later');
    const finished = fixture.operator.finish?.();
    await fixture.settle();
    expect(sink.committed).toEqual([]);
    await fixture.advanceTo(1000);
    await finished;
    expect(sink.committed).toEqual(['a']);
  });

  it('waits for the checkpoint after the end of the input when there are', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    fixture.process('a');
    await fixture.operator.finish?.();
    expect(sink.take().slice(2)).toEqual(['flush true']);
    await checkpoint(fixture, 5);
    expect(sink.take()).toEqual(['prepareCommit 5']);
    await fixture.operator.complete?.(5, false);
    expect(sink.committed).toEqual(['a']);
  });

  it('does not keep writer and committer from being closed', async () => {
    const sink = new ScriptedSink();
    const fixture = await start(sink);
    sink.take();
    await fixture.operator.close?.();
    expect(sink.take()).toEqual(['close writer', 'close committer']);
  });

  it('is refused of a sink that cannot write it down', async () => {
    const sink = new ScriptedSink();
    const functions = {
      sink: {
        ...sink,
        createWriter: sink.createWriter,
        createCommitter: sink.createCommitter,
        committableForm: undefined,
      },
    };
    const fixture = new OperatorFixture(sinkDefinition, { functions });
    await expect(fixture.operator.open?.()).rejects.toMatchObject({ code: 'SINK_INVALID' });
  });
});

describe('a sink function', () => {
  async function startFunction(sinkFunction: unknown) {
    const fixture = new OperatorFixture(sinkDefinition, { functions: { sinkFunction }, inputTypes: [Types.STRING()] });
    await fixture.operator.open?.();
    return fixture;
  }

  it('sees value, timestamp and watermark', async () => {
    const seen: unknown[] = [];
    const fixture = await startFunction((value: string, context: SinkFunctionContext) => {
      seen.push([value, context.timestamp(), context.currentWatermark(), context.currentProcessingTime()]);
    });
    fixture.operator.inputs[0]!.processWatermark(4);
    await fixture.advanceTo(50);
    fixture.process('a', 5);
    fixture.process('b');
    expect(seen).toEqual([
      ['a', 5, 4, 50],
      ['b', undefined, 4, 50],
    ]);
  });

  it('as an object is opened and closed', async () => {
    const calls: string[] = [];
    const fixture = await startFunction({
      open: () => calls.push('open'),
      invoke: (value: string) => {
        calls.push(value);
      },
      close: () => calls.push('close'),
    });
    fixture.process('a');
    await fixture.operator.close?.();
    expect(calls).toEqual(['open', 'a', 'close']);
  });

  it('names the operator when it throws, and when its promise fails', async () => {
    const thrown = await startFunction(() => {
      throw new Error('no table');
    });
    expect(() => thrown.process('a')).toThrow("invoke of operator 'tested' failed: no table");

    const rejected = await startFunction(async () => {
      throw new Error('no table');
    });
    rejected.process('a');
    await rejected.settle();
    expect(rejected.failure).toMatchObject({ message: "invoke of operator 'tested' failed: no table" });
  });

  it('holds back records past the bound of pending promises, and checkpoints until they have landed', async () => {
    const landings: (() => void)[] = [];
    const fixture = await startFunction(() => new Promise<void>((resolve) => landings.push(resolve)));
    for (let count = 1; count < SINK_FUNCTION_IN_FLIGHT; count++) fixture.process('a');
    expect(fixture.above.mustPause()).toBe(false);
    fixture.process('a');
    expect(fixture.above.mustPause()).toBe(true);

    let isPrepared = false;
    const prepared = Promise.resolve(fixture.operator.prepareBarrier?.(1)).then(() => {
      isPrepared = true;
    });
    landings.shift()?.();
    await fixture.settle();
    expect([fixture.above.mustPause(), isPrepared]).toEqual([false, false]);
    for (const land of landings) land();
    await fixture.settle();
    await prepared;
    expect(isPrepared).toBe(true);
  });

  it('may not keep its context', async () => {
    let kept: SinkFunctionContext | undefined;
    const fixture = await startFunction((_value: string, context: SinkFunctionContext) => {
      kept = context;
    });
    fixture.process('a');
    expect(() => kept?.timestamp()).toThrow(expect.objectContaining({ code: 'USED_AFTER_CALL' }));
  });
});
