import type { Element } from '../operator/element.js';
import type { SourceOperator } from '../operator/operator.js';
import type { Channel } from './channel.js';
import { ChannelHead } from './channel-head.js';
import type { Head } from './head.js';
import type { OperatorChain } from './operator-chain.js';
import type { OperatorInstance } from './operator-instance.js';
import type { Slice } from './slice.js';
import { SourceHead } from './source-head.js';
import type { Exchange } from './task-spec.js';

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
export function taskHeads(chain: OperatorChain, inputs: readonly Exchange[], element: Element, host: HeadHost): Head[] {
  const heads = [...channelHeads(chain, inputs, element, host), ...sourceHeads(chain, host)];
  return heads.sort(({ feeds: left }, { feeds: right }) => left.node - right.node || left.input - right.input);
}

function channelHeads(chain: OperatorChain, inputs: readonly Exchange[], element: Element, host: HeadHost): Head[] {
  const byInput = new Map<string, { node: number; input: number; channels: Channel[] }>();
  for (const { edge, channels } of inputs) {
    const key = `${edge.toNode}:${edge.toInput}`;
    const entry = byInput.get(key) ?? { node: edge.toNode, input: edge.toInput, channels: [] };
    entry.channels.push(...channels);
    byInput.set(key, entry);
  }
  return [...byInput.values()].map(
    ({ node, input, channels }) =>
      new ChannelHead({ node, input }, channels, chain.inputOf(node, input), element, chain.pointOfInput(node), host),
  );
}

function sourceHeads(chain: OperatorChain, host: HeadHost): Head[] {
  return chain.nodes.flatMap((node) => {
    const instance = chain.instances.get(node.id) as OperatorInstance;
    const { operator } = instance;
    if (!('poll' in operator)) return [];
    return [
      new SourceHead(
        { node: node.id, input: -1 },
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
