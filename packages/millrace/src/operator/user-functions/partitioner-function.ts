import { MillraceError } from '../../model/millrace-error.js';
import { checkNoLifecycle, type FunctionShape, isPlainFunction } from './function-shape.js';
import type { Partitioner } from './partitioner.js';

const shape: FunctionShape = {
  call: 'partitionCustom',
  className: 'Partitioner',
  methods: ['partition'],
  plainFunction: true,
  generator: false,
};

/** What `partitionCustom` takes first. */
export type PartitionerArgument<Key> = Partitioner<Key> | ((key: Key, numPartitions: number) => number);

/**
 * The plain function behind a partitioner; what it returns is checked.
 *
 * @throws MillraceError `FUNCTION_INVALID` for anything but a function or an object with `partition`; its result throws
 *   `PARTITION_INVALID` for anything but a whole number from 0 to `numPartitions` − 1.
 */
export function partitionerFunction(argument: unknown): (key: unknown, numPartitions: number) => number {
  const partition = isPlainFunction(argument, shape)
    ? (argument as (key: unknown, numPartitions: number) => unknown)
    : methodOf(argument as Partitioner<unknown>);
  return (key, numPartitions) => {
    const index = partition(key, numPartitions);
    if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < numPartitions) return index;
    throw new MillraceError(
      'PARTITION_INVALID',
      `The partitioner returned ${String(index)}; there are ${numPartitions} instances.`,
      {
        facts: { seen: String(index), numPartitions },
        hint: `Return a whole number from 0 to ${numPartitions - 1}, such as hash % numPartitions.`,
      },
    );
  };
}

function methodOf(target: Partitioner<unknown>): (key: unknown, numPartitions: number) => unknown {
  checkNoLifecycle(target, shape);
  return (key, numPartitions) => target.partition(key, numPartitions);
}
