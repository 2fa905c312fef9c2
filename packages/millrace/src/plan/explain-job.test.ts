import { expect, it } from 'vitest';
import { NumberSequenceSource } from '../connectors/number-sequence.js';
import { StreamExecutionEnvironment } from '../datastream/stream-execution-environment.js';
import { Types } from '../model/types.js';
import type { Sink } from '../operator/sink.js';
import type { Source } from '../operator/source.js';
import { type ExplainedJob, explainJob } from './explain-job.js';

const refuses = { submit: () => expect.unreachable('A plan is explained, not run.') };

function explained(
  program: (env: StreamExecutionEnvironment) => void,
  options: { readonly chaining?: boolean } = {},
): ExplainedJob {
  const env = StreamExecutionEnvironment.createWithExecutor(refuses);
  program(env);
  const job = explainJob(env.getPlan('sums'), options);
  expect(JSON.parse(JSON.stringify(job))).toEqual(job);
  return job;
}

const sink: Sink<number> = {
  connector: 'own',
  guarantee: 'exactly-once',
  describe: () => ({ topic: 'out', big: 7n, call: () => 1 }),
  createWriter: () => expect.unreachable('Nothing is opened.'),
};

/** A source that gives its records once. */
const once = Object.assign(Object.create(new NumberSequenceSource(1, 2)) as Source<number>, {
  connector: 'once',
  replayable: false,
  boundedness: 'continuous-unbounded' as const,
});

it('has operators with what they read, tasks, sources and sinks', () => {
  const job = explained((env) => {
    env.setParallelism(2);
    const numbers = env.fromSource(once, undefined, 'Numbers').uid('numbers');
    numbers
      .keyBy((value) => value % 2, Types.LONG())
      .map((value) => value, Types.LONG())
      .name('Same')
      .sinkTo(sink)
      .name('Out');
  });
  expect(job).toMatchObject({
    jobName: 'sums',
    runtimeMode: 'STREAMING',
    operators: [
      {
        id: 1,
        operator: 'source',
        name: 'Numbers',
        uid: 'numbers',
        uidFromPlace: false,
        parallelism: 2,
        maxParallelism: 128,
        task: 1,
        inputs: [],
        source: { connector: 'once', boundedness: 'continuous-unbounded', replayable: false },
      },
      {
        id: 2,
        uidFromPlace: true,
        task: 2,
        inputs: [{ from: 1, partitioning: 'HASH', chained: false, keyType: 'Long', type: 'Long' }],
        outputType: 'Long',
      },
      {
        id: 3,
        name: 'Out',
        task: 2,
        inputs: [{ from: 2, partitioning: 'FORWARD', chained: true }],
        sink: { connector: 'own', guarantee: 'exactly-once', options: { topic: 'out', big: '7' } },
      },
    ],
    tasks: [
      { id: 1, name: 'Numbers', parallelism: 2, operators: [1] },
      { id: 2, name: 'Same -> Out', parallelism: 2, operators: [2, 3] },
    ],
    warnings: [expect.stringMatching(/^Source 'Numbers' cannot be read again: /)],
  });
});

it('says what BATCH mode gathers', () => {
  const job = explained((env) => {
    env.configure({ 'execution.runtime-mode': 'AUTOMATIC' });
    env
      .fromSequence(1, 2)
      .keyBy((value) => value)
      .reduce((left, right) => left + right)
      .print();
  });
  expect(job).toMatchObject({ runtimeMode: 'BATCH', tasks: [{ operators: [1] }, { operators: [2, 3] }] });
  expect(job.operators[1]).toMatchObject({
    operator: 'batch-reduce',
    inputs: [{ chained: false, gathered: 'by key' }],
  });
});

it('warns of nothing where every source can be read again', () => {
  const job = explained((env) => void env.fromSequence(1, 2).print());
  expect(job.warnings).toEqual([]);
  expect(job.operators[0]?.source).toMatchObject({ boundedness: 'bounded', replayable: true });
});

it('chains as the job would', () => {
  const program = (env: StreamExecutionEnvironment) => void env.fromSequence(1, 2).print();
  expect(explained(program).tasks).toHaveLength(1);
  expect(explained(program, { chaining: false }).tasks).toHaveLength(2);
});
