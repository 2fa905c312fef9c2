import type { FieldOf, NumericFieldOf } from '../model/field-of.js';
import type { TypeInformation } from '../model/type-information.js';
import { extremeBy, extremeOf, type Fold, sumOf } from '../operator/user-functions/field-aggregation.js';
import type { KeyedProcessArgument, ReduceArgument } from '../operator/user-functions/normalise.js';
import { CountSlidingWindowAssigner, CountTumblingWindowAssigner } from '../operator/windowing/count-windows.js';
import type { WindowAssigner } from '../operator/windowing/window-assigner.js';
import type { CountWindow, Window } from '../time/window.js';
import { BroadcastConnectedStream, BroadcastStream } from './broadcast-stream.js';
import { checkSameKeys } from './check-same-keys.js';
import { ConnectedStreams } from './connected-streams.js';
import { DataStream } from './data-stream.js';
import { IntervalJoin } from './interval-join.js';
import { type OutputArgument, outputOptions } from './output-options.js';
import { addOperator } from './stream-origin.js';
import { WindowedStream } from './windowed-stream.js';

/** A stream whose records are grouped by key. Functions on it may hold state and timers, one of each a key. */
export class KeyedStream<T, Key> extends DataStream<T> {
  getKeyType(): TypeInformation<Key> {
    return this.origin.keyType as TypeInformation<Key>;
  }

  /** Folds the records of each key, and emits the value so far for each record; in BATCH mode the last one only. */
  reduce(func: ReduceArgument<T>): DataStream<T> {
    return this.fold('Keyed Reduce', func);
  }

  /**
   * Adds up one field of the records of each key: for each record the first one of its key, with the sum so far.
   *
   * @param positionToSum the field's position or name; of records that are numbers themselves, 0, which is the default.
   * @throws MillraceError `TYPE_NO_FIELD` and `AGGREGATION_INVALID`: at once where the type of the records is declared, else
   *   when the job runs.
   *
   * @example
   * ```ts
   * import { StreamExecutionEnvironment, Types } from 'millrace';
   *
   * const env = StreamExecutionEnvironment.getExecutionEnvironment();
   * env
   *   .fromCollection([{ user: 'ann', spent: 5 }], Types.OBJECT({ user: Types.STRING(), spent: Types.LONG() }))
   *   .keyBy(({ user }) => user)
   *   .sum('spent')
   *   .print();
   * ```
   */
  sum(positionToSum: NumericFieldOf<T> = 0 as never): DataStream<T> {
    return this.aggregate(sumOf(this.origin.type, positionToSum));
  }

  /** The first record of each key, with the least value so far in one field. Throws like `sum`. */
  min(positionToMin: FieldOf<T> = 0 as never): DataStream<T> {
    return this.aggregate(extremeOf(this.origin.type, positionToMin, 'min'));
  }

  /** The first record of each key, with the greatest value so far in one field. Throws like `sum`. */
  max(positionToMax: FieldOf<T> = 0 as never): DataStream<T> {
    return this.aggregate(extremeOf(this.origin.type, positionToMax, 'max'));
  }

  /**
   * The record of each key with the least value so far in one field, or by what a function gives; the first of several.
   * Throws like `sum`.
   */
  minBy(positionToMinBy: FieldOf<T> | ((value: T) => unknown) = 0 as never): DataStream<T> {
    return this.aggregate(extremeBy(this.origin.type, positionToMinBy, 'minBy'));
  }

  /** The record of each key with the greatest value so far. As `minBy`. */
  maxBy(positionToMaxBy: FieldOf<T> | ((value: T) => unknown) = 0 as never): DataStream<T> {
    return this.aggregate(extremeBy(this.origin.type, positionToMaxBy, 'maxBy'));
  }

  /** Groups the records of each key by window. */
  window<W extends Window>(windowAssigner: WindowAssigner<T, W>): WindowedStream<T, Key, W> {
    return new WindowedStream<T, Key, W>(this, windowAssigner);
  }

  /**
   * Windows of so many records of a key. A window fires when it is full; one that never is, never does.
   *
   * @param size how many records a window has.
   * @param slide a window begins every so many records; without it, windows follow one another.
   */
  countWindow(size: number, slide = 0): WindowedStream<T, Key, CountWindow> {
    return this.window<CountWindow>(
      slide === 0 ? CountTumblingWindowAssigner.of(size) : CountSlidingWindowAssigner.of(size, slide),
    );
  }

  /** Records with state and timers of their key. */
  override process<Out>(func: KeyedProcessArgument<Key, T, Out>): DataStream<Out>;
  override process<Out>(func: KeyedProcessArgument<Key, T, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  override process<Out>(func: KeyedProcessArgument<Key, T, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.add('keyed-process', 'KeyedProcess', { function: func }, outputOptions(output));
  }

  /** Reads this stream beside another one with one operator; with a broadcast one, its rules meet the keys. */
  override connect<Other>(stream: DataStream<Other>): ConnectedStreams<T, Other, Key>;
  override connect<Other>(stream: BroadcastStream<Other>): BroadcastConnectedStream<T, Other, Key>;
  override connect<Other>(
    stream: DataStream<Other> | BroadcastStream<Other>,
  ): ConnectedStreams<T, Other, Key> | BroadcastConnectedStream<T, Other, Key> {
    return stream instanceof BroadcastStream
      ? new BroadcastConnectedStream<T, Other, Key>(this, stream)
      : new ConnectedStreams<T, Other, Key>(this, stream);
  }

  /** Pairs the records of both streams that have one key and are near enough to one another in event time. */
  intervalJoin<Other>(otherStream: KeyedStream<Other, Key>): IntervalJoin<T, Other, Key> {
    checkSameKeys(this.origin, otherStream.origin, 'intervalJoin');
    return new IntervalJoin<T, Other, Key>(this, otherStream);
  }

  private aggregate(fold: Fold): DataStream<T> {
    return this.fold('Keyed Aggregation', fold);
  }

  private fold(name: string, func: unknown): DataStream<T> {
    const outputType = this.getType();
    const batch = { operator: 'batch-reduce' };
    return new DataStream<T>(
      addOperator([this.origin], { operator: 'reduce', batch, name, functions: { function: func }, outputType }),
    );
  }
}
