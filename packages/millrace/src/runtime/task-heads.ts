import type { Element } from '../operator/element.js';
import type { SourceOperator } from '../operator/operator.js';
import { ChannelHead } from './channel-head.js';
import { soleEdge } from './edge-watermarks.js';
import { gatheringHeads } from './gathering-heads.js';
import type { Head } from './head.js';
import type { OperatorChain } from './operator-chain.js';
import type { OperatorInstance } from './operator-instance.js';
import type { Slice } from './slice.js';
import { SourceHead } from './source-head.js';
import type { TaskSpec } from './task-spec.js';

/** What heads tell their task. */
export interface HeadHost {
  readonly slice: Slice;
  wake(): void;
  onBarrier(checkpointId: number): void;
  onChannelEnd(): void;
  isGivenUp(checkpointId: number): boolean;
  fail(cause: unknown): void;
}

/** Where a task takes records from, in the order in which the plan declares what they feed. */
export function taskHeads(chain: OperatorChain, spec: TaskSpec, element: Element, host: HeadHost): Head[] {
  const heads = [
    ...channelHeads(chain, spec, element, host),
    ...gatheringHeads(chain, spec, element, host),
    ...sourceHeads(chain, host),
  ];
  const firstEdge = ({ feeds: { edges } }: Head) => edges[0] ?? -1;
  return heads.sort((left, right) => left.feeds.node - right.feeds.node || firstEdge(left) - firstEdge(right));
}

function channelHeads(chain: OperatorChain, spec: TaskSpec, element: Element, host: HeadHost): Head[] {
  return spec.inputs.flatMap(({ edge: { toNode: node, toEdge, edge }, channels }) => {
    if (edge.gathering !== undefined) return [];
    const input = chain.inputOf(node, toEdge);
    const watermarks = chain.watermarksOf(node, toEdge) ?? soleEdge(channels.length, input);
    const target = { input, watermarks };
    return [new ChannelHead({ node, edges: [toEdge] }, channels, target, element, chain.pointOfInput(node), host)];
  });
}

function sourceHeads(chain: OperatorChain, host: HeadHost): Head[] {
  return chain.nodes.flatMap((node) => {
    const instance = chain.instances.get(node.id) as OperatorInstance;
    const { operator } = instance;
    if (!('poll' in operator)) return [];
    return [
      new SourceHead(
        { node: node.id, edges: [] },
        operator as SourceOperator,
        instance.flow,
        instance.counts,
        host.slice,
        {
          wake: () => host.wake(),
          fail: (cause) => host.fail(instance.userError(cause, 'reading')),
        },
      ),
    ];
  });
}
