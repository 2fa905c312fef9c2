import type { TypeInformation } from '../model/type-information.js';
import type { KeyedProcessArgument, ReduceArgument } from '../operator/user-functions/normalise.js';
import { BroadcastConnectedStream, BroadcastStream } from './broadcast-stream.js';
import { ConnectedStreams } from './connected-streams.js';
import { DataStream } from './data-stream.js';
import { type OutputArgument, outputOptions } from './output-options.js';

/** A stream whose records are grouped by key. Functions on it may hold state and timers, one of each a key. */
export class KeyedStream<T, Key> extends DataStream<T> {
  getKeyType(): TypeInformation<Key> {
    return this.origin.keyType as TypeInformation<Key>;
  }

  /** Folds the records of each key, and emits the value so far for each record. */
  reduce(func: ReduceArgument<T>): DataStream<T> {
    return this.add('reduce', 'Keyed Reduce', { function: func }, { outputType: this.getType() });
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
}
