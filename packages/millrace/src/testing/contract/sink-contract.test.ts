import { describe, expect, it } from 'vitest';
import { stateForm } from '../../connectors/state-form.js';
import { Types } from '../../model/types.js';
import type { Committer, Sink, SinkWriter, SinkWriterContext } from '../../operator/sink.js';
import { type SinkTarget, sinkContract } from './sink-contract.js';

type Batch = { readonly id: string; readonly rows: readonly number[] };

/** A table that shows a batch once it is committed, and each batch once. */
class Table implements SinkTarget<number> {
  readonly shown = new Map<string, readonly number[]>();
  opened = 0;
  isBroken = false;
  private stalled: (() => void)[] | undefined;
  private sinks = 0;

  constructor(private readonly fault: Fault) {}

  sink(): Sink<number> {
    return new TableSink(this, `attempt-${this.sinks++}`, this.fault);
  }

  visible(): readonly number[] {
    return [...this.shown.values()].flat();
  }

  open(): number {
    return this.opened;
  }

  stall(): void {
    this.stalled = [];
  }

  resume(): void {
    const waiting = this.stalled ?? [];
    this.stalled = undefined;
    for (const resolve of waiting) resolve();
  }

  fail(): void {
    this.isBroken = true;
  }

  /** Settles when the table answers. */
  async answer(): Promise<void> {
    if (this.isBroken) throw new Error('disk full');
    if (this.stalled !== undefined) await new Promise<void>((resolve) => this.stalled?.push(resolve));
  }
}

/** What a fault changes in the sink. */
interface Fault {
  readonly sink?: Partial<Sink<number, Batch>>;
  readonly writer?: (writer: SinkWriter<number, Batch>, table: Table) => Partial<SinkWriter<number, Batch>>;
  readonly hasNoGate?: boolean;
  readonly committer?: (committer: Committer<Batch>, table: Table) => Partial<Committer<Batch>>;
}

const committableForm = stateForm({
  what: 'batch of a table',
  version: 1,
  json: Types.OBJECT({ id: Types.STRING(), rows: Types.LIST(Types.LONG()) }),
  toJson: ({ id, rows }: Batch) => ({ id, rows: [...rows] }),
  fromJson: (json) => json,
});

class TableSink implements Sink<number, Batch> {
  readonly connector = 'table';
  readonly guarantee = 'exactly-once';
  readonly committableForm = committableForm;

  constructor(
    private readonly table: Table,
    private readonly attempt: string,
    private readonly fault: Fault,
  ) {
    Object.assign(this, fault.sink);
  }

  describe() {
    return {};
  }

  createWriter({ gate, enqueue, fail: failTask, info }: SinkWriterContext): SinkWriter<number, Batch> {
    const { table, attempt, fault } = this;
    table.opened++;
    let rows: number[] = [];
    let asked = 0;
    const writer: SinkWriter<number, Batch> = {
      write(value) {
        rows.push(value);
        asked++;
        if (asked === 8 && fault.hasNoGate !== true) gate.shut();
        table.answer().then(
          () =>
            enqueue(() => {
              asked--;
              gate.open();
            }),
          failTask,
        );
      },
      flush: () => table.answer(),
      prepareCommit(checkpointId) {
        if (rows.length === 0) return [];
        const batch = { id: `${attempt}-${info.subtaskIndex}-${checkpointId}`, rows };
        rows = [];
        return [batch];
      },
      close() {
        table.opened--;
      },
    };
    return { ...writer, ...fault.writer?.(writer, table) };
  }

  createCommitter(): Committer<Batch> {
    const { table } = this;
    table.opened++;
    const committer: Committer<Batch> = {
      async commit(batches) {
        for (const { id, rows } of batches) table.shown.set(id, rows);
        return batches.map(() => 'committed');
      },
      close() {
        table.opened--;
      },
    };
    return { ...committer, ...this.fault.committer?.(committer, table) };
  }
}

/** The checks that a sink does not pass, with what they say. */
async function broken(fault: Fault, mostHeld = 100): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, run } of sinkContract({ records: [1, 2, 3, 4, 5, 6], target: () => new Table(fault), mostHeld })) {
    await run().catch((error: unknown) => failures.push(`${name}: ${String((error as Error).message)}`));
  }
  return failures;
}

/** What each fault must be caught by: a part of a check's name, or of what it says. */
const faults: readonly [string, Fault, string][] = [
  [
    'a writer that drops a record',
    { writer: ({ write }) => ({ write: (value, context) => (value === 3 ? undefined : write(value, context)) }) },
    'writes every record',
  ],
  [
    'a commit that comes with the barrier',
    {
      writer: (writer, table) => ({
        async prepareCommit(checkpointId) {
          const batches = (await writer.prepareCommit?.(checkpointId)) ?? [];
          for (const { id, rows } of batches) table.shown.set(id, rows);
          return batches;
        },
      }),
    },
    'shows nothing of a checkpoint before it is complete',
  ],
  [
    'a committer that forgets every second batch',
    {
      committer: (_committer, table) => ({
        async commit(batches) {
          for (const [index, { id, rows }] of batches.entries()) if (index % 2 === 0) table.shown.set(id, rows);
          return batches.map(() => 'committed');
        },
      }),
    },
    'keeps what an aborted checkpoint held for the next one',
  ],
  [
    'a commit that does not know what it has committed',
    {
      committer: (_committer, table) => ({
        async commit(batches) {
          for (const { id, rows } of batches) table.shown.set(id, [...(table.shown.get(id) ?? []), ...rows]);
          return batches.map(() => 'committed');
        },
      }),
    },
    'makes nothing visible twice',
  ],
  [
    'a committable that loses rows on its way through a checkpoint',
    { sink: { committableForm: { ...committableForm, toJson: ({ id }) => ({ id, rows: [] }) } } },
    'finishes after a restart what was prepared',
  ],
  ['a committer without a form', { sink: { committableForm: undefined } as never }, 'committableForm'],
  [
    'a form that reads everything',
    { sink: { committableForm: { ...committableForm, fromJson: (_version, json) => json as Batch } } },
    'of version 0 was taken',
  ],
  ['a writer that leaves something open', { writer: () => ({ close: () => undefined }) }, 'Something is left open.'],
  ['a description that is no JSON', { sink: { describe: () => ({ size: 1n }) } }, 'must be JSON'],
  ['a writer that holds nothing back', { hasNoGate: true }, 'holds nothing back'],
  [
    'a failure that nobody hears of',
    { writer: () => ({ write: () => undefined, flush: () => undefined }) },
    'does not fail',
  ],
];

describe('the contract of a sink', () => {
  it('is kept by a sound sink', async () => {
    expect(await broken({})).toEqual([]);
  });

  it.each(faults)('sees %s', async (_fault, fault, says) => {
    expect((await broken(fault)).join('\n')).toContain(says);
  });
});
