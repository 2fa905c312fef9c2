import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import type { PollStatus } from '../operator/operator.js';
import type { ReaderOutput, Source, SourceReader, SourceReaderContext, SourceSplit } from '../operator/source.js';

/** What the reader does at one poll. */
export type ScriptStep =
  | { readonly emit: unknown; readonly at?: number; readonly split?: string }
  | { readonly idle: string }
  | { readonly release: string }
  | { readonly fail: unknown }
  | { readonly end: true };

/** A source whose reader does what it is told, and records what is done to it. */
export class ScriptedSource implements Source {
  readonly connector = 'scripted';
  readonly boundedness = 'bounded';
  readonly replayable = true;
  readonly splitForm = { version: 3, toJson: (value: unknown) => value, fromJson: readSplit };
  readonly enumeratorForm = { version: 1, toJson: () => null, fromJson: () => null };
  /** The calls that the reader got, except polls. */
  readonly calls: string[] = [];
  readonly canPauseSplits: boolean;
  private readonly steps: ScriptStep[] = [];
  private wake: (() => void) | undefined;
  private splits: readonly SourceSplit[] = [];

  constructor(options: { readonly canPauseSplits?: boolean } = {}) {
    this.canPauseSplits = options.canPauseSplits ?? true;
  }

  /** Adds steps to the script. */
  feed(...steps: readonly ScriptStep[]): void {
    this.steps.push(...steps);
    this.wake?.();
  }

  describe() {
    return {};
  }

  producedType(): TypeInformation<unknown> {
    return Types.PICKLED_BYTE_ARRAY();
  }

  createEnumerator() {
    const nothing = () => undefined;
    return {
      start: nothing,
      addReader: nothing,
      handleSplitRequest: nothing,
      addSplitsBack: nothing,
      snapshotState: nothing,
      close: nothing,
    };
  }

  createReader(_context: SourceReaderContext): SourceReader<unknown, SourceSplit> {
    const { calls } = this;
    const names = (splits: readonly string[]) => `[${splits.join(' ')}]`;
    return {
      start: () => {
        calls.push('start');
      },
      addSplits: (splits) => {
        this.splits = [...this.splits, ...splits];
        calls.push(`addSplits ${names(splits.map(({ splitId }) => splitId))}`);
      },
      noMoreSplits: () => calls.push('noMoreSplits'),
      poll: (output) => this.poll(output),
      ready: () => {
        if (this.steps.length > 0) return Promise.resolve();
        return new Promise((resolve) => {
          this.wake = resolve;
        });
      },
      snapshotState: () => this.splits,
      complete: (checkpointId) => {
        calls.push(`complete ${checkpointId}`);
      },
      close: () => {
        calls.push('close');
      },
      ...(this.canPauseSplits
        ? { pauseOrResumeSplits: (pause, resume) => calls.push(`pause ${names(pause)} resume ${names(resume)}`) }
        : {}),
    };
  }

  private poll(output: ReaderOutput<unknown>): PollStatus {
    const step = this.steps.shift();
    if (step === undefined) return 'nothing';
    if ('emit' in step) {
      const to = step.split === undefined ? output : output.split(step.split);
      to.collect(step.emit, step.at);
    } else if ('idle' in step) output.split(step.idle).markIdle();
    else if ('release' in step) output.split(step.release).release();
    else if ('fail' in step) throw step.fail;
    else return 'end';
    return 'more';
  }
}

function readSplit(version: number, json: unknown): SourceSplit {
  if (version !== 3) throw new Error(`version ${version}`);
  return json as SourceSplit;
}
