import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import type { DeliveryGuarantee } from '../../operator/sink.js';
import type { ConnectorPorts } from '../../ports/connector-ports.js';
import { type ContractCheck, must, RecordComparison } from './contract-check.js';
import type { SinkContractOptions, SinkTarget } from './sink-contract.js';
import { SinkRun, type SinkRunOptions } from './sink-run.js';

/** What the checks of one sink share: its target, runs of it, and what must have become visible. */
export class SinkTrial<T> {
  readonly guarantee: DeliveryGuarantee;
  /** Its records wait for a commit. */
  readonly isCommitting: boolean;
  private readonly comparison: RecordComparison<unknown>;
  private readonly runs: SinkRun<T>[] = [];

  private constructor(
    readonly options: SinkContractOptions<T>,
    readonly target: SinkTarget<T>,
  ) {
    const sink = target.sink();
    this.guarantee = sink.guarantee;
    this.isCommitting = sink.createCommitter !== undefined;
    this.comparison = new RecordComparison((options.type ?? Types.PICKLED_BYTE_ARRAY()) as TypeInformation<unknown>);
  }

  /** Runs a check, and closes whatever it has started. */
  static async run<T>(options: SinkContractOptions<T>, check: (trial: SinkTrial<T>) => Promise<void>): Promise<void> {
    const target = await options.target();
    try {
      const trial = new SinkTrial(options, target);
      const before = target.open?.();
      try {
        await check(trial);
      } finally {
        for (const run of trial.runs) await run.close();
      }
      must(target.open?.() === before, 'Something is left open.', { before, after: target.open?.() });
    } finally {
      await target.close?.();
    }
  }

  create(options: SinkRunOptions = {}): SinkRun<T> {
    const { type } = this.options;
    const run = new SinkRun(this.target.sink(), { type, ...givenPorts(this.target), ...options });
    this.runs.push(run);
    return run;
  }

  async start(options: SinkRunOptions = {}): Promise<SinkRun<T>> {
    const run = this.create(options);
    await run.open();
    return run;
  }

  /** Exactly these records are visible; in this order, if that is promised and one subtask wrote them. */
  async mustShow(expected: readonly T[], what: string, parallelism = 1): Promise<void> {
    const visible = await this.target.visible?.();
    if (visible === undefined) return;
    if (this.options.ordered !== false && parallelism === 1) this.comparison.mustBeSame(visible, expected, what);
    else this.comparison.mustHoldSame(visible, expected, what);
  }

  /** After a restart, when some records were written a second time: what the sink's guarantee says. */
  async mustKeepGuarantee(expected: readonly T[], what: string): Promise<void> {
    const visible = await this.target.visible?.();
    if (visible === undefined || this.guarantee === 'none') return;
    if (this.guarantee === 'exactly-once') this.comparison.mustHoldSame(visible, expected, what);
    else this.comparison.mustHoldAll(visible, expected, what);
  }

  /** The records in three parts, each of at least one. */
  get parts(): readonly [readonly T[], readonly T[], readonly T[]] {
    const { records } = this.options;
    const third = Math.floor(records.length / 3);
    return [records.slice(0, third), records.slice(third, 2 * third), records.slice(2 * third)];
  }
}

/** Makes checks of a sink that each have a target of their own. */
export function sinkCheck<T>(
  options: SinkContractOptions<T>,
): (name: string, run: (trial: SinkTrial<T>) => Promise<void>) => ContractCheck {
  return (name, run) => ({ name, run: () => SinkTrial.run(options, run) });
}

/** The ports that a target brings; what it does not bring stays out. */
function givenPorts(target: Partial<ConnectorPorts>): Partial<ConnectorPorts> {
  const { clock, files, compression, sockets, standardOutput } = target;
  return {
    ...(clock === undefined ? {} : { clock }),
    ...(files === undefined ? {} : { files }),
    ...(compression === undefined ? {} : { compression }),
    ...(sockets === undefined ? {} : { sockets }),
    ...(standardOutput === undefined ? {} : { standardOutput }),
  };
}
