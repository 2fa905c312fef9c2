import { type Lifecycle, LifecycleFunction } from './function.js';

abstract class PartitionerClass<Key> extends LifecycleFunction {
  abstract partition(key: Key, numPartitions: number): number;
}

/** Picks the parallel instance that gets a record, by its key: a whole number from 0 to `numPartitions` − 1. */
export interface Partitioner<Key> extends Lifecycle {
  partition(key: Key, numPartitions: number): number;
}

export const Partitioner: abstract new <Key>() => PartitionerClass<Key> = PartitionerClass;
