import { type ContractCheck, must, mustRefuseForeignState } from './contract-check.js';
import type { SourceContractOptions } from './source-contract.js';
import { SourceTrial } from './source-trial.js';

/** What the enumerator gives out, and to whom. */
export function splitChecks<T>(options: SourceContractOptions<T>): ContractCheck[] {
  const check = (name: string, run: (trial: SourceTrial<T>) => Promise<void>): ContractCheck => ({
    name,
    run: () => SourceTrial.run(options, run),
  });
  return [
    ...[1, 2, 5].map((parallelism) =>
      check(`gives each split to one of ${parallelism} readers, and all of them give everything`, async (trial) => {
        const run = await trial.start({ parallelism });
        await trial.readOut(run);
        await trial.mustBeAll(run.emissions, `With ${parallelism} readers`, parallelism);
        const ids = run.readers.flatMap(({ assigned }) => assigned.map(({ splitId }) => splitId));
        must(new Set(ids).size === ids.length, 'A split was given out twice.', { splits: ids.join(' ') });
      }),
    ),
    check('gives the splits of a failed reader out again', async (trial) => {
      for (const position of trial.options.expected.length === 0 ? [0] : [0, 1, trial.options.expected.length]) {
        if (position > 0 && !(await trial.options.create()).replayable) continue;
        const run = await trial.start();
        await run.read(position);
        run.emissions.length = 0;
        await run.replaceReader(0);
        await trial.readOut(run);
        await trial.mustBeAll(
          run.emissions,
          `From a reader that took the place of one that failed after ${position} records`,
        );
        await run.close();
      }
    }),
    check('refuses state of another version, and of another connector', async (trial) => {
      const run = await trial.start();
      const { splitForm, enumeratorForm } = run.source;
      const enumeratorState = enumeratorForm.toJson(run.enumerator.snapshotState(1));
      await mustRefuseForeignState(enumeratorForm, enumeratorState, 'state of the enumerator');
      if (trial.options.expected.length === 0) return;
      await run.read(1);
      const [split] = run.readers[0]!.assigned;
      must(split !== undefined, 'A reader gave a record and had no split.');
      await mustRefuseForeignState(splitForm, splitForm.toJson(split!), 'split');
    }),
  ];
}
