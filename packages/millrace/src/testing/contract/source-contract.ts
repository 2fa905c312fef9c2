/*
 * The contract of sources as checks that any test runner can run. It is applied like this, once a way of configuring the
 * source, with data so small that reading it again and again is quick (about 5 to 20 records), and with more than one
 * split if the source can have more:
 *
 *   describe('lines of files', () => {
 *     const checks = sourceContract({ create: () => new LinesSource([a, b]), expected: ['1', '2', '3'] });
 *     for (const { name, run } of checks) it(name, run);
 *   });
 *
 * A source that opens files, sockets or timers also gives `open`; one that decodes gives `malformed`; one that waits for
 * the outside, or reads from it, gives `clock`, `files`, `sockets` …: what is not given is virtual, and a virtual clock stands
 * still. Everything that a source does beyond the contract has tests of its own.
 */
import type { Source } from '../../operator/source.js';
import type { ConnectorPorts } from '../../ports/connector-ports.js';
import type { ContractCheck } from './contract-check.js';
import { closingChecks } from './source-closing-checks.js';
import { readingChecks } from './source-reading-checks.js';
import { restoringChecks } from './source-restoring-checks.js';
import { splitChecks } from './source-split-checks.js';

/** What the contract of a source is tried with. */
export interface SourceContractOptions<T> extends Partial<ConnectorPorts> {
  /** A source over the same data each time; nothing of an earlier one may be needed, or in the way. */
  create(): Source<T> | Promise<Source<T>>;
  /** All records at parallelism 1; of a source that never ends, all that come without further doing. */
  readonly expected: readonly T[];
  /**
   * True, the default: at parallelism 1 the records come in exactly this order. False: only those of one split do, as
   * with partitions that are read at the same time.
   */
  readonly ordered?: boolean;
  /** True for a source that does not end by itself. Default false. */
  readonly endless?: boolean;
  /** How many things (files, connections, timers, iterators) sources made by `create` have open now. */
  open?(): number;
  /** A source with a record that cannot be read. */
  readonly malformed?: {
    create(): Source<T> | Promise<Source<T>>;
    /** The records before it. */
    readonly before: readonly T[];
    /** What the error's facts must hold: where the record stands (split, position, offset, line …). */
    readonly facts: Readonly<Record<string, unknown>>;
  };
}

/**
 * What every source must do, as checks for your test runner: it gives all its records once and in order, at any
 * parallelism and any size of a turn; waits without spinning; hands each split out once, and again when its reader
 * failed; goes on from a snapshot taken between any two polls with exactly the rest, also at another parallelism; refuses
 * state that it did not write; can be closed at any time and leaves nothing open; and says where a record stands that it
 * cannot read.
 *
 * A source that says it is not `replayable` is not asked to go on from a snapshot.
 *
 * @example
 * ```ts
 * import { NumberSequenceSource } from 'millrace';
 * import { sourceContract } from 'millrace/testing';
 *
 * const checks = sourceContract({ create: () => new NumberSequenceSource(1, 5), expected: [1, 2, 3, 4, 5] });
 * for (const { run } of checks) await run();
 * ```
 */
export function sourceContract<T>(options: SourceContractOptions<T>): readonly ContractCheck[] {
  return [...readingChecks(options), ...splitChecks(options), ...restoringChecks(options), ...closingChecks(options)];
}
