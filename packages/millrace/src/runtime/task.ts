import { MillraceError } from '../model/millrace-error.js';
import { createElement } from '../operator/element.js';
import type { SourceControl } from '../operator/source-coordinator-link.js';
import type { SnapshotSink } from '../state/snapshot.js';
import type { ChannelEvent } from './channel.js';
import { ChannelHead } from './channel-head.js';
import { endOfInput } from './end-of-input.js';
import { GatedMails } from './gated-mails.js';
import type { Head } from './head.js';
import { Mailbox } from './mailbox.js';
import { buildOperatorChain, type OperatorChain } from './operator-chain.js';
import { RecordInHand } from './record-in-hand.js';
import { Slice } from './slice.js';
import { SourceHead } from './source-head.js';
import { taskHeads } from './task-heads.js';
import type { TaskSpec } from './task-spec.js';
import { UnfinishedWork } from './unfinished-work.js';

/** How many records one input gives before the next one has its turn: bounded collections are read alike each run. */
const INPUT_TURN = 1024;

export type TaskState = 'created' | 'opening' | 'running' | 'finished' | 'failed' | 'closed';

/** What a task tells its supervisor. */
export interface TaskListener {
  onFailure(task: Task, cause: unknown): void;
  /** All inputs have ended and all operators have finished. */
  onFinished(task: Task): void;
  /** The task is aligned, has frozen its state, and barriers have left; `write` is still to come. */
  onFrozen(task: Task, checkpointId: number): void;
}

/** One parallel instance of a vertex: one mailbox, one chain of operators, calls that never overlap. */
export class Task {
  readonly name: string;
  readonly chain: OperatorChain;
  state: TaskState = 'created';
  private readonly slice: Slice;
  private readonly mailbox: Mailbox;
  private readonly heads: readonly Head[];
  private readonly ended = new Set<Head>();
  private readonly unfinished = new UnfinishedWork(() => this.wake());
  private readonly inHand = new RecordInHand();
  /** Mails that wait until no record is half processed. */
  private readonly betweenRecords = new GatedMails(() => this.isAlive && !this.isBusy && !this.unfinished.isMidRecord);
  /** True while an asynchronous call of the contract is pending: no input is taken. */
  private isBusy = false;
  /** From the first `prepareBarrier` to the last `freeze`: nothing may be emitted but by them. */
  private isPassingBarrier = false;
  /** While operators end and finish: what is in flight may still be emitted. */
  private isEnding = false;
  /** Mails that emit: also while operators finish, never while a barrier passes. */
  private readonly emitting = new GatedMails(
    () => this.isAlive && !this.unfinished.isMidRecord && !this.isPassingBarrier && (!this.isBusy || this.isEnding),
  );
  private lastAborted = 0;
  private isScheduled = false;
  private barrier: { readonly checkpointId: number; triggered: boolean } | undefined;
  private staysSilent = false;
  private opening: Promise<void> = Promise.resolve();

  constructor(
    readonly spec: TaskSpec,
    private readonly listener: TaskListener,
  ) {
    this.name = `${spec.vertex.name} (${spec.subtaskIndex + 1}/${spec.vertex.parallelism})`;
    this.slice = new Slice(spec.ports.clock);
    this.mailbox = new Mailbox(() => this.wake());
    const element = createElement();
    this.chain = buildOperatorChain(
      spec,
      {
        ports: spec.ports,
        element,
        activity: spec.activity,
        wake: () => this.wake(),
        enqueue: (mail) => this.enqueue(mail),
        enqueueBetweenRecords: (mail) => this.enqueueBetweenRecords(mail),
        enqueueEmitting: (mail) => this.enqueueEmitting(mail),
        suspend: (instance, work) => this.unfinished.add(instance, this.inHand.work(work)),
        fail: (cause) => this.fail(cause),
      },
      this.slice,
    );
    this.heads = taskHeads(this.chain, spec, element, {
      slice: this.slice,
      wake: () => this.wake(),
      fail: (cause) => this.fail(cause),
      onBarrier: (checkpointId) => {
        this.beginBarrier(checkpointId);
        this.alignBarrier();
      },
      onChannelEnd: () => this.alignBarrier(),
      isGivenUp: (checkpointId) => checkpointId <= this.lastAborted,
    });
  }

  private get isAlive(): boolean {
    return this.state === 'running' || this.state === 'finished';
  }

  /** Opens the operators, those that others emit to first, and begins to run. Never rejects. */
  open(): Promise<void> {
    this.opening = this.openOperators();
    return this.opening;
  }

  private async openOperators(): Promise<void> {
    this.state = 'opening';
    try {
      for (const instance of [...this.chain.instances.values()].reverse()) {
        if (this.state !== 'opening') return;
        await instance.call('open', () => instance.operator.open?.());
      }
    } catch (cause) {
      this.fail(cause);
      return;
    }
    if (this.state !== 'opening') return;
    this.state = 'running';
    this.wake();
  }

  /** The source operator of a node, as its coordinator calls it. */
  source(node: number): SourceControl {
    return this.chain.instances.get(node)?.operator as unknown as SourceControl;
  }

  /** Runs a mail in this task, between calls. */
  enqueue(mail: () => void): void {
    if (this.state === 'failed' || this.state === 'closed') return;
    this.mailbox.send(mail);
  }

  /**
   * Begins a checkpoint. Sources give nothing more before their task has frozen its state; inputs from other tasks bring
   * the barrier in band, or have ended.
   *
   * @param isLast the sources stay silent after it: the job stops.
   */
  triggerCheckpoint(checkpointId: number, isLast = false): void {
    this.enqueueBetweenRecords(() => {
      this.holdSources(true);
      this.staysSilent = isLast;
      this.beginBarrier(checkpointId).triggered = true;
      this.alignBarrier();
    });
  }

  /** Writes the frozen state of every operator; each gets a sink of its own. */
  async write(checkpointId: number, sinkOf: (uid: string) => SnapshotSink): Promise<void> {
    const pause = () => new Promise<void>((resolve) => this.spec.ports.scheduler.soon(resolve));
    for (const instance of this.chain.instances.values()) {
      await instance.write(checkpointId, sinkOf(instance.info.uid), pause);
      instance.discard(checkpointId);
    }
  }

  /** Gives the frozen state up unwritten. */
  discard(checkpointId: number): void {
    for (const instance of this.chain.instances.values()) instance.discard(checkpointId);
  }

  /** The checkpoint is durable on all tasks. Settles when every operator has done what it does then. */
  complete(checkpointId: number, isLast: boolean): Promise<void> {
    return this.call(async () => {
      for (const instance of this.chain.instances.values())
        await instance.call('complete', () => instance.operator.complete?.(checkpointId, isLast));
    });
  }

  aborted(checkpointId: number): void {
    this.enqueue(() => {
      this.lastAborted = Math.max(this.lastAborted, checkpointId);
      if (this.barrier !== undefined && this.barrier.checkpointId <= checkpointId) this.giveUpBarrier();
      this.discard(checkpointId);
      for (const { operator } of this.chain.instances.values()) operator.aborted?.(checkpointId);
    });
  }

  /** Alignment ends without a barrier: what it held back goes on. */
  private giveUpBarrier(): void {
    this.barrier = undefined;
    for (const head of this.heads) if (head instanceof ChannelHead) head.release();
    if (!this.staysSilent) this.holdSources(false);
  }

  /** Frees everything; every operator is closed even if another one fails to. Throws the first failure. */
  async close(): Promise<void> {
    if (this.state === 'closed') return;
    const failures: unknown[] = [];
    this.state = 'closed';
    this.mailbox.clear();
    for (const { channels } of this.spec.inputs) for (const channel of channels) channel.close();
    // An operator that is being opened may still get hold of what its close must let go of.
    await this.opening;
    for (const head of this.heads) await head.close?.();
    for (const instance of this.chain.instances.values()) {
      try {
        await instance.close();
      } catch (cause) {
        failures.push(instance.userError(cause, 'close'));
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  fail(cause: unknown): void {
    if (this.state === 'failed' || this.state === 'closed') return;
    this.state = 'failed';
    this.mailbox.clear();
    this.listener.onFailure(this, cause);
  }

  /** What the task is about, as the end of a sentence that begins with its name. */
  describeWait(): string {
    if (this.state === 'opening') return 'is still opening';
    if (this.isBusy) return 'waits for an operator to finish, such as a sink that writes out what it holds';
    if (!this.unfinished.isEmpty) return 'waits for room in what it writes to';
    return this.state === 'running' ? 'still has records to process' : `is ${this.state}`;
  }

  private wake(): void {
    if (this.isScheduled || !this.isAlive) return;
    this.isScheduled = true;
    this.spec.ports.scheduler.soon(() => {
      this.isScheduled = false;
      this.step();
    });
  }

  /** One slice of work. */
  private step(): void {
    try {
      this.slice.begin();
      let more = true;
      while (more && !this.slice.isUsed()) more = this.turn();
      if (more || this.slice.isUsed()) this.wake();
    } catch (cause) {
      this.fail(cause);
    }
  }

  /** True when there may be more to do at once. */
  private turn(): boolean {
    this.mailbox.drain();
    this.unfinished.resume(this.isPassingBarrier);
    if (this.emitting.run() || this.betweenRecords.run()) return true;
    if (this.isBusy || this.state !== 'running') return false;
    if (!this.unfinished.isEmpty) return this.takeBarriers();
    if (this.endHeads()) return false;
    return this.runHeads();
  }

  /** Between the timers of one watermark there is room for a barrier, the next thing in its channel. */
  private takeBarriers(): boolean {
    if (this.unfinished.isMidRecord) return false;
    let taken = false;
    for (const head of this.heads) if (head instanceof ChannelHead && head.takeBarriers()) taken = true;
    return taken;
  }

  private runHeads(): boolean {
    let worked = false;
    for (const head of this.heads) {
      if (this.inHand.run(head, INPUT_TURN)) worked = true;
      if (this.state !== 'running') return false;
      if (!this.unfinished.isEmpty || this.isBusy) return true;
    }
    return worked || this.heads.some((head) => head.isEnded && !this.ended.has(head));
  }

  private enqueueEmitting(mail: () => void): void {
    this.sendTo(this.emitting, mail);
  }

  private enqueueBetweenRecords(mail: () => void): void {
    this.sendTo(this.betweenRecords, mail);
  }

  private sendTo(mails: GatedMails, mail: () => void): void {
    if (this.state === 'failed' || this.state === 'closed') return;
    mails.send(mail);
    this.slice.cut();
    this.wake();
  }

  /** Runs an asynchronous part of the contract; no input is taken before it settles. */
  private async call(work: () => Promise<void>): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.enqueueBetweenRecords(() => {
        this.isBusy = true;
        work()
          .finally(() => {
            this.isBusy = false;
            this.wake();
          })
          .then(resolve, (cause) => {
            reject(cause);
            this.fail(cause);
          });
      });
    });
  }

  /** Starts what follows the end of a head; true when something was started. */
  private endHeads(): boolean {
    const over = this.heads.filter((head) => head.isEnded && !this.ended.has(head));
    if (over.length === 0) return false;
    for (const head of over) this.ended.add(head);
    const settled = async () => {
      await this.unfinished.when(() => this.unfinished.isEmpty && this.emitting.isEmpty);
      return this.isAlive;
    };
    this.isEnding = true;
    this.run(async () => {
      for (const head of over) await endOfInput(this.chain, head.feeds, settled);
      this.isEnding = false;
      if (this.isAlive && this.ended.size === this.heads.length) this.finish();
    });
    return true;
  }

  private finish(): void {
    this.state = 'finished';
    this.emitEvent({ kind: 'end' });
    this.alignBarrier();
    this.listener.onFinished(this);
  }

  private emitEvent(event: ChannelEvent): void {
    for (const writers of this.chain.writers.values()) for (const writer of writers) writer.sendEvent(event);
  }

  private holdSources(isHeld: boolean): void {
    for (const head of this.heads) if (head instanceof SourceHead) head.isHeld = isHeld;
  }

  private run(work: () => Promise<void>): void {
    this.isBusy = true;
    work().then(
      () => {
        this.isBusy = false;
        this.wake();
      },
      (cause: unknown) => this.fail(cause),
    );
  }

  private beginBarrier(checkpointId: number) {
    if (this.barrier !== undefined && this.barrier.checkpointId !== checkpointId) {
      throw new MillraceError(
        'CHECKPOINT_OVERLAP',
        `Task '${this.name}' got barrier ${checkpointId} while it aligns ${this.barrier.checkpointId}.`,
        { facts: { task: this.name } },
      );
    }
    this.barrier ??= { checkpointId, triggered: false };
    return this.barrier;
  }

  /** Freezes once every input has brought the barrier. */
  private alignBarrier(): void {
    const { barrier } = this;
    if (barrier === undefined || !barrier.triggered) return;
    const channelHeads = this.heads.filter((head) => head instanceof ChannelHead);
    if (channelHeads.some((head) => head.channelsWithoutBarrier > 0)) return;
    this.barrier = undefined;
    this.enqueueBetweenRecords(() => this.run(() => this.passBarrier(barrier.checkpointId, channelHeads)));
  }

  private async passBarrier(checkpointId: number, channelHeads: readonly ChannelHead[]): Promise<void> {
    if (checkpointId <= this.lastAborted) {
      this.giveUpBarrier();
      return;
    }
    this.isPassingBarrier = true;
    for (const instance of this.chain.instances.values()) {
      await instance.call('prepareBarrier', () => instance.operator.prepareBarrier?.(checkpointId));
      await this.unfinished.when(() => !this.unfinished.isMidRecord);
    }
    this.isPassingBarrier = false;
    if (!this.isAlive) return;
    for (const instance of this.chain.instances.values()) instance.freeze(checkpointId);
    if (this.state === 'running') this.emitEvent({ kind: 'barrier', checkpointId });
    for (const head of channelHeads) head.release();
    if (!this.staysSilent) this.holdSources(false);
    this.listener.onFrozen(this, checkpointId);
  }
}
