/** Flink's default of `pipeline.auto-watermark-interval`. */
const DEFAULT_AUTO_WATERMARK_INTERVAL_MS = 200;

/** What a plan says to operators that make watermarks. */
export interface WatermarkOptions {
  /** `pipeline.auto-watermark-interval` in milliseconds; 0: no periodic watermarks, and no idleness. 200 by default. */
  readonly autoWatermarkIntervalMs?: number;
  /** False in BATCH mode: timestamps are assigned, but the only watermark is the last one, `Infinity`. */
  readonly progressiveWatermarks?: boolean;
}

/** How often periodic watermarks are emitted, in milliseconds; 0 for never. */
export function watermarkIntervalMs(options: WatermarkOptions): number {
  if (options.progressiveWatermarks === false) return 0;
  return options.autoWatermarkIntervalMs ?? DEFAULT_AUTO_WATERMARK_INTERVAL_MS;
}
