import { MillraceError } from '../../model/millrace-error.js';
import { type ContractCheck, errorOf, must } from './contract-check.js';
import type { SinkContractOptions } from './sink-contract.js';
import { type SinkTrial, sinkCheck } from './sink-trial.js';

/** Default of `mostHeld`. */
const MOST_HELD = 100_000;

/** How often a failing sink is written to before its failure must have shown. */
const MOST_WRITES_TO_FAIL = 100_000;

/** Back-pressure, failures, and closing. */
export function flowChecks<T>(options: SinkContractOptions<T>): ContractCheck[] {
  const check = sinkCheck(options);
  return [
    check('holds the job back while it can take no more, and goes on', holdsBack),
    check('names the operator when it fails', namesOperator),
    check('can be closed before it is opened', async (trial) => {
      await trial.create().close();
    }),
    check('can be closed without a record', async (trial) => {
      await (await trial.start()).close();
    }),
    check('can be closed after any record, and after a barrier', async (trial) => {
      for (let count = 1; count <= options.records.length; count++) {
        const run = await trial.start({ parallelism: 2 });
        await run.writeAll(options.records.slice(0, count));
        if (count % 2 === 0) await run.barrier(1);
        await run.close();
      }
    }),
    check('does not wait for a target that takes nothing when it is closed', async (trial) => {
      if (trial.target.stall === undefined) return;
      const run = await trial.start();
      trial.target.stall();
      for (let written = 0; !run.isHeldBack() && written < (options.mostHeld ?? MOST_HELD); written++)
        run.write(options.records[written % options.records.length]!);
      await run.close();
      trial.target.resume?.();
    }),
  ];
}

async function holdsBack<T>(trial: SinkTrial<T>): Promise<void> {
  const { target, options } = trial;
  if (target.stall === undefined || target.resume === undefined) return;
  const { records, mostHeld = MOST_HELD } = options;
  const run = await trial.start({ checkpointing: false });
  const written: T[] = [];
  const write = (value: T) => {
    run.write(value);
    written.push(value);
  };
  target.stall();
  while (!run.isHeldBack() && written.length < mostHeld) write(records[written.length % records.length]!);
  must(run.isHeldBack(), `A sink whose target takes nothing has taken ${mostHeld} records and holds nothing back.`);
  target.resume();
  await run.untilItTakesRecords();
  write(records[0]!);
  await run.end();
  await trial.mustShow(written, 'After it had held the job back');
}

async function namesOperator<T>(trial: SinkTrial<T>): Promise<void> {
  const { target, options } = trial;
  if (target.fail === undefined) return;
  const run = await trial.start({ checkpointing: false });
  await run.writeAll(options.records.slice(0, 1));
  await run.barrier(1);
  await target.fail();
  const error = await errorOf(async () => {
    for (let written = 0; written < MOST_WRITES_TO_FAIL; written++) {
      await run.writeAll(options.records.slice(0, 1));
      if (written % 100 === 0) await run.barrier(written + 2);
    }
    await run.end();
  }, 'Writing to a target that takes nothing does not fail.');
  must(error instanceof MillraceError, 'A sink must fail with a MillraceError.', { error });
  const { facts } = error as MillraceError;
  must(
    facts['operator'] === 'sink' && facts['uid'] === 'sink-uid' && facts['subtask'] === 0,
    'What makes a sink fail must name its operator.',
    { error, facts },
  );
}
