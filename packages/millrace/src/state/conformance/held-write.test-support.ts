import type { FrozenState, OperatorSnapshot } from '../snapshot.js';
import { writeSnapshot } from './backend-fixture.test-support.js';

/** A frozen version whose writing goes on only when it is told to. */
export class HeldWrite<C> {
  readonly frozen: FrozenState;
  readonly expected: C;
  snapshot: OperatorSnapshot | undefined;
  private started = false;
  private go: (() => void) | undefined;
  private failure: unknown;

  constructor(frozen: FrozenState, expected: C) {
    this.frozen = frozen;
    this.expected = expected;
  }

  async start(): Promise<void> {
    if (this.started) return;
    this.started = true;
    const { frozen } = this;
    const held: FrozenState = {
      discard: () => frozen.discard(),
      write: (sink) =>
        frozen.write(
          sink,
          () =>
            new Promise((resolve) => {
              this.go = resolve;
            }),
        ),
    };
    writeSnapshot(held).then(
      (snapshot) => {
        this.snapshot = snapshot;
      },
      (error: unknown) => {
        this.failure = error;
      },
    );
    await settle();
  }

  async resume(): Promise<void> {
    const { go } = this;
    this.go = undefined;
    go?.();
    await settle();
  }

  async finish(): Promise<OperatorSnapshot> {
    await this.start();
    while (this.snapshot === undefined) {
      if (this.failure !== undefined) throw this.failure;
      await this.resume();
    }
    return this.snapshot;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
