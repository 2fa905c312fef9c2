/*
 * The contract of sinks as checks that any test runner can run. It is applied like this, once a way of configuring the
 * sink, with a few records that all differ:
 *
 *   describe('rows in a table', () => {
 *     const checks = sinkContract({
 *       records: ['a', 'b', 'c', 'd'],
 *       target: async () => {
 *         const table = await emptyTable();
 *         return { sink: () => new TableSink(table.url), visible: () => table.rows(), close: () => table.drop() };
 *       },
 *     });
 *     for (const { name, run } of checks) it(name, run);
 *   });
 *
 * A sink with a bounded buffer also gives `stall` and `resume`, one whose writes can fail gives `fail`, one that opens
 * files, sockets or timers gives `open`, and one that waits for the outside, or writes to it, `clock`, `files`, `sockets` …:
 * what is not given is virtual, and a virtual clock stands still. Everything that a sink does beyond the contract has tests of its own.
 */
import type { TypeInformation } from '../../model/type-information.js';
import type { Sink } from '../../operator/sink.js';
import type { ConnectorPorts } from '../../ports/connector-ports.js';
import type { ContractCheck } from './contract-check.js';
import { committingChecks } from './sink-committing-checks.js';
import { flowChecks } from './sink-flow-checks.js';
import { writingChecks } from './sink-writing-checks.js';

/** The other side of a sink: where its records become visible. */
export interface SinkTarget<T> extends Partial<ConnectorPorts> {
  /** A sink that writes there; asked again for every start of a job. */
  sink(): Sink<T>;
  /** What a reader of the target sees now, as the records that were written. Left out when nobody can see it. */
  visible?(): readonly T[] | Promise<readonly T[]>;
  /** How many things (files, connections, timers) the sinks of this target have open now. */
  open?(): number;
  /** From now on the target takes nothing, and answers nothing, until `resume`. */
  stall?(): void;
  resume?(): void;
  /** From now on whatever is written fails. */
  fail?(): void | Promise<void>;
  /** Removes the target when a check is over. */
  close?(): void | Promise<void>;
}

/** What the contract of a sink is tried with. */
export interface SinkContractOptions<T> {
  /** An empty target, anew for each check. */
  target(): SinkTarget<T> | Promise<SinkTarget<T>>;
  /** At least four records, no two of them equal. */
  readonly records: readonly T[];
  /** The type of the records. Default: none is declared. */
  readonly type?: TypeInformation<T>;
  /** True, the default: what one subtask writes becomes visible in its order. */
  readonly ordered?: boolean;
  /** How many records a stalled sink may take before it holds the job back. Default 100,000. */
  readonly mostHeld?: number;
}

/**
 * What every sink must do, as checks for your test runner: it writes every record, has them through at a barrier, and
 * holds the job back when it can take no more; with a committer, nothing of a checkpoint is visible before it completes,
 * and everything once it has, also after an abort, a restart before or after the commit, or at another parallelism;
 * nothing is lost or repeated beyond what its `guarantee` says; it can be closed at any time and leaves nothing open;
 * and what makes it fail names the operator.
 *
 * @example
 * ```ts
 * import { PrintSink } from 'millrace';
 * import { sinkContract } from 'millrace/testing';
 *
 * const checks = sinkContract({
 *   records: [1, 2, 3, 4],
 *   target() {
 *     const lines: string[] = [];
 *     const standardOutput = {
 *       writeLine: (line: string) => lines.push(line) > 0,
 *       drained: async () => {},
 *       flush: async () => {},
 *     };
 *     return { sink: () => new PrintSink<number>(), standardOutput, visible: () => lines.map((line) => Number(line.slice(-1))) };
 *   },
 * });
 * for (const { run } of checks) await run();
 * ```
 */
export function sinkContract<T>(options: SinkContractOptions<T>): readonly ContractCheck[] {
  return [...writingChecks(options), ...committingChecks(options), ...flowChecks(options)];
}
