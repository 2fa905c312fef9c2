import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SteppedActivityClock } from './activity-clock.js';
import { ChannelWatermarks } from './channel-watermarks.js';
import { SplitWatermarks } from './split-watermarks.js';
import { WatermarkCombiner, type WatermarkTarget } from './watermark-combiner.js';
import type { WatermarkOutput } from './watermark-output.js';
import { WatermarkStrategy } from './watermark-strategy.js';

/**
 * Random traces run through Flink 2.3.0's own classes (StatusWatermarkValve, IndexedCombinedWatermarkStatus,
 * WatermarkOutputMultiplexer, WatermarksWithIdleness over BoundedOutOfOrdernessWatermarks): a line is the subject and
 * its parameters, a tab, and the steps as `what was done -> what came out`, a dot for nothing.
 */
const traces = readFileSync(new URL('testdata/flink-watermarks.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

type Step = (action: string) => void;
type Subject = (parameters: readonly number[], seen: string[]) => Step;

const target = (seen: string[]): WatermarkTarget => ({
  processWatermark: (time) => seen.push(`w${time}`),
  processStatus: (isIdle) => seen.push(isIdle ? 'idle' : 'active'),
});

const output = (seen: string[]): WatermarkOutput => ({
  emitWatermark: (time) => seen.push(time === Number.NEGATIVE_INFINITY ? 'w-inf' : `w${time}`),
  markIdle: () => seen.push('idle'),
  markActive: () => seen.push('active'),
});

const byInput = (subject: WatermarkCombiner | ChannelWatermarks): Step => {
  return (action) => {
    const [input = '', what = ''] = action.split(' ');
    if (what.startsWith('w')) subject.processWatermark(Number(input), Number(what.slice(1)));
    else subject.processStatus(Number(input), what === 'idle');
  };
};

const subjects: Readonly<Record<string, Subject>> = {
  valve: ([channels = 0], seen) => byInput(new ChannelWatermarks(channels, target(seen))),
  inputs: ([inputs = 0], seen) => byInput(new WatermarkCombiner(inputs, target(seen))),
  splits: (_parameters, seen) => {
    const splits = new SplitWatermarks(output(seen));
    return (action) => {
      const [split = '', how = '', what = ''] = action.split(' ');
      if (split === 'periodic') return splits.onPeriodicEmit();
      if (how === 'register') return splits.register(split);
      if (how === 'unregister') return splits.unregister(split);
      const to = how === 'immediate' ? splits.immediateOutput(split) : splits.deferredOutput(split);
      if (what === 'idle') return to.markIdle();
      if (what === 'active') return to.markActive();
      return to.emitWatermark(Number(what.slice(1)));
    };
  },
  idleness: ([timeoutMs = 0, delayMs = 0], seen) => {
    const activityClock = new SteppedActivityClock();
    const strategy = WatermarkStrategy.forBoundedOutOfOrderness(delayMs).withIdleness(timeoutMs);
    const generator = strategy.createWatermarkGenerator({ activityClock });
    return (action) => {
      const [what = '', number = ''] = action.split(' ');
      if (what === 'event') return generator.onEvent('x', Number(number), output(seen));
      activityClock.advance(Number(number));
      return generator.onPeriodicEmit(output(seen));
    };
  },
};

/** The trace as we give it. */
function replay(trace: string): string {
  const [head = '', steps = ''] = trace.split('\t');
  const [name = '', ...parameters] = head.split(' ');
  const seen: string[] = [];
  const step = subjects[name]!(parameters.map(Number), seen);
  const replayed = steps.split('; ').map((text) => {
    const [action = ''] = text.split(' -> ');
    seen.length = 0;
    step(action);
    return `${action} -> ${seen.length === 0 ? '.' : seen.join(' ')}`;
  });
  return `${head}\t${replayed.join('; ')}`;
}

describe.each(Object.keys(subjects))("Flink's own traces of %s", (name) => {
  const own = traces.filter((trace) => trace.startsWith(name));

  it('come out the same', () => {
    expect(own.length).toBeGreaterThan(0);
    expect(own.map(replay)).toEqual(own);
  });
});
