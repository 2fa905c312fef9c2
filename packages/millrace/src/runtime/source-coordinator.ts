import { MillraceError } from '../model/millrace-error.js';
import { thrownText } from '../model/thrown-text.js';
import type { Source, SourceEvent, SourceSplit, SplitEnumerator, SplitEnumeratorContext } from '../operator/source.js';
import type { SourceControl, SourceCoordinatorLink } from '../operator/source-coordinator-link.js';
import { unhandledEvent } from '../operator/unhandled-event.js';
import type { JobGraph } from '../plan/job-graph.js';
import type { Cancel } from '../ports/clock.js';
import { connectorPorts } from '../ports/connector-ports.js';
import type { AlignmentGroups } from './alignment-groups.js';
import { Mailbox } from './mailbox.js';
import type { MetricRegistry } from './metric-registry.js';
import type { RuntimePorts } from './ports.js';

/** What a coordinator gets from its job. */
export interface SourceCoordinatorOptions {
  readonly node: JobGraph['nodes'][number];
  readonly source: Source;
  readonly ports: RuntimePorts;
  readonly metrics: MetricRegistry;
  readonly alignment: AlignmentGroups;
  /** The enumerator's state in its versioned form, from a snapshot. */
  readonly restored: { readonly version: number; readonly json: unknown } | undefined;
  fail(cause: unknown): void;
}

/** Calls a source operator as a mail of its task. */
export type SourceDelivery = (call: (control: SourceControl) => void) => void;

/** Runs the enumerator of one source, one mailbox, and carries its calls to the readers and back. */
export class SourceCoordinator {
  readonly uid: string;
  private readonly mailbox: Mailbox;
  private readonly enumerator: SplitEnumerator<SourceSplit, unknown>;
  private readonly deliveries = new Map<number, SourceDelivery>();
  private readonly registered = new Set<number>();
  private readonly alarms = new Set<Cancel>();
  /** What would reach readers between the enumerator's snapshot and theirs: it would be in both, or in none. */
  private held: (() => void)[] | undefined;
  private isScheduled = false;
  private isClosed = false;

  constructor(private readonly options: SourceCoordinatorOptions) {
    this.uid = options.node.uid;
    this.mailbox = new Mailbox(() => this.wake());
    const { source, restored } = options;
    this.enumerator = source.createEnumerator(
      this.context(),
      restored === undefined ? undefined : source.enumeratorForm.fromJson(restored.version, restored.json),
    );
  }

  /** Tells how to reach the source operator of a subtask. */
  connect(subtaskIndex: number, deliver: SourceDelivery): void {
    this.deliveries.set(subtaskIndex, deliver);
  }

  link(subtaskIndex: number): SourceCoordinatorLink {
    return {
      registerReader: () => this.mailbox.send(() => this.register(subtaskIndex)),
      requestSplit: () => this.mailbox.send(() => this.enumerator.handleSplitRequest(subtaskIndex)),
      sendEvent: (event) => this.mailbox.send(() => this.handleEvent(subtaskIndex, event)),
      reportWatermark: (time) => this.options.alignment.report(this.uid, subtaskIndex, time),
    };
  }

  start(): void {
    this.mailbox.send(() => this.enumerator.start());
  }

  /** The enumerator's state. Until `release`, nothing reaches the readers. */
  snapshot(checkpointId: number): { readonly version: number; readonly json: unknown } {
    const { enumeratorForm } = this.options.source;
    const json = enumeratorForm.toJson(this.enumerator.snapshotState(checkpointId));
    this.held ??= [];
    return { version: enumeratorForm.version, json };
  }

  /** All readers have frozen their state. */
  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const delivery of held) delivery();
  }

  complete(checkpointId: number): void {
    this.mailbox.send(() => this.enumerator.complete?.(checkpointId));
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.mailbox.clear();
    for (const cancel of this.alarms) cancel();
    await this.enumerator.close();
  }

  private register(subtaskIndex: number): void {
    this.registered.add(subtaskIndex);
    this.options.alignment.join(this.uid, subtaskIndex, (time) =>
      this.deliver(subtaskIndex, (control) => control.setMaxAllowedWatermark(time)),
    );
    this.enumerator.addReader(subtaskIndex);
  }

  private handleEvent(subtaskIndex: number, event: SourceEvent): void {
    const { enumerator } = this;
    if (enumerator.handleReaderEvent === undefined)
      throw unhandledEvent(this.options.source.connector, 'enumerator', event);
    enumerator.handleReaderEvent(subtaskIndex, event);
  }

  private deliver(subtaskIndex: number, call: (control: SourceControl) => void): void {
    const delivery = () => this.deliveries.get(subtaskIndex)?.(call);
    if (this.held === undefined) delivery();
    else this.held.push(delivery);
  }

  private wake(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.options.ports.scheduler.soon(() => {
      this.isScheduled = false;
      if (this.isClosed) return;
      try {
        this.mailbox.drain();
      } catch (cause) {
        this.fail(cause);
      }
    });
  }

  /** The enumerator has failed: the error names its source. */
  private fail(cause: unknown): void {
    const { name, uid } = this.options.node;
    const facts = { operator: name, uid };
    const what = thrownText(cause);
    const error =
      cause instanceof MillraceError
        ? cause.withFacts(facts)
        : new MillraceError('USER_CODE_FAILED', `Finding the splits of source '${name}' failed: ${what}`, {
            facts,
            cause,
          });
    this.options.fail(error);
  }

  private context(): SplitEnumeratorContext<SourceSplit> {
    const { node, ports, metrics } = this.options;
    return {
      parallelism: node.parallelism,
      ...connectorPorts(ports),
      logger: ports.logger,
      metrics: metrics.group(`${node.name}.enumerator`),
      registeredReaders: () => [...this.registered],
      assignSplits: (subtaskIndex, splits) => this.deliver(subtaskIndex, (control) => control.addSplits(splits)),
      signalNoMoreSplits: (subtaskIndex) => this.deliver(subtaskIndex, (control) => control.noMoreSplits()),
      sendEventToReader: (subtaskIndex, event) => this.deliver(subtaskIndex, (control) => control.handleEvent(event)),
      callAsync: (call, handle, periodMs) => this.callAsync(call, handle, periodMs),
      fail: (cause) => this.fail(cause),
    };
  }

  private callAsync<R>(
    call: () => Promise<R>,
    handle: (error: unknown, result: R | undefined) => void,
    periodMs: number | undefined,
  ): void {
    const again = () => {
      if (periodMs === undefined || this.isClosed) return;
      const { clock } = this.options.ports;
      const cancel = clock.setTimer(clock.now() + periodMs, () => {
        this.alarms.delete(cancel);
        this.callAsync(call, handle, periodMs);
      });
      this.alarms.add(cancel);
    };
    const done = (error: unknown, result: R | undefined) => {
      if (this.isClosed) return;
      this.mailbox.send(() => {
        handle(error, result);
        again();
      });
    };
    Promise.resolve()
      .then(call)
      .then(
        (result) => done(undefined, result),
        (error: unknown) => done(error ?? new Error('The call failed without a reason.'), undefined),
      );
  }
}
