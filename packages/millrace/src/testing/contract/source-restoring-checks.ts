import { type ContractCheck, must } from './contract-check.js';
import type { SourceContractOptions } from './source-contract.js';
import type { SourceEmission, SourceRun, SourceSnapshot } from './source-run.js';
import { SourceTrial } from './source-trial.js';

/** Snapshots, and what follows from them. */
export function restoringChecks<T>(options: SourceContractOptions<T>): ContractCheck[] {
  const check = (name: string, run: (trial: SourceTrial<T>) => Promise<void>): ContractCheck => ({
    name,
    run: () => SourceTrial.run(options, run),
  });
  const replay = (name: string, run: (trial: SourceTrial<T>) => Promise<void>): ContractCheck =>
    check(name, async (trial) => {
      if ((await options.create()).replayable) await run(trial);
    });
  return [
    check('can be asked for a snapshot between any two polls, and does not change by it', isUnchangedBySnapshots),
    ...[1, 2].map((turn) =>
      replay(`goes on with exactly the rest from any position, with ${turn} a poll`, async (trial) => {
        for (const position of trial.positions()) await goesOn(trial, position, 1, turn);
      }),
    ),
    replay('goes on at another parallelism', async (trial) => {
      for (const position of trial.positions()) await goesOn(trial, position, 3, 1);
    }),
    replay('can be restored after each record', isRestoredEachStep),
    replay('loses nothing that its enumerator had not given out', async (trial) => {
      const first = await trial.create();
      first.enumerator.start();
      const second = await trial.start({ restored: first.snapshot() });
      await trial.readOut(second);
      await trial.mustBeAll(second.emissions, 'From a snapshot taken before any reader was there');
    }),
  ];
}

async function isUnchangedBySnapshots<T>(trial: SourceTrial<T>): Promise<void> {
  const run = await trial.start();
  for (let checkpointId = 1; run.emissions.length < trial.options.expected.length; checkpointId++) {
    const first = run.snapshot(checkpointId);
    const second = run.snapshot(checkpointId + 1);
    must(
      JSON.stringify(first.splits) === JSON.stringify(second.splits),
      'Two snapshots without a poll between them differ.',
    );
    await run.read(run.emissions.length + 1);
  }
  await trial.readOut(run);
  run.snapshot(Number.MAX_SAFE_INTEGER);
  await trial.mustBeAll(run.emissions, 'With snapshots between its polls');
}

async function goesOn<T>(trial: SourceTrial<T>, position: number, parallelism: number, turn: number): Promise<void> {
  const first = await trial.start({ turn });
  await first.read(position);
  const snapshot = first.snapshot();
  await first.close();
  const second = await trial.start({ parallelism, restored: dealtOut(snapshot, parallelism) });
  await trial.readOut(second, first.emissions.length);
  const together = [...first.emissions, ...second.emissions];
  await trial.mustBeAll(together, `Restored after ${first.emissions.length} records`, parallelism);
  await second.close();
}

async function isRestoredEachStep<T>(trial: SourceTrial<T>): Promise<void> {
  const emissions: SourceEmission<T>[] = [];
  let snapshot: SourceSnapshot | undefined;
  for (let run: SourceRun<T> | undefined; run === undefined || !run.hasEnded; ) {
    run = await trial.start({ restored: snapshot });
    await run.read(1);
    emissions.push(...run.emissions);
    must(
      emissions.length <= trial.options.expected.length,
      'A source that is restored after each record repeats some.',
    );
    snapshot = run.snapshot();
    await run.close();
    if (trial.options.endless === true && emissions.length === trial.options.expected.length) break;
  }
  await trial.mustBeAll(emissions, 'Restored after each record');
}

/** The splits of all readers, dealt out in turns. */
function dealtOut({ enumerator, splits }: SourceSnapshot, parallelism: number): SourceSnapshot {
  const dealt: string[][] = Array.from({ length: parallelism }, () => []);
  for (const [index, split] of splits.flat().entries()) dealt[index % parallelism]!.push(split);
  return { enumerator, splits: dealt };
}
