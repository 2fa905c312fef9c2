import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import { type KeySelectorArgument, keySelectorFunction } from '../operator/user-functions/key-selector-function.js';
import type { TaggedUnion } from '../operator/windowing/join-function.js';
import type { WindowAssigner } from '../operator/windowing/window-assigner.js';
import type { Window } from '../time/window.js';
import { checkSameEnvironment } from './check-same-keys.js';
import type { DataStream } from './data-stream.js';
import type { KeyedStream } from './keyed-stream.js';
import { untyped } from './output-options.js';
import { CoGroupedWindows, JoinedWindows } from './paired-windows.js';
import { addOperator } from './stream-origin.js';
import { WindowOperation } from './window-operation.js';

/** What is to become of two streams: pairs, or both sides of each window. */
type Pairing = 'join' | 'coGroup';

/**
 * Two streams whose records meet by key and window: `where(…).equalTo(…).window(…).apply(…)`.
 *
 * @example
 * ```ts
 * import { StreamExecutionEnvironment, TumblingEventTimeWindows } from 'millrace';
 *
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * const [orders, payments] = [env.fromCollection([{ id: 1 }]), env.fromCollection([{ order: 1, amount: 5 }])];
 * orders
 *   .join(payments)
 *   .where((order) => order.id)
 *   .equalTo((payment) => payment.order)
 *   .window(TumblingEventTimeWindows.of('1 h'))
 *   .apply((order, payment) => `${order.id}: ${payment.amount}`)
 *   .print();
 * ```
 */
export class PairedStreams<In1, In2, P extends Pairing> {
  /** @internal */
  constructor(
    private readonly stream1: DataStream<In1>,
    private readonly stream2: DataStream<In2>,
    private readonly pairing: P,
  ) {
    checkSameEnvironment(stream1.origin, stream2.origin, pairing);
  }

  /** @param keyType of the keys of both streams; without it, keys are taken as they are. */
  where<Key>(
    keySelector: KeySelectorArgument<In1, Key>,
    keyType: TypeInformation<Key> = untyped<Key>(),
  ): PairedStreamsWhere<In1, In2, Key, P> {
    const select1 = keySelectorFunction(keySelector) as (value: In1) => Key;
    return new PairedStreamsWhere(this.stream1, this.stream2, this.pairing, select1, keyType);
  }
}

/** Two streams of which the first has its keys. */
export class PairedStreamsWhere<In1, In2, Key, P extends Pairing> {
  /** @internal */
  constructor(
    private readonly stream1: DataStream<In1>,
    private readonly stream2: DataStream<In2>,
    private readonly pairing: P,
    private readonly select1: (value: In1) => Key,
    private readonly keyType: TypeInformation<Key>,
  ) {}

  equalTo(keySelector: KeySelectorArgument<In2, Key>): PairedStreamsEqualTo<In1, In2, Key, P> {
    const select2 = keySelectorFunction(keySelector) as (value: In2) => Key;
    const { select1, keyType } = this;
    const both = tagged(this.stream1, this.stream2).keyBy(
      (element) => ('first' in element ? select1(element.first) : select2(element.second)),
      keyType,
    );
    return new PairedStreamsEqualTo(both, this.pairing);
  }
}

/** Two streams that have their keys. */
export class PairedStreamsEqualTo<In1, In2, Key, P extends Pairing> {
  /** @internal */
  constructor(
    private readonly both: KeyedStream<TaggedUnion<In1, In2>, Key>,
    private readonly pairing: P,
  ) {}

  /** Records meet that are in one window. */
  window<W extends Window>(
    windowAssigner: WindowAssigner<TaggedUnion<In1, In2>, W>,
  ): P extends 'join' ? JoinedWindows<In1, In2, W> : CoGroupedWindows<In1, In2, W> {
    const operation = new WindowOperation<TaggedUnion<In1, In2>, W>(this.both, windowAssigner, false);
    const windows =
      this.pairing === 'join'
        ? new JoinedWindows<In1, In2, W>(operation)
        : new CoGroupedWindows<In1, In2, W>(operation);
    return windows as never;
  }
}

/** Two streams of whose records pairs are made. */
export type JoinedStreams<In1, In2> = PairedStreams<In1, In2, 'join'>;

/** Two streams whose windows are seen side by side. */
export type CoGroupedStreams<In1, In2> = PairedStreams<In1, In2, 'coGroup'>;

/** Both streams as one, in which each record says where it comes from. */
function tagged<In1, In2>(stream1: DataStream<In1>, stream2: DataStream<In2>): DataStream<TaggedUnion<In1, In2>> {
  const type = Types.OBJECT({
    first: Types.OPTIONAL(stream1.getType()),
    second: Types.OPTIONAL(stream2.getType()),
  }) as unknown as TypeInformation<TaggedUnion<In1, In2>>;
  const first = taggedStream(stream1, 'First', (value) => ({ first: value }), type);
  return first.union(taggedStream(stream2, 'Second', (value) => ({ second: value }), type));
}

function taggedStream<In, Out>(
  { origin }: DataStream<In>,
  name: string,
  tag: (value: In) => unknown,
  outputType: TypeInformation<Out>,
): DataStream<Out> {
  const parallelisms = new Set(origin.parts.map(({ transformation }) => transformation.parallelism));
  const [parallelism] = parallelisms;
  const call = { isAddedByMillrace: true, operator: 'map', name, functions: { function: tag }, outputType };
  return origin.environment.dataStream<Out>(
    addOperator([origin], parallelisms.size === 1 ? { ...call, parallelism } : call),
  );
}
