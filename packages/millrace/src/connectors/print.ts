import type { TaskInfo } from '../operator/operator-context.js';
import { printedValue } from './printed-value.js';
import type { Sink, SinkWriter, SinkWriterContext } from './sink.js';

/**
 * Prints each record on a line of standard output, as Flink does: with an identifier, `identifier> value`; with more than
 * one subtask, `2> value` or `identifier:2> value`, counted from 1.
 */
export class PrintSink<T = unknown> implements Sink<T> {
  readonly connector = 'print';
  readonly guarantee = 'at-least-once';

  /** @param identifier stands before every line. */
  constructor(private readonly identifier: string = '') {}

  describe(): Readonly<Record<string, unknown>> {
    return this.identifier === '' ? {} : { identifier: this.identifier };
  }

  createWriter(context: SinkWriterContext): SinkWriter<T> {
    const { standardOutput, gate } = context;
    const prefix = linePrefix(this.identifier, context.info);
    return {
      write(value, { kind }) {
        if (standardOutput.writeLine(prefix + printedValue(value, kind)) || !gate.isOpen) return;
        gate.shut();
        standardOutput.drained().then(
          () => context.enqueue(() => gate.open()),
          (cause: unknown) => context.fail(cause),
        );
      },
      flush: () => standardOutput.flush(),
      close() {
        // Standard output belongs to the host.
      },
    };
  }
}

function linePrefix(identifier: string, { subtaskIndex, parallelism }: TaskInfo): string {
  const parts = [...(identifier === '' ? [] : [identifier]), ...(parallelism > 1 ? [subtaskIndex + 1] : [])];
  return parts.length === 0 ? '' : `${parts.join(':')}> `;
}
