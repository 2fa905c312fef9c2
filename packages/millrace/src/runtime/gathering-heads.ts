import type { DataWriter } from '../model/data-writer.js';
import { MillraceError } from '../model/millrace-error.js';
import { thrownText } from '../model/thrown-text.js';
import { typeFromSpec } from '../model/types/type-from-spec.js';
import type { Element } from '../operator/element.js';
import { KEY_SELECTOR_CALL } from '../operator/user-functions/key-error.js';
import { keySelectorFunction } from '../operator/user-functions/key-selector-function.js';
import type { PlanEdge } from '../plan/logical-plan.js';
import type { Channel } from './channel.js';
import { ChannelHead } from './channel-head.js';
import { located } from './edge-checks.js';
import { guard, withKey } from './edge-key.js';
import { soleEdge } from './edge-watermarks.js';
import { createGate, FlowPoint } from './flow-point.js';
import { GatheringHead } from './gathering-head.js';
import type { Head } from './head.js';
import { KeyTurns } from './key-turns.js';
import { factsOf, nodeOf, type OperatorChain } from './operator-chain.js';
import type { OperatorInstance } from './operator-instance.js';
import { asTheyCame, byKeyAndTime, type EntryWriter } from './sort/entry.js';
import { ExternalSorter } from './sort/external-sorter.js';
import { RunFiles } from './sort/run-files.js';
import type { HeadHost } from './task-heads.js';
import type { TaskSpec } from './task-spec.js';

/** An input of an operator that is gathered from one or more exchanges. */
interface GatheredExchanges {
  readonly node: number;
  readonly input: number;
  /** By their places among the operator's edges. */
  readonly edges: readonly number[];
  /** One of them: all are alike. */
  readonly edge: PlanEdge;
  readonly channels: readonly Channel[];
}

/** The heads of the inputs that are gathered, in their order. */
export function gatheringHeads(chain: OperatorChain, spec: TaskSpec, element: Element, host: HeadHost): Head[] {
  const gathered = gatheredExchanges(spec);
  return [...new Set(gathered.map(({ node }) => node))].flatMap((node) => {
    const own = gathered.filter((each) => each.node === node).sort((left, right) => left.input - right.input);
    const turns = keyTurns(chain, spec, own);
    return own.map((input) => gatheringHead({ chain, spec, element, host, turns, share: own.length }, input));
  });
}

function gatheredExchanges({ inputs }: TaskSpec): readonly GatheredExchanges[] {
  const byInput = new Map<string, GatheredExchanges>();
  for (const { edge: jobEdge, channels } of inputs) {
    const { toNode: node, toEdge, edge } = jobEdge;
    if (edge.gathering === undefined) continue;
    const place = `${node}:${edge.input}`;
    const known = byInput.get(place);
    byInput.set(place, {
      node,
      input: edge.input,
      edges: [...(known?.edges ?? []), toEdge],
      edge,
      channels: [...(known?.channels ?? []), ...channels],
    });
  }
  return [...byInput.values()];
}

function keyTurns(chain: OperatorChain, spec: TaskSpec, gathered: readonly GatheredExchanges[]): KeyTurns {
  const { node } = gathered[0] as GatheredExchanges;
  const { inputs, oneKeyAtATime } = nodeOf(spec, node);
  const others = inputs.flatMap(({ gathering }, edge) => (gathering === undefined ? [edge] : []));
  const instance = chain.instances.get(node) as OperatorInstance;
  return new KeyTurns(instance, orderOf((gathered[0] as GatheredExchanges).edge), others, oneKeyAtATime === true);
}

interface HeadParts {
  readonly chain: OperatorChain;
  readonly spec: TaskSpec;
  readonly element: Element;
  readonly host: HeadHost;
  readonly turns: KeyTurns;
  /** How many inputs share the memory of the operator. */
  readonly share: number;
}

function gatheringHead(parts: HeadParts, exchanges: GatheredExchanges): Head {
  const { node, edges, edge, channels } = exchanges;
  const { chain, spec, element, host, turns } = parts;
  const instance = chain.instances.get(node) as OperatorInstance;
  const gathering = new FlowPoint(host.slice);
  return new GatheringHead({
    channels(behind) {
      const target = { input: behind, watermarks: soleEdge(channels.length, behind) };
      return new ChannelHead({ node, edges }, channels, target, element, gathering, host);
    },
    sorter: sorter(parts, exchanges),
    codec: typeFromSpec(edge.type).codec,
    turns,
    input: chain.inputOf(node, edges[0] as number),
    element,
    flow: chain.pointOfInput(node),
    gate: createGate([gathering], () => host.wake()),
    wake: () => host.wake(),
    fail: (cause) => host.fail(instance.userError(sortError(cause, instance.info.operatorName), 'sorting')),
    warn: (cause) =>
      spec.ports.logger.warn('Temporary files could not be removed.', {
        ...factsOf(spec, nodeOf(spec, node)),
        cause: thrownText(cause),
      }),
  });
}

function sorter({ spec, share }: HeadParts, { node, input, edge }: GatheredExchanges): ExternalSorter {
  const { ports, sorting } = spec;
  const { files, scheduler } = ports;
  return new ExternalSorter({
    order: orderOf(edge),
    writer: entryWriter(spec, node, edge),
    memoryBytes: sorting.memoryBytes / share,
    files: new RunFiles({
      files,
      directories: sorting.directories.length === 0 ? [files.temporaryDirectory] : sorting.directories,
      name: `millrace-${spec.jobId}-${node}-${input}-${spec.subtaskIndex}`,
    }),
    pause: () => new Promise((resolve) => scheduler.soon(resolve)),
  });
}

function orderOf({ gathering }: PlanEdge) {
  return gathering === 'by-key' ? byKeyAndTime : asTheyCame;
}

function entryWriter(spec: TaskSpec, node: number, edge: PlanEdge): EntryWriter {
  const { codec } = typeFromSpec(edge.type);
  const from = factsOf(spec, nodeOf(spec, edge.from));
  return {
    writeKey: keyWriter(spec, node, edge),
    writeValue: (value, out) => located(from, () => codec.write(value, out)),
  };
}

function keyWriter(
  spec: TaskSpec,
  node: number,
  { gathering, keySelector, keyType }: PlanEdge,
): EntryWriter['writeKey'] {
  if (gathering !== 'by-key' || keySelector === undefined || keyType === undefined) return () => {};
  const { codec } = typeFromSpec(keyType);
  const keyOf = keySelectorFunction(spec.functions.resolve(keySelector));
  const write: EntryWriter['writeKey'] = withKey(keyOf, codec, (key, out: DataWriter) => codec.write(key, out));
  return guard(factsOf(spec, nodeOf(spec, node)))(KEY_SELECTOR_CALL, write);
}

function sortError(cause: unknown, operator: string): MillraceError {
  return new MillraceError(
    'SORT_FAILED',
    `The input of operator '${operator}' could not be sorted: ${thrownText(cause)}`,
    {
      hint: "What does not fit into 'execution.sorted-inputs.memory' goes to files in 'io.tmp.dirs'.",
      cause,
    },
  );
}
