import type { Configuration } from '../model/configuration.js';
import { type DurationLike, durationMs } from '../model/duration.js';
import { checkedParallelism } from './checked-parallelism.js';
import {
  AUTO_WATERMARK_INTERVAL,
  DEFAULT_PARALLELISM,
  GLOBAL_JOB_PARAMETERS,
  MAX_PARALLELISM,
} from './execution-options.js';

/** Settings of a program, a view of its configuration. */
export class ExecutionConfig {
  /** @internal */
  constructor(private readonly configuration: Configuration) {}

  getParallelism(): number {
    return this.configuration.get(DEFAULT_PARALLELISM);
  }

  /** @throws MillraceError `PARALLELISM_INVALID` for anything but a whole number from 1. */
  setParallelism(parallelism: number): this {
    this.configuration.set(DEFAULT_PARALLELISM, checkedParallelism(parallelism, 'The parallelism'));
    return this;
  }

  /** Undefined when it follows from the parallelism of each operator. */
  getMaxParallelism(): number | undefined {
    return this.configuration.get(MAX_PARALLELISM);
  }

  /** @throws MillraceError `PARALLELISM_INVALID` for anything but a whole number from 1 to 32768. */
  setMaxParallelism(maxParallelism: number): this {
    this.configuration.set(MAX_PARALLELISM, checkedParallelism(maxParallelism, 'The maximum parallelism'));
    return this;
  }

  /** Milliseconds between two rounds of watermarks. */
  getAutoWatermarkInterval(): number {
    return this.configuration.get(AUTO_WATERMARK_INTERVAL);
  }

  /** @param interval 0 makes no periodic watermarks. */
  setAutoWatermarkInterval(interval: DurationLike): this {
    this.configuration.set(AUTO_WATERMARK_INTERVAL, durationMs(interval));
    return this;
  }

  /** The parameters that functions read with `runtimeContext.getJobParameter`. */
  getGlobalJobParameters(): Readonly<Record<string, string>> {
    const pairs = this.configuration.get(GLOBAL_JOB_PARAMETERS) ?? [];
    return Object.fromEntries(
      pairs.map((pair) => {
        const colon = pair.indexOf(':');
        return colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)];
      }),
    );
  }

  setGlobalJobParameters(parameters: Readonly<Record<string, string>>): this {
    this.configuration.set(
      GLOBAL_JOB_PARAMETERS,
      Object.entries(parameters).map(([key, value]) => `${key}:${value}`),
    );
    return this;
  }
}
