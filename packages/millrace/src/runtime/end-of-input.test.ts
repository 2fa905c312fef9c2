import { expect, it } from 'vitest';
import { endOfInput } from './end-of-input.js';
import type { OperatorChain } from './operator-chain.js';

/** A chain of operators with these edges (from, input), and a list of the calls they get. */
function chainOf(nodes: Readonly<Record<number, readonly { readonly from: number; readonly input: number }[]>>) {
  const calls: string[] = [];
  const ids = Object.keys(nodes).map(Number);
  const instance = (id: number) => ({
    endedEdges: new Set<number>(),
    operator: {
      endInput: (input: number) => void calls.push(`endInput ${id}.${input}`),
      finish: () => void calls.push(`finish ${id}`),
    },
    call: async (_name: string, part: () => void) => part(),
    quiesce() {},
  });
  const chain = {
    nodes: ids.map((id) => ({ id, inputs: nodes[id] })),
    instances: new Map(ids.map((id) => [id, instance(id)])),
  };
  return { calls, chain: chain as unknown as OperatorChain };
}

const settled = async () => true;

it('ends an input with the last of its edges, and an operator with the last of its inputs', async () => {
  const { calls, chain } = chainOf({
    4: [
      { from: 1, input: 0 },
      { from: 2, input: 0 },
      { from: 3, input: 1 },
    ],
    5: [{ from: 4, input: 0 }],
  });
  await endOfInput(chain, { node: 4, edges: [0] }, settled);
  expect(calls).toEqual([]);
  await endOfInput(chain, { node: 4, edges: [2] }, settled);
  expect(calls).toEqual(['endInput 4.1']);
  await endOfInput(chain, { node: 4, edges: [1] }, settled);
  expect(calls).toEqual(['endInput 4.1', 'endInput 4.0', 'finish 4', 'endInput 5.0', 'finish 5']);
});

it('ends every edge of a stream that is united with itself', async () => {
  const { calls, chain } = chainOf({
    1: [],
    2: [
      { from: 1, input: 0 },
      { from: 1, input: 0 },
    ],
  });
  await endOfInput(chain, { node: 1, edges: [] }, settled);
  expect(calls).toEqual(['finish 1', 'endInput 2.0', 'finish 2']);
});
