import type { Gate } from '../operator/flow.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type { SinkWriter, WriteContext } from '../operator/sink.js';
import { normaliseSinkFunction } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import type { SinkFunctionContext } from '../operator/user-functions/sink-function.js';
import { CallPhase, usedAfterCall } from '../operator/user-functions/user-code.js';

/** How many promises of a sink function may be pending before its task takes no further records. */
export const SINK_FUNCTION_IN_FLIGHT = 100;

/** A writer around a sink function: opened, and ready to write. */
export async function createSinkFunctionWriter(
  sinkFunction: unknown,
  context: OperatorContext,
  writeContext: WriteContext,
): Promise<SinkWriter<unknown>> {
  const { invoke, open, close } = normaliseSinkFunction(sinkFunction);
  const writer = new SinkFunctionWriter(context, writeContext, invoke, close);
  await open?.(new OperatorRuntimeContext(context, writer));
  return writer;
}

type Invoke = (value: unknown, context: SinkFunctionContext) => unknown;

class SinkFunctionWriter implements SinkWriter<unknown>, SinkFunctionContext {
  phase: CallPhase = CallPhase.OUTSIDE;
  private readonly gate: Gate;
  private inFlight = 0;
  private flushed: (() => void) | undefined;

  constructor(
    private readonly context: OperatorContext,
    private readonly writeContext: WriteContext,
    private readonly invoke: Invoke,
    private readonly closeFunction: (() => void | Promise<void>) | undefined,
  ) {
    this.gate = context.gate('invoke');
  }

  write(value: unknown): void {
    this.phase = CallPhase.RUNNING;
    let result: unknown;
    try {
      result = this.invoke(value, this);
    } catch (cause) {
      throw this.context.userError(cause, 'invoke');
    } finally {
      this.phase = CallPhase.OUTSIDE;
    }
    if (result instanceof Promise) this.track(result);
  }

  flush(): Promise<void> {
    if (this.inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.flushed = resolve;
    });
  }

  close(): void | Promise<void> {
    return this.closeFunction?.();
  }

  currentProcessingTime(): number {
    this.checkPhase();
    return this.context.currentProcessingTime();
  }

  currentWatermark(): number {
    this.checkPhase();
    return this.writeContext.currentWatermark;
  }

  timestamp(): number | undefined {
    this.checkPhase();
    return this.writeContext.timestamp;
  }

  private checkPhase(): void {
    if (this.phase === CallPhase.OUTSIDE) throw usedAfterCall("The sink function's context");
  }

  private track(result: Promise<unknown>): void {
    this.inFlight++;
    if (this.inFlight >= SINK_FUNCTION_IN_FLIGHT) this.gate.shut();
    result.then(
      () => this.context.enqueue(() => this.landed()),
      (cause: unknown) => this.context.fail(this.context.userError(cause, 'invoke')),
    );
  }

  private landed(): void {
    this.inFlight--;
    if (this.inFlight < SINK_FUNCTION_IN_FLIGHT) this.gate.open();
    if (this.inFlight > 0) return;
    this.flushed?.();
    this.flushed = undefined;
  }
}
