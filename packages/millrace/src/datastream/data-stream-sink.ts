import { checkedParallelism } from './checked-parallelism.js';
import type { Transformation } from './transformation.js';

/** The end of a stream. */
export class DataStreamSink {
  /** @internal */
  constructor(private readonly transformation: Transformation) {}

  /** Names the sink: in errors, metrics and `explain`. */
  name(name: string): this {
    this.transformation.name = name;
    return this;
  }

  /** Gives the sink the id under which savepoints keep its state. Unique in the job. */
  uid(uid: string): this {
    this.transformation.uid = uid;
    return this;
  }

  /** @throws MillraceError `PARALLELISM_INVALID` for anything but a whole number from 1. */
  setParallelism(parallelism: number): this {
    checkedParallelism(parallelism, `The parallelism of '${this.transformation.name}'`);
    this.transformation.parallelism = parallelism;
    return this;
  }

  /** Runs the sink in a task of its own. */
  disableChaining(): this {
    this.transformation.chaining = 'never';
    return this;
  }

  /** Puts the sink into a slot sharing group. */
  slotSharingGroup(name: string): this {
    this.transformation.slotSharingGroup = name;
    return this;
  }
}
