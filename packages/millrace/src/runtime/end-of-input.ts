import type { OperatorChain } from './operator-chain.js';
import type { OperatorInstance } from './operator-instance.js';

/**
 * Carries the end of one head down the chain: an operator whose inputs have all ended finishes, and ends the inputs that
 * it feeds.
 *
 * @param settled awaited after every call, until what the call left unfinished is done; false when the task is no more.
 */
export async function endOfInput(
  chain: OperatorChain,
  feeds: { readonly node: number; readonly input: number },
  settled: () => Promise<boolean>,
): Promise<void> {
  const instance = chain.instances.get(feeds.node) as OperatorInstance;
  if (!(await settled())) return;
  if (feeds.input >= 0) {
    await instance.call('endInput', () => instance.operator.endInput?.(feeds.input));
    if (!(await settled())) return;
    instance.endedInputs.add(feeds.input);
    if (instance.endedInputs.size < instance.operator.inputs.length) return;
  }
  await instance.call('finish', () => instance.operator.finish?.());
  if (!(await settled())) return;
  instance.quiesce();
  for (const consumer of chain.nodes) {
    for (const [input, edge] of consumer.inputs.entries()) {
      if (edge.from === feeds.node) await endOfInput(chain, { node: consumer.id, input }, settled);
    }
  }
}
