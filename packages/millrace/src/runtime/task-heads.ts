import type { Element } from '../operator/element.js';
import type { SourceOperator } from '../operator/operator.js';
import { ChannelHead } from './channel-head.js';
import { type ChannelInput, gatheringHeads } from './gathering-heads.js';
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
  const heads = [...channelHeads(chain, spec, element, host), ...sourceHeads(chain, host)];
  return heads.sort(({ feeds: left }, { feeds: right }) => left.node - right.node || left.input - right.input);
}

function channelHeads(chain: OperatorChain, spec: TaskSpec, element: Element, host: HeadHost): Head[] {
  const byInput = new Map<string, ChannelInput>();
  for (const { edge, channels } of spec.inputs) {
    const key = `${edge.toNode}:${edge.toInput}`;
    const known = byInput.get(key)?.channels ?? [];
    byInput.set(key, { node: edge.toNode, input: edge.toInput, edge: edge.edge, channels: [...known, ...channels] });
  }
  const inputs = [...byInput.values()];
  const direct = inputs.filter(({ edge }) => edge.gathering === undefined);
  return [
    ...direct.map(({ node, input, channels }) => {
      const behind = chain.inputOf(node, input);
      return new ChannelHead({ node, input }, channels, behind, element, chain.pointOfInput(node), host);
    }),
    ...gatheringHeads(chain, spec, inputs, element, host),
  ];
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
