import { subtaskOfKeyGroup } from '../model/key-groups.js';
import type { FunctionReference } from './function-reference.js';

/** How the records of an edge are dealt out to the parallel instances behind it. */
export type Partitioning =
  | { readonly kind: 'forward' }
  | { readonly kind: 'hash' }
  | { readonly kind: 'rebalance' }
  | { readonly kind: 'rescale' }
  | { readonly kind: 'shuffle' }
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'global' }
  | { readonly kind: 'custom'; readonly partitioner: FunctionReference };

/** Picks the channel of a record; {@link ALL_CHANNELS} sends it to every one. */
export type ChannelSelector = (value: unknown) => number;

export const ALL_CHANNELS = -1;

/** What a selector may need; each kind takes what it uses. */
export interface ChannelSelectorContext {
  readonly channelCount: number;
  readonly subtaskIndex: number;
  readonly maxParallelism: number;
  readonly random: () => number;
  /** The key group of a record (`hash`). */
  readonly keyGroupOf: ((value: unknown) => number) | undefined;
  /** The key of a record as the user gives it (`custom`). */
  readonly keyOf: ((value: unknown) => unknown) | undefined;
  readonly partitioner: ((key: unknown, channelCount: number) => number) | undefined;
}

const roundRobin = (channelCount: number, first: number): ChannelSelector => {
  let next = (first % channelCount) - 1;
  return () => {
    next = next + 1 === channelCount ? 0 : next + 1;
    return next;
  };
};

const required = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`A partitioning needs ${what}.`);
  return value;
};

interface PartitioningRule {
  /** True when an instance sends to a fixed subset of the instances behind the edge. */
  readonly pointwise: boolean;
  /** Flink's name, as `explain` prints it. */
  readonly label: string;
  select(context: ChannelSelectorContext): ChannelSelector;
}

const rules: Readonly<Record<Partitioning['kind'], PartitioningRule>> = {
  forward: { pointwise: true, label: 'FORWARD', select: () => () => 0 },
  hash: {
    pointwise: false,
    label: 'HASH',
    select: ({ channelCount, maxParallelism, ...context }) => {
      const keyGroupOf = required(context.keyGroupOf, 'a key group');
      return (value) => subtaskOfKeyGroup(keyGroupOf(value), maxParallelism, channelCount);
    },
  },
  rebalance: {
    pointwise: false,
    label: 'REBALANCE',
    select: ({ channelCount, subtaskIndex }) => roundRobin(channelCount, subtaskIndex),
  },
  rescale: { pointwise: true, label: 'RESCALE', select: ({ channelCount }) => roundRobin(channelCount, 0) },
  shuffle: {
    pointwise: false,
    label: 'SHUFFLE',
    select:
      ({ channelCount, random }) =>
      () =>
        Math.floor(random() * channelCount),
  },
  broadcast: { pointwise: false, label: 'BROADCAST', select: () => () => ALL_CHANNELS },
  global: { pointwise: false, label: 'GLOBAL', select: () => () => 0 },
  custom: {
    pointwise: false,
    label: 'CUSTOM',
    select: ({ channelCount, ...context }) => {
      const keyOf = required(context.keyOf, 'a key');
      const partitioner = required(context.partitioner, 'a partitioner');
      return (value) => partitioner(keyOf(value), channelCount);
    },
  },
};

/** The selector of one sending instance. */
export function channelSelector(partitioning: Partitioning, context: ChannelSelectorContext): ChannelSelector {
  return rules[partitioning.kind].select(context);
}

/** Flink's name of a partitioning, such as `REBALANCE`. */
export function partitioningLabel(partitioning: Partitioning): string {
  return rules[partitioning.kind].label;
}

/**
 * Does a record stay in the same parallel instance, so that both ends can be one chain? Always so for `forward` between
 * equal parallelisms, and between one instance and one.
 */
export function isLocal(partitioning: Partitioning, fromParallelism: number, toParallelism: number): boolean {
  // A custom partitioner is user code, which runs and may fail at any parallelism.
  if (partitioning.kind === 'custom') return false;
  if (fromParallelism === 1 && toParallelism === 1) return true;
  return partitioning.kind === 'forward' && fromParallelism === toParallelism;
}

/** The instances behind the edge to which one sending instance is connected, ascending. */
export function connectedTargets(
  partitioning: Partitioning,
  subtaskIndex: number,
  fromParallelism: number,
  toParallelism: number,
): readonly number[] {
  const all = Array.from({ length: toParallelism }, (_, index) => index);
  if (!rules[partitioning.kind].pointwise) return all;
  if (fromParallelism >= toParallelism) return [Math.floor((subtaskIndex * toParallelism) / fromParallelism)];
  return all.filter((target) => Math.floor((target * fromParallelism) / toParallelism) === subtaskIndex);
}
