import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChannelWatermarks } from './channel-watermarks.js';

type Action = readonly [channel: number, what: number | 'idle' | 'active'];

/** Reads `0:10 1:idle`: channel 0 gives watermark 10, channel 1 becomes idle. */
function actionsOf(text: string): Action[] {
  return text.split(' ').map((part) => {
    const [channel = '', what = ''] = part.split(':');
    return [Number(channel), what === 'idle' || what === 'active' ? what : Number(what)];
  });
}

function run(channels: number, actions: readonly Action[] | string): string[] {
  const seen: string[] = [];
  const valve = new ChannelWatermarks(channels, {
    processWatermark: (time) => seen.push(`watermark ${time}`),
    processStatus: (isIdle) => seen.push(isIdle ? 'idle' : 'active'),
  });
  for (const [channel, what] of typeof actions === 'string' ? actionsOf(actions) : actions) {
    if (typeof what === 'number') valve.processWatermark(channel, what);
    else valve.processStatus(channel, what === 'idle');
  }
  return seen;
}

describe('watermarks over channels', () => {
  it('are the smallest of all', () => {
    expect(run(2, '0:10 1:5 1:20 0:8')).toEqual(['watermark 5', 'watermark 10']);
  });

  it('leave idle channels out, and wait for one that comes back until it has caught up', () => {
    expect(run(2, '0:10 1:5 1:idle')).toEqual(['watermark 5', 'watermark 10']);
    const back = '0:10 1:5 1:idle 1:active 1:7 0:12 1:11 0:20 1:25 0:30';
    expect(run(2, back)).toEqual(['watermark 5', 'watermark 10', 'watermark 12', 'watermark 20', 'watermark 25']);
  });

  it('ignore watermarks of idle channels', () => {
    expect(run(2, '0:idle 0:50 1:5 0:active 1:9')).toEqual(['watermark 5', 'watermark 9']);
  });

  it('flush the largest when the last channel becomes idle', () => {
    expect(run(2, '0:10 1:5 0:idle 1:idle')).toEqual(['watermark 5', 'watermark 10', 'idle']);
    expect(run(2, '0:idle 1:idle 1:active')).toEqual(['idle', 'active']);
  });

  it('end with infinity once all have ended', () => {
    expect(run(2, '0:Infinity 1:3 1:Infinity')).toEqual(['watermark 3', 'watermark Infinity']);
  });

  // FLINK-40475: Flink 2.3.0 gives nothing here before another watermark comes, and no 18 at all in the second case.
  it('look again when a channel comes back, and flush whichever channel was last', () => {
    const alone = '2:19 2:idle 0:15 1:idle 0:17 1:active 0:idle 2:active';
    expect(run(3, alone)).toEqual(['watermark 15', 'watermark 17', 'watermark 19']);
    const behind = '1:16 2:6 0:18 0:idle 2:12 2:idle 1:17 2:active 1:idle 2:idle';
    expect(run(3, behind)).toEqual([
      'watermark 6',
      'watermark 12',
      'watermark 16',
      'watermark 17',
      'watermark 18',
      'idle',
    ]);
  });

  it('agree with the rule read over the whole history', () => {
    const action = fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom('idle' as const, 'active' as const)),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        expect(run(4, actions)).toEqual(naive(4, actions));
      }),
    );
  });
});

/** The rule from the beginning at every step: own watermarks, who is active, who has caught up. */
function naive(channels: number, actions: readonly Action[]): string[] {
  const seen: string[] = [];
  const watermark = new Array<number>(channels).fill(Number.NEGATIVE_INFINITY);
  const active = new Set(watermark.keys());
  const behind = new Set<number>();
  let given = Number.NEGATIVE_INFINITY;
  const give = (time: number) => {
    if (time > given && time !== Number.POSITIVE_INFINITY) {
      given = time;
      seen.push(`watermark ${time}`);
    }
  };
  for (const [channel, what] of actions) {
    const wasActive = active.size > 0;
    if (typeof what === 'number' && active.has(channel)) watermark[channel] = Math.max(watermark[channel]!, what);
    if (what === 'idle') active.delete(channel);
    if (what === 'active' && !active.has(channel)) {
      active.add(channel);
      behind.add(channel);
      if (!wasActive) seen.push('active');
    }
    for (const each of behind) if (watermark[each]! >= given) behind.delete(each);
    const counted = [...active].filter((each) => !behind.has(each));
    if (active.size > 0) give(Math.min(...counted.map((each) => watermark[each]!)));
    else if (wasActive) {
      give(Math.max(...watermark));
      seen.push('idle');
    }
  }
  return seen;
}
