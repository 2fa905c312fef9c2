import type { Source } from '../../operator/source.js';
import { RecordComparison } from './contract-check.js';
import type { SourceContractOptions } from './source-contract.js';
import { type SourceEmission, SourceRun, type SourceRunOptions } from './source-run.js';

/** How many positions of a source are tried, at most. */
const MOST_POSITIONS = 24;

/** What the checks of one source share: runs of it, and what must come out of them. */
export class SourceTrial<T> {
  private readonly runs: SourceRun<T>[] = [];
  private reference: ReadonlyMap<string, readonly T[]> | undefined;

  private constructor(
    readonly options: SourceContractOptions<T>,
    readonly comparison: RecordComparison<T>,
  ) {}

  /** Runs a check, and closes whatever it has started. */
  static async run<T>(
    options: SourceContractOptions<T>,
    check: (trial: SourceTrial<T>) => Promise<void>,
  ): Promise<void> {
    const { source } = SourceRun.create(await options.create());
    const trial = new SourceTrial(options, new RecordComparison(source.producedType()));
    try {
      await check(trial);
    } finally {
      for (const run of trial.runs) await run.close();
    }
  }

  async create(runOptions: SourceRunOptions = {}, source?: Source<T>): Promise<SourceRun<T>> {
    const run = SourceRun.create(source ?? (await this.options.create()), { ...this.options, ...runOptions });
    this.runs.push(run);
    return run;
  }

  async start(runOptions: SourceRunOptions = {}, source?: Source<T>): Promise<SourceRun<T>> {
    const run = await this.create(runOptions, source);
    await run.start();
    return run;
  }

  /** Reads a run to its end, or a source that has none until all is there that comes. */
  async readOut(run: SourceRun<T>, before = 0): Promise<void> {
    await run.read(this.options.endless === true ? this.options.expected.length - before : Number.POSITIVE_INFINITY);
  }

  /** After how many records a source is stopped, to see that it can be stopped there. */
  positions(): readonly number[] {
    const { length } = this.options.expected;
    const step = Math.max(1, Math.ceil(length / MOST_POSITIONS));
    const positions = Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
    return positions.includes(length) ? positions : [...positions, length];
  }

  /** All records, each once, those of a split in their order; in the order of `expected` if that is promised. */
  async mustBeAll(emissions: readonly SourceEmission<T>[], what: string, parallelism = 1): Promise<void> {
    const { expected, ordered = true } = this.options;
    const values = emissions.map(({ value }) => value);
    if (ordered && parallelism === 1) {
      this.comparison.mustBeSame(values, expected, what);
      return;
    }
    this.comparison.mustHoldSame(values, expected, what);
    this.reference ??= await this.readReference();
    for (const [splitId, records] of bySplit(emissions)) {
      const known = this.reference.get(splitId);
      if (known !== undefined) this.comparison.mustBeSame(records, known, `${what}, split '${splitId}'`);
    }
  }

  /** The records of each split, as they come when nothing happens. */
  private async readReference(): Promise<ReadonlyMap<string, readonly T[]>> {
    const run = await this.start();
    await this.readOut(run);
    await run.close();
    return bySplit(run.emissions);
  }
}

function bySplit<T>(emissions: readonly SourceEmission<T>[]): Map<string, T[]> {
  const splits = new Map<string, T[]>();
  for (const { splitId, value } of emissions) {
    if (splitId === undefined) continue;
    const records = splits.get(splitId) ?? [];
    records.push(value);
    splits.set(splitId, records);
  }
  return splits;
}
