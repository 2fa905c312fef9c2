import { describe, expect, it } from 'vitest';
import { FunctionTable } from './function-reference.js';
import { buildJobGraph } from './job-graph.js';
import type { PlanEdge, PlanNode } from './logical-plan.js';
import type { Partitioning } from './partitioning.js';

const type = { kind: 'untyped' };

const edge = (from: number, kind: Exclude<Partitioning['kind'], 'custom'> = 'forward'): PlanEdge => ({
  from,
  input: 0,
  partitioning: { kind },
  type,
});

const node = (id: number, inputs: readonly PlanEdge[], more: Partial<PlanNode> = {}): PlanNode => ({
  id,
  operator: inputs.length === 0 ? 'source' : 'map',
  name: `node ${id}`,
  parallelism: 1,
  maxParallelism: 128,
  chaining: 'always',
  slotSharingGroup: 'default',
  inputs,
  options: {},
  functions: {},
  outputType: type,
  sideOutputTypes: {},
  ...more,
});

const chains = (nodes: readonly PlanNode[], options = {}) =>
  buildJobGraph(
    { jobName: 'test', runtimeMode: 'STREAMING', nodes, functions: new FunctionTable() },
    options,
  ).vertices.map((vertex) => vertex.nodes);

describe('buildJobGraph', () => {
  it('chains everything at parallelism 1, whatever the partitioning', () => {
    expect(chains([node(0, []), node(1, [edge(0, 'hash')]), node(2, [edge(1, 'broadcast')])])).toEqual([[0, 1, 2]]);
  });

  it('chains two sources into the operator that connects them', () => {
    expect(chains([node(0, []), node(1, []), node(2, [edge(0, 'hash'), edge(1, 'hash')])])).toEqual([[0, 1, 2]]);
  });

  it('exchanges where records change their place', () => {
    const wide = { parallelism: 2 };
    expect(chains([node(0, [], wide), node(1, [edge(0)], wide), node(2, [edge(1, 'hash')], wide)])).toEqual([
      [0, 1],
      [2],
    ]);
    expect(chains([node(0, []), node(1, [edge(0, 'rebalance')], wide)])).toEqual([[0], [1]]);
  });

  it('never makes a chain that waits for itself', () => {
    const wide = { parallelism: 2 };
    // 0 → 2 directly, and 0 → 1 → 2 with an exchange between 0 and 1: a chain of 0 and 2 would wait for itself.
    const nodes = [node(0, [], wide), node(1, [edge(0, 'hash')], wide), node(2, [edge(0), edge(1)], wide)];
    const { edges: exchanges } = buildJobGraph({
      jobName: 'test',
      runtimeMode: 'STREAMING',
      functions: new FunctionTable(),
      nodes,
    });
    const edges = exchanges.map(({ fromVertex, toVertex }) => [fromVertex, toVertex]);
    expect(chains(nodes)).toEqual([[0], [1, 2]]);
    for (const [from, to] of edges) expect(edges).not.toContainEqual([to, from]);
  });

  it('breaks chains where the program says so', () => {
    expect(chains([node(0, []), node(1, [edge(0)], { chaining: 'head' }), node(2, [edge(1)])])).toEqual([[0], [1, 2]]);
    expect(chains([node(0, []), node(1, [edge(0)], { chaining: 'never' }), node(2, [edge(1)])])).toEqual([
      [0],
      [1],
      [2],
    ]);
    expect(chains([node(0, []), node(1, [edge(0)], { slotSharingGroup: 'other' })])).toEqual([[0], [1]]);
    expect(chains([node(0, []), node(1, [edge(0)])], { chaining: false })).toEqual([[0], [1]]);
  });

  it('gives an operator the same uid as long as its place is the same', () => {
    const uids = (nodes: readonly PlanNode[]) =>
      buildJobGraph({ jobName: 'test', runtimeMode: 'STREAMING', nodes, functions: new FunctionTable() }).nodes.map(
        ({ uid }) => uid,
      );
    const [source, first, second] = uids([node(0, []), node(1, [edge(0)]), node(2, [edge(0)])]);
    expect(new Set([source, first, second]).size).toBe(3);
    expect(uids([node(0, []), node(1, [edge(0)], { parallelism: 4, name: 'renamed' })])).toEqual([source, first]);
  });

  it('refuses one uid for two operators', () => {
    expect(() => chains([node(0, [], { uid: 'same' }), node(1, [edge(0)], { uid: 'same' })])).toThrow(
      /Two operators have the uid 'same': 'node 0' and 'node 1'/,
    );
  });
});
