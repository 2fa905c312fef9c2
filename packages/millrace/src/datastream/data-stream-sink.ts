import { setMaxParallelism, setParallelism } from './operator-settings.js';
import type { SlotSharingGroup } from './slot-sharing-group.js';
import { addOperator, type StreamOrigin } from './stream-origin.js';

/** The end of a stream. */
export class DataStreamSink {
  /** @internal */
  constructor(private readonly origin: StreamOrigin) {}

  /** Names the sink: in errors, metrics and `explain`. */
  name(name: string): this {
    this.transformation.name = name;
    return this;
  }

  /** Says at more length what the sink does: in `explain`, in the plan, and nowhere else. */
  setDescription(description: string): this {
    this.transformation.description = description;
    return this;
  }

  /** Gives the sink the id under which savepoints keep its state. Unique in the job. */
  uid(uid: string): this {
    this.transformation.uid = uid;
    return this;
  }

  /** Gives the sink the id that another version of the program had generated for it: see `DataStream.setUidHash`. */
  setUidHash(uidHash: string): this {
    this.transformation.uidHash = uidHash;
    return this;
  }

  /** @throws MillraceError `PARALLELISM_INVALID` for anything but a whole number from 1. */
  setParallelism(parallelism: number): this {
    setParallelism(this.transformation, parallelism);
    return this;
  }

  /** How many key groups the sink has: the most that its parallelism can ever become. */
  setMaxParallelism(maxParallelism: number): this {
    setMaxParallelism(this.transformation, maxParallelism);
    return this;
  }

  /** Runs the sink in a task of its own. */
  disableChaining(): this {
    this.transformation.chaining = 'never';
    return this;
  }

  /** Puts the sink into a slot sharing group. */
  slotSharingGroup(slotSharingGroup: string | SlotSharingGroup): this {
    this.transformation.slotSharingGroup = this.origin.environment.slotSharingGroups.nameOf(slotSharingGroup);
    return this;
  }

  private get transformation() {
    return this.origin.parts[0].transformation;
  }
}

/** Adds a sink behind a stream. */
export function addSink(
  stream: StreamOrigin,
  name: string,
  functions: Readonly<Record<string, unknown>>,
): DataStreamSink {
  return new DataStreamSink(addOperator([stream], { operator: 'sink', name, functions, outputType: stream.type }));
}
