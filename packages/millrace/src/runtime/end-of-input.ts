import type { Feeds } from './head.js';
import type { OperatorChain } from './operator-chain.js';
import type { OperatorInstance } from './operator-instance.js';

type ChainNode = OperatorChain['nodes'][number];

/**
 * Carries the end of one head down the chain: an input ends with the last edge that brings it records; an operator whose
 * inputs have all ended finishes, and ends the edges that it feeds.
 *
 * @param settled awaited after every call, until what the call left unfinished is done; false when the task is no more.
 */
export async function endOfInput(chain: OperatorChain, feeds: Feeds, settled: () => Promise<boolean>): Promise<void> {
  const instance = chain.instances.get(feeds.node) as OperatorInstance;
  if (!(await settled())) return;
  const [edge] = feeds.edges;
  if (edge !== undefined) {
    const { endedEdges } = instance;
    const { inputs } = chain.nodes.find(({ id }) => id === feeds.node) as ChainNode;
    const { input } = inputs[edge] as ChainNode['inputs'][number];
    const isOver = (index: number) => endedEdges.has(index) || feeds.edges.includes(index);
    if (inputs.every((other, index) => other.input !== input || isOver(index))) {
      await instance.call('endInput', () => instance.operator.endInput?.(input));
      if (!(await settled())) return;
    }
    for (const ended of feeds.edges) endedEdges.add(ended);
    if (endedEdges.size < inputs.length) return;
  }
  await instance.call('finish', () => instance.operator.finish?.());
  if (!(await settled())) return;
  instance.quiesce();
  for (const consumer of chain.nodes) {
    for (const [index, { from }] of consumer.inputs.entries()) {
      if (from === feeds.node) await endOfInput(chain, { node: consumer.id, edges: [index] }, settled);
    }
  }
}
