import type { Input } from '../operator/input.js';
import { ChannelWatermarks } from '../time/channel-watermarks.js';

/** Where the watermarks and status of one edge count: as those of some channels of its input. */
export interface EdgeWatermarks {
  readonly channels: ChannelWatermarks;
  /** The number of the edge's first channel. */
  readonly first: number;
}

/** Of an edge that has its input for itself. */
export function soleEdge(channelCount: number, target: Input): EdgeWatermarks {
  return { channels: new ChannelWatermarks(channelCount, target), first: 0 };
}

/** An edge into an input, and through how many channels it comes: within a task it counts as one. */
export interface CountedEdge {
  readonly edge: number;
  readonly channelCount: number;
}

/** The watermarks of all edges of one input, by edge: in a union they count together, channel by channel, as in Flink. */
export function edgeWatermarks(edges: readonly CountedEdge[], target: Input): Map<number, EdgeWatermarks> {
  const channels = new ChannelWatermarks(
    edges.reduce((sum, { channelCount }) => sum + channelCount, 0),
    target,
  );
  const byEdge = new Map<number, EdgeWatermarks>();
  let first = 0;
  for (const { edge, channelCount } of edges) {
    byEdge.set(edge, { channels, first });
    first += channelCount;
  }
  return byEdge;
}

/** An input as one edge of a union reaches it within a task. */
export function inputInUnion(input: Input, { channels, first }: EdgeWatermarks): Input {
  return {
    processElement: (value) => input.processElement(value),
    processWatermark: (time) => channels.processWatermark(first, time),
    processStatus: (idle) => channels.processStatus(first, idle),
    inSteps: input.inSteps,
  };
}
