import { joinPath } from '../../../ports/file-path.js';
import type { Files } from '../../../ports/files.js';
import type { FileCompactStrategy } from './file-compact-strategy.js';
import type { CompactorInput, FileCompactor } from './file-compactor.js';
import type { WaitingPart } from './file-sink-state.js';
import { inProgressName, waitingName } from './part-name.js';

const CHUNK_BYTES = 1 << 18;

/** What becomes of files before they are committed. */
export interface CompactionOptions {
  readonly strategy: FileCompactStrategy;
  readonly compactor: FileCompactor;
}

/** A file that stands for others. */
export interface CompactedPart {
  readonly bucketId: string;
  readonly directory: string;
  readonly finalName: string;
  /** How it is called now. */
  readonly hiddenName: string;
  readonly lengthBytes: number;
  readonly replacedNames: readonly string[];
}

/** The files of one bucket that wait to become one. */
interface Packing {
  readonly parts: WaitingPart[];
  lengthBytes: number;
  checkpoints: number;
}

/** Files that are being made one. */
interface Request {
  readonly parts: readonly WaitingPart[];
  result: CompactedPart | undefined;
}

/** Collects the complete files of a writer by bucket, and makes one of several in the background. */
export class Compaction {
  private readonly packings = new Map<string, Packing>();
  /** Begun or about to be, in order. */
  private requests: Request[] = [];
  private readonly queue: Request[] = [];
  private running = 0;
  private readonly idle: (() => void)[] = [];
  private failure: { readonly cause: unknown } | undefined;
  private isClosed = false;

  constructor(
    private readonly files: Files,
    private readonly options: CompactionOptions,
    private readonly onFailure: (cause: unknown) => void,
  ) {}

  /** Everything that has not been taken as part of a compacted file. */
  get waiting(): readonly WaitingPart[] {
    const packed = [...this.packings.values()].flatMap(({ parts }) => parts);
    return [...this.requests.flatMap(({ parts }) => parts), ...packed];
  }

  /** Takes a complete file, which has its name for waiting. */
  add(part: WaitingPart): void {
    const { strategy } = this.options;
    const packing = this.packings.get(part.directory) ?? { parts: [], lengthBytes: 0, checkpoints: 0 };
    this.packings.set(part.directory, packing);
    packing.parts.push(part);
    packing.lengthBytes += part.lengthBytes;
    if (packing.lengthBytes >= (strategy.sizeThreshold ?? Number.POSITIVE_INFINITY)) this.fire(part.directory, packing);
  }

  /** A checkpoint goes by. */
  onCheckpoint(): void {
    const { numCheckpointsBeforeCompaction = Number.POSITIVE_INFINITY } = this.options.strategy;
    for (const [directory, packing] of this.packings) {
      packing.checkpoints++;
      if (packing.checkpoints >= numCheckpointsBeforeCompaction) this.fire(directory, packing);
    }
  }

  /** Compacts all that waits. */
  async finish(): Promise<void> {
    for (const [directory, packing] of this.packings) this.fire(directory, packing);
    if (this.requests.some(({ result }) => result === undefined) && this.failure === undefined) {
      await new Promise<void>((resolve) => {
        this.idle.push(resolve);
      });
    }
    if (this.failure !== undefined) throw this.failure.cause;
  }

  /** The files that have been made since the last time. */
  takeCompacted(): CompactedPart[] {
    const compacted = this.requests.flatMap(({ result }) => (result === undefined ? [] : [result]));
    this.requests = this.requests.filter(({ result }) => result === undefined);
    return compacted;
  }

  /** Gives up what has not been begun, and waits for nothing. */
  close(): void {
    this.isClosed = true;
    this.queue.length = 0;
  }

  private fire(directory: string, { parts }: Packing): void {
    this.packings.delete(directory);
    const requests = this.options.compactor.combines ? [parts] : parts.map((part) => [part]);
    for (const request of requests.map((group): Request => ({ parts: group, result: undefined }))) {
      this.requests.push(request);
      this.queue.push(request);
    }
    this.runNext();
  }

  private runNext(): void {
    while (this.running < this.options.strategy.numCompactThreads) {
      const request = this.queue.shift();
      if (request === undefined) break;
      this.running++;
      void this.run(request);
    }
    if (this.running === 0 || this.failure !== undefined) for (const resolve of this.idle.splice(0)) resolve();
  }

  private async run(request: Request): Promise<void> {
    try {
      request.result = await this.compact(request.parts);
    } catch (cause) {
      this.failure ??= { cause };
      this.queue.length = 0;
      if (!this.isClosed) this.onFailure(cause);
    }
    this.running--;
    this.runNext();
  }

  private async compact(parts: readonly WaitingPart[]): Promise<CompactedPart> {
    const { files } = this;
    const [{ bucketId, directory, finalName: firstName }] = parts as [WaitingPart];
    const finalName = `compacted-${firstName}`;
    const hiddenName = inProgressName(finalName);
    const output = await files.create(joinPath(directory, hiddenName), { replace: true });
    try {
      const inputs = parts.map((part) => this.inputOf(part));
      await this.options.compactor.compact(inputs, { write: (bytes) => output.write(bytes) });
      await output.sync();
    } finally {
      await output.close();
    }
    const replacedNames = parts.map((part) => waitingName(part.finalName));
    return { bucketId, directory, finalName, hiddenName, lengthBytes: output.lengthBytes, replacedNames };
  }

  private inputOf({ directory, finalName }: WaitingPart): CompactorInput {
    const { files } = this;
    return {
      async *chunks() {
        const file = await files.openForReading(joinPath(directory, waitingName(finalName)));
        try {
          for (let position = 0; ; ) {
            const chunk = new Uint8Array(CHUNK_BYTES);
            const count = await file.read(chunk, position);
            if (count === 0) return;
            position += count;
            yield chunk.subarray(0, count);
          }
        } finally {
          await file.close();
        }
      },
    };
  }
}
