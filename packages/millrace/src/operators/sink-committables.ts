import { MillraceError } from '../model/millrace-error.js';
import { Types } from '../model/types.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type { Committer, Sink } from '../operator/sink.js';
import type { StateForm } from '../operator/source.js';
import type { Cancel } from '../ports/clock.js';
import type { ListState } from '../state/state.js';
import { ListStateDescriptor } from '../state/state-descriptor.js';
import { formText, readFormText } from './state-form-text.js';

/** How often a commit that asks for it is repeated before the task fails: Flink's default of `sink.committer.retries`. */
const COMMIT_RETRIES = 10;

/** Milliseconds between two tries of a commit, as in Flink. */
const RETRY_DELAY_MS = 1000;

interface Pending {
  readonly checkpointId: number;
  readonly committable: unknown;
  /** Its checkpoint is complete, or a later one is. */
  isDue: boolean;
  /** How often the other side has asked to try again. */
  retries: number;
}

/** What a sink writer has prepared and the other side has not yet been told to make visible. */
export class SinkCommittables {
  private pending: Pending[] = [];
  private readonly state: ListState<string>;
  private readonly form: StateForm<Pending>;
  /** Commits follow one another. */
  private lastCommit: Promise<void> = Promise.resolve();
  private cancelRetry: Cancel | undefined;
  private isClosed = false;

  constructor(
    private readonly context: OperatorContext,
    sink: Sink,
    private readonly committer: Committer<unknown>,
  ) {
    const { committableForm } = sink;
    if (committableForm === undefined) {
      throw new MillraceError('SINK_INVALID', `The sink '${sink.connector}' has a committer but no committableForm.`);
    }
    this.form = pendingForm(committableForm);
    this.state = context.operatorState.listState(new ListStateDescriptor('sink-committables', Types.STRING()));
  }

  /** Commits what the snapshot holds: it belongs to a checkpoint that is complete. */
  async restore(): Promise<void> {
    this.pending = Array.from(this.state.get(), (text) => readFormText(this.form, text));
    await this.complete(Number.POSITIVE_INFINITY);
  }

  add(checkpointId: number, committables: readonly unknown[]): void {
    for (const committable of committables) this.pending.push({ checkpointId, committable, isDue: false, retries: 0 });
  }

  /** Puts all that is not committed into state. */
  freeze(): void {
    this.state.update(this.pending.map((pending) => formText(this.form, pending)));
  }

  /** Commits what was prepared for this checkpoint, and for earlier ones that never completed. */
  complete(checkpointId: number): Promise<void> {
    for (const pending of this.pending) if (pending.checkpointId <= checkpointId) pending.isDue = true;
    return this.commit();
  }

  /** Commits everything, and settles only when nothing is left. */
  async commitAll(): Promise<void> {
    await this.complete(Number.POSITIVE_INFINITY);
    while (this.pending.length > 0 && !this.isClosed) {
      this.cancelRetry?.();
      await this.delay();
      await this.commit();
    }
  }

  close(): void {
    this.isClosed = true;
    this.cancelRetry?.();
  }

  private commit(): Promise<void> {
    this.lastCommit = this.lastCommit.then(() => this.commitDue());
    return this.lastCommit;
  }

  private async commitDue(): Promise<void> {
    const due = this.pending.filter(({ isDue }) => isDue);
    if (due.length === 0 || this.isClosed) return;
    const outcomes = await this.committer.commit(due.map(({ committable }) => committable));
    if (outcomes.length !== due.length) throw this.wrongOutcomes(due.length, outcomes.length);
    const settled = new Set(due.filter((_pending, index) => outcomes[index] !== 'retry-later'));
    this.pending = this.pending.filter((pending) => !settled.has(pending));
    const again = due.filter((pending) => !settled.has(pending));
    for (const pending of again) this.countRetry(pending);
    if (again.length > 0) this.scheduleRetry();
  }

  private countRetry(pending: Pending): void {
    pending.retries++;
    if (pending.retries <= COMMIT_RETRIES) return;
    const { operatorName } = this.context.info;
    throw new MillraceError(
      'SINK_COMMIT_FAILED',
      `The sink '${operatorName}' could not commit checkpoint ${pending.checkpointId} in ${pending.retries} tries.`,
      {
        facts: { checkpointId: pending.checkpointId, tries: pending.retries },
        hint: 'Is the other side reachable? What was prepared is in the last checkpoint and is committed after a restart.',
      },
    );
  }

  private scheduleRetry(): void {
    const { context } = this;
    this.cancelRetry?.();
    this.cancelRetry = context.schedule(context.currentProcessingTime() + RETRY_DELAY_MS, () => {
      this.commit().catch((cause: unknown) => context.fail(cause));
    });
  }

  private delay(): Promise<void> {
    const { clock } = this.context.ports;
    return new Promise((resolve) => {
      this.cancelRetry = clock.setTimer(clock.now() + RETRY_DELAY_MS, resolve);
    });
  }

  private wrongOutcomes(expected: number, seen: number): MillraceError {
    const { operatorName } = this.context.info;
    return new MillraceError(
      'SINK_INVALID',
      `The committer of '${operatorName}' was given ${expected} committables and reported ${seen} outcomes.`,
      { facts: { expected, seen }, hint: 'Return one outcome for each committable, in their order.' },
    );
  }
}

function pendingForm(committableForm: StateForm<unknown>): StateForm<Pending> {
  return {
    version: committableForm.version,
    toJson: ({ checkpointId, committable }) => ({ checkpointId, committable: committableForm.toJson(committable) }),
    fromJson(version, json) {
      const { checkpointId, committable } = json as { checkpointId: number; committable: unknown };
      return { checkpointId, committable: committableForm.fromJson(version, committable), isDue: false, retries: 0 };
    },
  };
}
