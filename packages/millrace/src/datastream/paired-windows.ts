import type { DurationLike } from '../model/duration.js';
import type { Evictor } from '../operator/windowing/evictor.js';
import type {
  CoGroupArgument,
  FlatJoinFunction,
  JoinArgument,
  TaggedUnion,
} from '../operator/windowing/join-function.js';
import type { Trigger } from '../operator/windowing/trigger.js';
import type { Window } from '../time/window.js';
import type { DataStream } from './data-stream.js';
import { type OutputArgument, outputOptions } from './output-options.js';
import type { WindowOperation } from './window-operation.js';

/** Windows of two streams of whose records pairs are made. */
export class JoinedWindows<In1, In2, W extends Window> {
  /** @internal */
  constructor(private readonly operation: WindowOperation<TaggedUnion<In1, In2>, W>) {}

  /** Decides when windows fire, as `WindowedStream.trigger`; it sees records of both streams. */
  trigger(trigger: Trigger<TaggedUnion<In1, In2>, W>): this {
    this.operation.setTrigger(trigger);
    return this;
  }

  /** Removes records from windows that fire, as `WindowedStream.evictor`; it sees records of both streams. */
  evictor(evictor: Evictor<TaggedUnion<In1, In2>, W>): this {
    this.operation.setEvictor(evictor);
    return this;
  }

  /** Keeps windows for so long behind their end, as `WindowedStream.allowedLateness`. */
  allowedLateness(time: DurationLike): this {
    this.operation.setAllowedLateness(time);
    return this;
  }

  /**
   * Calls the function for each pair of each window that fires: each record of the first stream with each one of the second,
   * in the order in which they came. A window without records of both gives nothing. Results have the window's largest
   * timestamp.
   *
   * @param func gives one record for a pair; a `FlatJoinFunction` gives any number.
   */
  apply<Out>(func: FlatJoinFunction<In1, In2, Out>): DataStream<Out>;
  apply<Out>(func: FlatJoinFunction<In1, In2, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  apply<Out>(func: JoinArgument<In1, In2, Out>): DataStream<Out>;
  apply<Out>(func: JoinArgument<In1, In2, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  apply<Out>(
    func: JoinArgument<In1, In2, Out> | FlatJoinFunction<In1, In2, Out>,
    output?: OutputArgument<Out>,
  ): DataStream<Out> {
    return this.operation.add<Out>({ joinFunction: func }, { name: 'Window Join', ...outputOptions(output) });
  }
}

/** Windows of two streams that are seen side by side. */
export class CoGroupedWindows<In1, In2, W extends Window> {
  /** @internal */
  constructor(private readonly operation: WindowOperation<TaggedUnion<In1, In2>, W>) {}

  /** Decides when windows fire, as `WindowedStream.trigger`; it sees records of both streams. */
  trigger(trigger: Trigger<TaggedUnion<In1, In2>, W>): this {
    this.operation.setTrigger(trigger);
    return this;
  }

  /** Removes records from windows that fire, as `WindowedStream.evictor`; it sees records of both streams. */
  evictor(evictor: Evictor<TaggedUnion<In1, In2>, W>): this {
    this.operation.setEvictor(evictor);
    return this;
  }

  /** Keeps windows for so long behind their end, as `WindowedStream.allowedLateness`. */
  allowedLateness(time: DurationLike): this {
    this.operation.setAllowedLateness(time);
    return this;
  }

  /**
   * Calls the function with the records of both streams for each window that fires, also when one of them has none: outer
   * joins are made of it. Results have the window's largest timestamp.
   */
  apply<Out>(func: CoGroupArgument<In1, In2, Out>): DataStream<Out>;
  apply<Out>(func: CoGroupArgument<In1, In2, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  apply<Out>(func: CoGroupArgument<In1, In2, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.operation.add<Out>({ coGroupFunction: func }, { name: 'CoGroup', ...outputOptions(output) });
  }
}
