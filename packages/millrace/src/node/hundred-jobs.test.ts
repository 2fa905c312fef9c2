import { expect, it } from 'vitest';
import { DiscardingSink } from '../connectors/discarding.js';
import { StreamExecutionEnvironment } from '../datastream/stream-execution-environment.js';
import { Types } from '../model/types.js';
import type { KeyedProcessContext } from '../operator/user-functions/process-context.js';
import { KeyedProcessFunction } from '../operator/user-functions/process-function.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { nodeExecutor } from './node-executor.js';

/** Timers, sockets and other things that keep the process alive, by kind. */
const resources = () => {
  const kinds = process.getActiveResourcesInfo().filter((kind) => kind !== 'Immediate');
  return kinds.sort();
};

class Alarm extends KeyedProcessFunction<number, number, number> {
  processElement(value: number, ctx: KeyedProcessContext<number>) {
    // Far in the future: a job that ends leaves its alarms behind unless they are cancelled.
    ctx.timerService().registerProcessingTimeTimer(ctx.timerService().currentProcessingTime() + 3_600_000);
    return [value];
  }
}

const build = (env: StreamExecutionEnvironment, map: (value: number) => number) =>
  env
    .fromSequence(1, 10)
    .assignTimestampsAndWatermarks(
      WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner((value) => value),
    )
    .map(map)
    .keyBy((value) => value % 3, Types.INT())
    .process(new Alarm())
    .sinkTo(new DiscardingSink());

it('leaves no timer and no handle behind after 100 jobs that end, fail and are canceled', async () => {
  const environment = () => StreamExecutionEnvironment.createWithExecutor(nodeExecutor, { 'parallelism.default': 2 });
  build(environment(), (value) => value);
  const before = resources();
  for (let round = 0; round < 100; round++) {
    const env = environment();
    if (round % 10 === 8) {
      build(env, () => {
        throw new Error('planned');
      });
      await expect(env.execute()).rejects.toMatchObject({ code: 'USER_CODE_FAILED' });
    } else if (round % 10 === 9) {
      build(env, (value) => value);
      const client = env.executeAsync();
      await client.cancel();
      await expect(client.getJobExecutionResult()).rejects.toMatchObject({ code: 'JOB_CANCELED' });
    } else {
      build(env, (value) => value);
      await env.execute();
    }
  }
  // The test runner has timers of its own, which come and go: only what is more than before counts.
  const left = resources();
  for (const kind of before) if (left.includes(kind)) left.splice(left.indexOf(kind), 1);
  expect(left).toEqual([]);
});
