import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import { type AggregateFunctionLike, checkAggregate, type ReduceFunctionLike, toReduce } from './fold-functions.js';
import type {
  InternalAggregatingState,
  InternalListState,
  InternalMapState,
  InternalReducingState,
  InternalValueState,
} from './internal-state.js';
import type { State } from './state.js';
import type { StateTtlConfig } from './state-ttl-config.js';

export { VOID_NAMESPACE } from './void-namespace.js';

/** Makes the handle of each kind of state: what a back end supplies, and what a descriptor picks from. */
export interface StateFactory {
  value<T>(descriptor: ValueStateDescriptor<T>): InternalValueState<T>;
  list<T>(descriptor: ListStateDescriptor<T>): InternalListState<T>;
  map<K, V>(descriptor: MapStateDescriptor<K, V>): InternalMapState<K, V>;
  reducing<T>(descriptor: ReducingStateDescriptor<T>): InternalReducingState<T>;
  aggregating<In, Acc, Out>(descriptor: AggregatingStateDescriptor<In, Acc, Out>): InternalAggregatingState<In, Out>;
}

/** The name, kind and types of a state. `S` is the handle that a back end gives out for it. */
export interface StateDescriptor<S extends State> {
  readonly kind: string;
  readonly name: string;
  /** The types of what is stored, by their part in it: what a snapshot records and a restore compares. */
  readonly types: Readonly<Record<string, TypeInformation<unknown>>>;
  /** Undefined when the state never expires. */
  readonly ttlConfig: StateTtlConfig | undefined;
  getName(): string;
  /** Lets what is stored expire. Set it before the state is first asked for. */
  enableTimeToLive(ttlConfig: StateTtlConfig): void;
  /** Picks the maker of this kind. */
  createState(factory: StateFactory): S;
}

/**
 * Describes a {@link ValueState}: one value a key.
 *
 * @example
 * ```ts
 * import { Types, ValueStateDescriptor } from 'millrace';
 *
 * const total = new ValueStateDescriptor('total', Types.LONG());
 * ```
 */
export class ValueStateDescriptor<T> implements StateDescriptor<InternalValueState<T>> {
  readonly kind = 'value';
  readonly name: string;
  readonly valueType: TypeInformation<T>;
  readonly types: Readonly<Record<string, TypeInformation<unknown>>>;
  ttlConfig: StateTtlConfig | undefined;

  /** @param valueType without it, values are stored by structured clone. */
  constructor(name: string, valueType: TypeInformation<T> = untyped<T>()) {
    this.name = checkName(name);
    this.valueType = valueType;
    this.types = { value: valueType };
  }

  getName(): string {
    return this.name;
  }

  enableTimeToLive(ttlConfig: StateTtlConfig): void {
    this.ttlConfig = enabled(ttlConfig);
  }

  createState(factory: StateFactory): InternalValueState<T> {
    return factory.value(this);
  }
}

/** Describes a {@link ListState}: a list a key. */
export class ListStateDescriptor<T> implements StateDescriptor<InternalListState<T>> {
  readonly kind = 'list';
  readonly name: string;
  readonly elementType: TypeInformation<T>;
  readonly types: Readonly<Record<string, TypeInformation<unknown>>>;
  ttlConfig: StateTtlConfig | undefined;

  /** @param elementType without it, elements are stored by structured clone. */
  constructor(name: string, elementType: TypeInformation<T> = untyped<T>()) {
    this.name = checkName(name);
    this.elementType = elementType;
    this.types = { element: elementType };
  }

  getName(): string {
    return this.name;
  }

  /** Elements expire one by one. */
  enableTimeToLive(ttlConfig: StateTtlConfig): void {
    this.ttlConfig = enabled(ttlConfig);
  }

  createState(factory: StateFactory): InternalListState<T> {
    return factory.list(this);
  }
}

/** Describes a {@link MapState}: a map a key. Also describes broadcast state. */
export class MapStateDescriptor<K, V> implements StateDescriptor<InternalMapState<K, V>> {
  readonly kind = 'map';
  readonly name: string;
  readonly keyType: TypeInformation<K>;
  readonly valueType: TypeInformation<V>;
  readonly types: Readonly<Record<string, TypeInformation<unknown>>>;
  ttlConfig: StateTtlConfig | undefined;

  /** Types that are left out are stored by structured clone. */
  constructor(name: string, keyType: TypeInformation<K> = untyped<K>(), valueType: TypeInformation<V> = untyped<V>()) {
    this.name = checkName(name);
    this.keyType = keyType;
    this.valueType = valueType;
    this.types = { key: keyType, value: valueType };
  }

  getName(): string {
    return this.name;
  }

  /** Entries expire one by one. */
  enableTimeToLive(ttlConfig: StateTtlConfig): void {
    this.ttlConfig = enabled(ttlConfig);
  }

  createState(factory: StateFactory): InternalMapState<K, V> {
    return factory.map(this);
  }
}

/** Describes a {@link ReducingState}: one value a key, folded from those added. */
export class ReducingStateDescriptor<T> implements StateDescriptor<InternalReducingState<T>> {
  readonly kind = 'reducing';
  readonly name: string;
  readonly reduce: (value1: T, value2: T) => T;
  readonly valueType: TypeInformation<T>;
  readonly types: Readonly<Record<string, TypeInformation<unknown>>>;
  ttlConfig: StateTtlConfig | undefined;
  private readonly reduceFunction: ReduceFunctionLike<T>;

  /** @param valueType without it, values are stored by structured clone. */
  constructor(name: string, reduceFunction: ReduceFunctionLike<T>, valueType: TypeInformation<T> = untyped<T>()) {
    this.name = checkName(name);
    this.reduceFunction = reduceFunction;
    this.reduce = toReduce(reduceFunction, name);
    this.valueType = valueType;
    this.types = { value: valueType };
  }

  getName(): string {
    return this.name;
  }

  getReduceFunction(): ReduceFunctionLike<T> {
    return this.reduceFunction;
  }

  enableTimeToLive(ttlConfig: StateTtlConfig): void {
    this.ttlConfig = enabled(ttlConfig);
  }

  createState(factory: StateFactory): InternalReducingState<T> {
    return factory.reducing(this);
  }
}

/** Describes an {@link AggregatingState}: one accumulator a key, and a result made from it. */
export class AggregatingStateDescriptor<In, Acc, Out> implements StateDescriptor<InternalAggregatingState<In, Out>> {
  readonly kind = 'aggregating';
  readonly name: string;
  readonly aggregate: AggregateFunctionLike<In, Acc, Out>;
  readonly accumulatorType: TypeInformation<Acc>;
  readonly types: Readonly<Record<string, TypeInformation<unknown>>>;
  ttlConfig: StateTtlConfig | undefined;

  /** @param accumulatorType without it, accumulators are stored by structured clone. */
  constructor(
    name: string,
    aggregateFunction: AggregateFunctionLike<In, Acc, Out>,
    accumulatorType: TypeInformation<Acc> = untyped<Acc>(),
  ) {
    this.name = checkName(name);
    this.aggregate = checkAggregate(aggregateFunction, name);
    this.accumulatorType = accumulatorType;
    this.types = { accumulator: accumulatorType };
  }

  getName(): string {
    return this.name;
  }

  getAggFunction(): AggregateFunctionLike<In, Acc, Out> {
    return this.aggregate;
  }

  enableTimeToLive(ttlConfig: StateTtlConfig): void {
    this.ttlConfig = enabled(ttlConfig);
  }

  createState(factory: StateFactory): InternalAggregatingState<In, Out> {
    return factory.aggregating(this);
  }
}

function untyped<T>(): TypeInformation<T> {
  return Types.PICKLED_BYTE_ARRAY() as TypeInformation<T>;
}

function enabled(ttlConfig: StateTtlConfig): StateTtlConfig | undefined {
  return ttlConfig.isEnabled() ? ttlConfig : undefined;
}

function checkName(name: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  throw new MillraceError('STATE_NAME_INVALID', 'The name of a state must be a text of at least one character.', {
    facts: { seen: typeof name === 'string' ? "''" : typeof name },
  });
}
