import { RowKind } from '../model/row-kind.js';
import { Types } from '../model/types.js';
import type { Gate } from '../operator/flow.js';
import { connectorPorts } from '../ports/connector-ports.js';
import type { Files } from '../ports/files.js';
import type { StandardOutput } from '../ports/standard-output.js';
import { createMetricRegistry } from '../runtime/metric-registry.js';
import { createVirtualHost } from '../testing/virtual-host.js';
import type { Sink, SinkWriter } from './sink.js';

/** One writer at work. */
export interface SinkWriting<T> {
  readonly writer: SinkWriter<T>;
  readonly gate: Gate;
  readonly failures: unknown[];
  write(value: T, kind?: RowKind): void;
  /** Runs what the writer put into the mailbox. */
  runMails(): Promise<void>;
}

/** Opens a writer of a sink as a task of `parallelism` would. */
export async function openWriter<T>(
  sink: Sink<T>,
  options: {
    readonly parallelism?: number;
    readonly subtaskIndex?: number;
    readonly standardOutput?: StandardOutput;
    readonly files?: Files;
  } = {},
): Promise<SinkWriting<T>> {
  const { ports } = createVirtualHost();
  const { parallelism = 1, subtaskIndex = 0, standardOutput = ports.standardOutput, files = ports.files } = options;
  const mails: (() => void)[] = [];
  const failures: unknown[] = [];
  const gate = createGate();
  const info = { jobName: 'job', taskName: 'task', operatorName: 'sink', uid: 'sink' };
  const writer = await sink.createWriter(
    {
      info: { ...info, subtaskIndex, parallelism, maxParallelism: 128, attempt: 0 },
      inputType: Types.PICKLED_BYTE_ARRAY(),
      ...connectorPorts({ ...ports, standardOutput, files }),
      logger: ports.logger,
      metrics: createMetricRegistry(() => 0).group('sink'),
      gate,
      restoredCheckpointId: undefined,
      enqueue: (mail) => mails.push(mail),
      fail: (cause) => failures.push(cause),
    },
    [],
  );
  return {
    writer,
    gate,
    failures,
    write: (value, kind = RowKind.INSERT) =>
      writer.write(value, { timestamp: undefined, currentWatermark: Number.NEGATIVE_INFINITY, kind }),
    async runMails() {
      for (let turn = 0; turn < 16; turn++) {
        await Promise.resolve();
        for (const mail of mails.splice(0)) mail();
      }
    },
  };
}

function createGate(): Gate {
  let isOpen = true;
  return {
    get isOpen() {
      return isOpen;
    },
    shut() {
      isOpen = false;
    },
    open() {
      isOpen = true;
    },
  };
}
