import { type ContractCheck, must } from './contract-check.js';
import type { SourceContractOptions } from './source-contract.js';
import { SourceTrial } from './source-trial.js';

/** A source can be closed at any time, and leaves nothing open. */
export function closingChecks<T>(options: SourceContractOptions<T>): ContractCheck[] {
  const check = (name: string, run: (trial: SourceTrial<T>) => Promise<void>): ContractCheck => ({
    name,
    run: () =>
      SourceTrial.run(options, async (trial) => {
        const before = options.open?.();
        await run(trial);
        must(options.open?.() === before, 'Something is left open.', { before, after: options.open?.() });
      }),
  });
  return [
    check('can be closed before it has begun', async (trial) => {
      await (await trial.create({ parallelism: 2 })).close();
    }),
    check('can be closed before it has a split', async (trial) => {
      const run = await trial.create();
      run.isHolding = true;
      await run.start();
      run.poll();
      await run.close();
    }),
    check('can be closed while it waits for a split', async (trial) => {
      const run = await trial.create();
      run.isHolding = true;
      await run.start();
      run.poll();
      void run.readers[0]!.reader.ready();
      await run.close();
    }),
    check('can be closed after any record', async (trial) => {
      for (const position of trial.positions()) {
        const run = await trial.start();
        await run.read(position);
        await run.close();
      }
    }),
    check('can be closed after its end, or while it waits for more', async (trial) => {
      const run = await trial.start();
      await trial.readOut(run);
      if (options.endless === true && run.poll() === 'nothing') void run.readers[0]!.reader.ready();
      await run.close();
    }),
  ];
}
