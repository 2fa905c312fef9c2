import { MillraceError } from '../../model/millrace-error.js';
import { type ContractCheck, errorOf, isJson, must } from './contract-check.js';
import type { SourceContractOptions } from './source-contract.js';
import { SourceTrial } from './source-trial.js';

/** What a reader gives, and how it says that it has nothing. */
export function readingChecks<T>(options: SourceContractOptions<T>): ContractCheck[] {
  const check = (name: string, run: (trial: SourceTrial<T>) => Promise<void>): ContractCheck => ({
    name,
    run: () => SourceTrial.run(options, run),
  });
  return [
    check('opens nothing before a task asks for it, and describes itself as JSON', opensNothing),
    ...[1, 3, 1000].map((turn) =>
      check(`gives all its records, at most ${turn} a poll, then ends for good`, async (trial) => {
        const run = await trial.start({ turn });
        await trial.readOut(run);
        await trial.mustBeAll(run.emissions, 'Reading it through');
        if (options.endless === true) return;
        must(run.poll() === 'end' && run.poll() === 'end', 'A reader that has ended must go on saying so.');
      }),
    ),
    check('gives records of its type', async (trial) => {
      const run = await trial.start();
      await trial.readOut(run);
      const { codec } = run.source.producedType();
      for (const value of run.values) {
        must(
          codec.check(value, 'value') === value || codec.fits === undefined || codec.fits(value),
          'A record is not in the canonical form of its type.',
          { value },
        );
      }
    }),
    check('says where its last record stands, if it says that at all', saysWhereLast),
    check('waits when it has no split, and is woken by one', isWokenBySplit),
    check('ends when there is no split for it', async (trial) => {
      const run = await trial.create({ withoutEnumerator: true });
      const { reader } = run.readers[0]!;
      await reader.start?.();
      must(run.poll() === 'nothing', 'A reader without a split must say that it has nothing.');
      const again = reader.ready();
      reader.noMoreSplits();
      await again;
      for (let polls = 0; run.poll() !== 'end'; polls++) {
        must(polls < 100, 'A reader that will get no split must end.');
        await reader.ready();
      }
    }),
    check('stops reading splits that are paused, and goes on', canBePaused),
    ...(options.malformed === undefined
      ? []
      : [check('says where a record stands that it cannot read', (trial) => saysWhere(trial, options.malformed!))]),
  ];
}

async function opensNothing<T>(trial: SourceTrial<T>): Promise<void> {
  const { options } = trial;
  const source = await options.create();
  const before = options.open?.();
  const description = source.describe();
  must(source.connector !== '', 'A source has a connector name.');
  must(isJson(description), 'What a source describes must be JSON.', { description });
  source.producedType();
  must(
    source.boundedness === 'bounded' || source.boundedness === 'continuous-unbounded',
    'A source is bounded or unbounded.',
  );
  must(
    options.endless === true || options.open?.() === before,
    'Something is open although no task has asked for it.',
    {
      open: options.open?.(),
    },
  );
}

async function isWokenBySplit<T>(trial: SourceTrial<T>): Promise<void> {
  const run = await trial.create();
  run.isHolding = true;
  await run.start();
  if (trial.options.expected.length > 0) await run.untilHeld();
  must(run.poll() === 'nothing', 'A reader without a split must say that it has nothing.');
  must(run.poll() === 'nothing', 'A reader without a split must say that it has nothing, as often as it is asked.');
  const again = run.readers[0]!.reader.ready();
  run.isHolding = false;
  run.deliver();
  await again;
  await trial.readOut(run);
  await trial.mustBeAll(run.emissions, 'After it had waited for its split');
}

async function canBePaused<T>(trial: SourceTrial<T>): Promise<void> {
  const run = await trial.start();
  await run.read(Math.min(1, trial.options.expected.length));
  const { reader } = run.readers[0]!;
  if (reader.pauseOrResumeSplits === undefined) return;
  const before = run.emissions.length;
  const splits = reader.snapshotState(1).map(({ splitId }) => splitId);
  reader.pauseOrResumeSplits(splits, []);
  for (let polls = 0; polls < 10; polls++) run.poll();
  must(
    run.emissions.slice(before).every(({ splitId }) => !splits.includes(splitId ?? '')),
    'A paused split gave a record.',
  );
  reader.pauseOrResumeSplits([], splits);
  await trial.readOut(run);
  await trial.mustBeAll(run.emissions, 'After its splits had been paused');
}

async function saysWhereLast<T>(trial: SourceTrial<T>): Promise<void> {
  const run = await trial.start();
  const { reader } = run.readers[0]!;
  if (reader.lastEmitted === undefined) return;
  const places = new Set<string>();
  for (let count = 1; count <= trial.options.expected.length; count++) {
    await run.read(count);
    const place = reader.lastEmitted();
    must(place !== undefined, 'A reader that says where records stand must know it of the last one.');
    const { split, offset } = place!;
    const { splitId = split } = run.emissions[count - 1]!;
    must(split === splitId && split !== '', 'The place of a record names another split.', { split, splitId });
    must(!places.has(`${split} ${offset}`), 'Two records stand at the same place.', { split, offset });
    places.add(`${split} ${offset}`);
  }
}

async function saysWhere<T>(
  trial: SourceTrial<T>,
  { create, before, facts }: NonNullable<SourceContractOptions<T>['malformed']>,
): Promise<void> {
  const run = await trial.start({}, await create());
  await run.read(before.length);
  const restored = run.snapshot();
  const error = await errorOf(() => run.read(), 'A record that cannot be read must fail the reader.');
  mustNameThePlace(error, facts);
  trial.comparison.mustBeSame(run.values, before, 'Before the record that cannot be read');
  const { source } = run;
  if (!source.replayable) return;
  const again = await trial.start({ restored }, await create());
  const same = await errorOf(
    () => again.read(1),
    'A record that could not be read must not be passed over after a restart.',
  );
  mustNameThePlace(same, facts);
  must(again.values.length === 0, 'After a restart, records before the one that cannot be read came again.');
}

function mustNameThePlace(error: unknown, facts: Readonly<Record<string, unknown>>): void {
  must(error instanceof MillraceError, 'A record that cannot be read must be reported as a MillraceError.', { error });
  const seen: Readonly<Record<string, unknown>> = (error as MillraceError).facts;
  const wrong = Object.keys(facts).find((name) => seen[name] !== facts[name]);
  must(wrong === undefined, `The error must say where the record stands; its fact '${wrong}' does not.`, {
    error,
    facts: seen,
  });
}
