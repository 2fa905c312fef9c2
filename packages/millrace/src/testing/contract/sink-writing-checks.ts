import { type ContractCheck, isJson, must, mustRefuseForeignState } from './contract-check.js';
import type { SinkContractOptions } from './sink-contract.js';
import { type SinkTrial, sinkCheck } from './sink-trial.js';

const GUARANTEES: readonly string[] = ['none', 'at-least-once', 'exactly-once'];

/** Records and barriers, when nothing goes wrong. */
export function writingChecks<T>(options: SinkContractOptions<T>): ContractCheck[] {
  const check = sinkCheck(options);
  return [
    check('opens nothing before a task asks for it, and describes itself as JSON', async ({ target }) => {
      const before = target.open?.();
      const sink = target.sink();
      must(sink.connector !== '', 'A sink has a connector name.');
      must(GUARANTEES.includes(sink.guarantee), 'The guarantee of a sink is one of three.', {
        guarantee: sink.guarantee,
      });
      must(isJson(sink.describe()), 'What a sink describes must be JSON.', { description: sink.describe() });
      must(target.open?.() === before, 'Something is open although no task has asked for it.');
    }),
    ...[true, false].map((checkpointing) =>
      check(`writes every record, ${checkpointing ? 'with' : 'without'} checkpoints`, async (trial) => {
        const run = await trial.start({ checkpointing });
        await run.writeAll(options.records);
        await run.end();
        await trial.mustShow(options.records, 'At the end');
      }),
    ),
    check('ends without a record', async (trial) => {
      await (await trial.start()).end();
      await trial.mustShow([], 'At the end of nothing');
    }),
    check('writes every record of several subtasks', async (trial) => {
      const run = await trial.start({ parallelism: 3 });
      await run.writeAll(options.records);
      await run.end();
      await trial.mustShow(options.records, 'At the end', 3);
    }),
    check('has everything through behind a barrier', hasAllBehindBarrier),
    check('refuses state of another version, and of another connector', refusesForeignState),
  ];
}

async function hasAllBehindBarrier<T>(trial: SinkTrial<T>): Promise<void> {
  const run = await trial.start();
  const written: T[] = [];
  for (const [index, part] of trial.parts.entries()) {
    await run.writeAll(part);
    written.push(...part);
    await run.barrier(index + 1);
    if (trial.isCommitting) await run.complete(index + 1);
    await trial.mustShow(written, `Behind barrier ${index + 1}`);
    if (!trial.isCommitting) await run.complete(index + 1);
  }
  await run.end();
  await trial.mustShow(written, 'At the end');
}

async function refusesForeignState<T>(trial: SinkTrial<T>): Promise<void> {
  const sink = trial.target.sink();
  const { writerForm, committableForm, createCommitter } = sink;
  must(
    createCommitter === undefined || committableForm !== undefined,
    'A sink with a committer must say how its committables are kept: `committableForm`.',
  );
  for (const [form, what] of [
    [writerForm, 'state of a writer'],
    [committableForm, 'committable'],
  ] as const) {
    if (form !== undefined) await mustRefuseForeignState(form, {}, what);
  }
}
