import type { TypeInformation } from '../model/type-information.js';
import type { CoFlatMapFunction } from '../operator/user-functions/flat-map-function.js';
import type { KeySelectorArgument } from '../operator/user-functions/key-selector-function.js';
import type { CoMapFunction } from '../operator/user-functions/map-function.js';
import type { KeyedCoProcessArgument } from '../operator/user-functions/normalise.js';
import { checkSameEnvironment, checkSameKeys } from './check-same-keys.js';
import type { DataStream } from './data-stream.js';
import { type OutputArgument, outputOptions, untyped } from './output-options.js';
import { addOperator } from './stream-origin.js';

/**
 * Two streams that one operator reads, so that both share its state.
 *
 * @example
 * ```ts
 * import { StreamExecutionEnvironment } from 'millrace';
 *
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * env
 *   .fromCollection([1, 2])
 *   .connect(env.fromCollection(['a', 'b']))
 *   .map({ map1: (value) => `${value}`, map2: (value) => value })
 *   .print();
 * await env.execute();
 * ```
 */
export class ConnectedStreams<In1, In2, Key = unknown> {
  /** @internal */
  constructor(
    private readonly stream1: DataStream<In1>,
    private readonly stream2: DataStream<In2>,
  ) {}

  /** Groups both streams by keys of one type: records of one key meet in one instance and share its state. */
  keyBy<K>(
    keySelector1: KeySelectorArgument<In1, K>,
    keySelector2: KeySelectorArgument<In2, K>,
    keyType: TypeInformation<K> = untyped<K>(),
  ): ConnectedStreams<In1, In2, K> {
    return new ConnectedStreams<In1, In2, K>(
      this.stream1.keyBy(keySelector1, keyType),
      this.stream2.keyBy(keySelector2, keyType),
    );
  }

  /** One record out for each record of either stream. */
  map<Out>(func: CoMapFunction<In1, In2, Out>): DataStream<Out>;
  map<Out>(func: CoMapFunction<In1, In2, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  map<Out>(func: CoMapFunction<In1, In2, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.add('co-map', 'Co-Map', { function: func }, output);
  }

  /** Any number of records out for each record of either stream. */
  flatMap<Out>(func: CoFlatMapFunction<In1, In2, Out>): DataStream<Out>;
  flatMap<Out>(func: CoFlatMapFunction<In1, In2, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  flatMap<Out>(func: CoFlatMapFunction<In1, In2, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.add('co-flat-map', 'Co-Flat Map', { function: func }, output);
  }

  /** Records of both streams with timestamps and side outputs; keyed, with state and timers. */
  process<Out>(func: KeyedCoProcessArgument<Key, In1, In2, Out>): DataStream<Out>;
  process<Out>(func: KeyedCoProcessArgument<Key, In1, In2, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  process<Out>(func: KeyedCoProcessArgument<Key, In1, In2, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.add('co-process', 'Co-Process', { function: func }, output);
  }

  private add<Out>(
    operator: string,
    name: string,
    functions: Readonly<Record<string, unknown>>,
    output: OutputArgument<Out> | undefined,
  ): DataStream<Out> {
    const options = outputOptions(output);
    const { origin: first } = this.stream1;
    const { origin: second } = this.stream2;
    const isKeyed = first.keyType !== undefined || second.keyType !== undefined;
    (isKeyed ? checkSameKeys : checkSameEnvironment)(first, second, `'${options.name ?? name}'`);
    return this.stream1.origin.environment.dataStream<Out>(
      addOperator([first, second], {
        operator,
        name: options.name ?? name,
        functions,
        outputType: options.outputType ?? untyped<Out>(),
        uid: options.uid,
        parallelism: options.parallelism,
      }),
    );
  }
}
