import type { ContractCheck } from './contract-check.js';
import type { SinkContractOptions } from './sink-contract.js';
import type { SinkSnapshot } from './sink-run.js';
import { type SinkTrial, sinkCheck } from './sink-trial.js';

/** Checkpoints that complete or do not, and jobs that start again. */
export function committingChecks<T>(options: SinkContractOptions<T>): ContractCheck[] {
  const check = sinkCheck(options);
  return [
    check('shows nothing of a checkpoint before it is complete', async (trial) => {
      if (!trial.isCommitting) return;
      const [first, second] = trial.parts;
      const run = await trial.start();
      await run.writeAll(first);
      await run.barrier(1);
      await trial.mustShow([], 'Before checkpoint 1 is complete');
      await run.writeAll(second);
      await run.complete(1);
      await trial.mustShow(first, 'When checkpoint 1 is complete');
    }),
    check('keeps what an aborted checkpoint held for the next one', async (trial) => {
      const [first, second, third] = trial.parts;
      const run = await trial.start();
      await run.writeAll(first);
      await run.barrier(1);
      run.aborted(1);
      await run.writeAll(second);
      await run.barrier(2);
      await run.complete(2);
      await trial.mustShow([...first, ...second], 'When the checkpoint behind an aborted one is complete');
      await run.writeAll(third);
      await run.end();
      await trial.mustShow(options.records, 'At the end');
    }),
    ...[1, 2].map((parallelism) =>
      check(`finishes after a restart what was prepared, with ${parallelism} subtasks in place of 2`, (trial) =>
        finishesWhatWasPrepared(trial, parallelism),
      ),
    ),
    check('makes nothing visible twice when it stopped between the commit and the next checkpoint', async (trial) => {
      const [first, second, third] = trial.parts;
      const run = await trial.start();
      await run.writeAll(first);
      const restored = await run.barrier(1);
      await run.complete(1);
      await run.writeAll(second);
      await run.close();
      await rewrite(trial, restored, [...second, ...third]);
    }),
    check('loses nothing when it stopped without a checkpoint', async (trial) => {
      const run = await trial.start();
      await run.writeAll(trial.parts[0]);
      await run.close();
      await rewrite(trial, undefined, options.records);
    }),
    check('can be restarted again and again from the same checkpoint', isRestartedAgainAndAgain),
  ];
}

async function finishesWhatWasPrepared<T>(trial: SinkTrial<T>, parallelism: number): Promise<void> {
  const [first, second, third] = trial.parts;
  const run = await trial.start({ parallelism: 2 });
  await run.writeAll(first);
  const restored = await run.barrier(1);
  // The checkpoint is durable, and the job dies before it hears of that.
  await run.writeAll(second);
  await run.close();
  const again = await trial.start({ parallelism, restored });
  if (trial.isCommitting) await trial.mustShow(first, 'After the restart', 2);
  await again.writeAll([...second, ...third]);
  await again.end();
  await trial.mustKeepGuarantee(trial.options.records, 'At the end of a job that was restarted');
}

async function isRestartedAgainAndAgain<T>(trial: SinkTrial<T>): Promise<void> {
  const [first, second, third] = trial.parts;
  const run = await trial.start();
  await run.writeAll(first);
  const restored = await run.barrier(1);
  await run.close();
  for (let attempt = 0; attempt < 3; attempt++) {
    const again = await trial.start({ restored });
    await again.writeAll(second);
    await again.close();
  }
  await rewrite(trial, restored, [...second, ...third]);
}

/** A job starts again from a checkpoint, writes what came behind it, and ends. */
async function rewrite<T>(
  trial: SinkTrial<T>,
  restored: SinkSnapshot | undefined,
  records: readonly T[],
): Promise<void> {
  const again = await trial.start({ restored });
  await again.writeAll(records);
  await again.end();
  await trial.mustKeepGuarantee(trial.options.records, 'At the end of a job that was restarted');
}
