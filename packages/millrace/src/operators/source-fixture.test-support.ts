import type { PollStatus } from '../operator/operator.js';
import type { Source, SourceEvent, SourceSplit, SplitEnumerator } from '../operator/source.js';
import type { SourceControl } from '../operator/source-coordinator-link.js';
import { connectorPorts } from '../ports/connector-ports.js';
import { OperatorFixture, type OperatorFixtureOptions } from '../testing/operator-fixture.test-support.js';
import { type SourceReaderOperator, sourceDefinition } from './source.js';

/** A source operator with the enumerator of its source, which answers between two steps. */
export class SourceFixture {
  readonly fixture: OperatorFixture<SourceReaderOperator>;
  /** The watermarks that the operator reported for alignment. */
  readonly reported: number[] = [];
  readonly enumerator: SplitEnumerator<SourceSplit, unknown>;
  isRegistered = false;
  private readonly calls: (() => void)[] = [];
  private readyAgain: Promise<void> | undefined;
  private isWaiting = false;

  constructor(source: Source, options: OperatorFixtureOptions & { readonly enumeratorState?: unknown } = {}) {
    const { functions, enumeratorState, ...rest } = options;
    const link = {
      registerReader: () => {
        this.isRegistered = true;
      },
      requestSplit: () => this.calls.push(() => this.enumerator.handleSplitRequest(0)),
      sendEvent: (event: SourceEvent) => this.calls.push(() => this.enumerator.handleReaderEvent?.(0, event)),
      reportWatermark: (time: number) => this.reported.push(time),
    };
    this.fixture = new OperatorFixture(sourceDefinition, {
      ...rest,
      functions: { ...functions, source, coordinatorLink: link },
    });
    const { host } = this.fixture;
    this.enumerator = source.createEnumerator(
      {
        parallelism: rest.parallelism ?? 1,
        ...connectorPorts(host.ports),
        logger: host.ports.logger,
        metrics: this.fixture.context.metrics,
        registeredReaders: () => (this.isRegistered ? [0] : []),
        assignSplits: (_subtask, splits) => this.tell((control) => control.addSplits(splits)),
        signalNoMoreSplits: () => this.tell((control) => control.noMoreSplits()),
        sendEventToReader: (_subtask, event) => this.tell((control) => control.handleEvent(event)),
        callAsync: () => undefined,
        fail: (cause) => {
          this.fixture.failure ??= cause;
        },
      },
      enumeratorState,
    );
  }

  async open(): Promise<void> {
    this.enumerator.start();
    await this.fixture.operator.open();
    await this.settle();
  }

  /** Lets coordinator, mails and promises do what they can. */
  async settle(): Promise<void> {
    do {
      for (const call of this.calls.splice(0)) call();
      await this.fixture.settle();
    } while (this.calls.length > 0);
  }

  /** Polls as a task does, at most `limit` times; ends early when there is nothing, nothing more, or something is shut. */
  async poll(limit = Number.POSITIVE_INFINITY): Promise<PollStatus | 'paused'> {
    for (let polls = 0; polls < limit; polls++) {
      await this.settle();
      if (this.isWaiting) return 'nothing';
      if (this.fixture.below.mustPause()) return 'paused';
      const status = this.fixture.operator.poll();
      if (status === 'end') return status;
      if (status === 'nothing') await this.wait();
    }
    return 'more';
  }

  private async wait(): Promise<void> {
    this.isWaiting = true;
    this.readyAgain = this.fixture.operator.ready().then(() => {
      this.isWaiting = false;
    });
    this.readyAgain.catch((cause: unknown) => {
      this.fixture.failure ??= cause;
    });
    await this.settle();
  }

  private tell(call: (control: SourceControl) => void): void {
    this.calls.push(() => call(this.fixture.operator));
  }
}
