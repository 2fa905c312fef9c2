import type { AggregateFunction } from './aggregate-function.js';
import { type AsyncFunction, isDefaultTimeout } from './async-function.js';
import type { KeyedBroadcastProcessFunction } from './broadcast-process-function.js';
import type { CoProcessFunction, KeyedCoProcessFunction } from './co-process-function.js';
import type { Collector } from './collector.js';
import type { FilterFunction } from './filter-function.js';
import type { CoFlatMapFunction, FlatMapFunction } from './flat-map-function.js';
import type { Lifecycle } from './function.js';
import { type FunctionShape, isPlainFunction, lifecycleOf } from './function-shape.js';
import type { CoMapFunction, MapFunction } from './map-function.js';
import type { KeyedProcessFunction, ProcessFunction } from './process-function.js';
import type { ProcessJoinFunction } from './process-join-function.js';
import type { ReduceFunction } from './reduce-function.js';
import type { SinkFunction, SinkFunctionContext } from './sink-function.js';

/*
 * Each normaliser turns what a user gave (a plain function, an object literal, an instance) into the one form that operators
 * call. An object's method is called through an arrow function of its own, not a bound one: the engine inlines through it.
 * All of them throw MillraceError `FUNCTION_INVALID` for anything else.
 */

type Call1 = (value: unknown) => unknown;
type CollectingCall = (value: unknown, out: Collector<unknown>) => unknown;
/** `ctx` is made by the operator, which knows what its function expects. */
type ProcessCall = (value: unknown, ctx: never, out: Collector<unknown>) => unknown;
type TimerCall = (timestamp: number, ctx: never, out: Collector<unknown>) => unknown;

const mapShape: FunctionShape = {
  call: 'map',
  className: 'MapFunction',
  methods: ['map'],
  plainFunction: true,
  generator: false,
};

/** What `map` takes. */
export type MapArgument<In, Out> = MapFunction<In, Out> | ((value: In) => Out);

export function normaliseMap(argument: unknown): Lifecycle & { readonly map: Call1 } {
  if (isPlainFunction(argument, mapShape)) return { map: argument as Call1 };
  const target = argument as MapFunction<unknown, unknown>;
  return { map: (value) => target.map(value), ...lifecycleOf(target) };
}

const coMapShape: FunctionShape = {
  call: 'map of connected streams',
  className: 'CoMapFunction',
  methods: ['map1', 'map2'],
  plainFunction: false,
  generator: false,
};

export function normaliseCoMap(argument: unknown): Lifecycle & { readonly map1: Call1; readonly map2: Call1 } {
  isPlainFunction(argument, coMapShape);
  const target = argument as CoMapFunction<unknown, unknown, unknown>;
  return { map1: (value) => target.map1(value), map2: (value) => target.map2(value), ...lifecycleOf(target) };
}

const flatMapShape: FunctionShape = {
  call: 'flatMap',
  className: 'FlatMapFunction',
  methods: ['flatMap'],
  plainFunction: true,
};

/** What `flatMap` takes. */
export type FlatMapArgument<In, Out> = FlatMapFunction<In, Out> | FlatMapFunction<In, Out>['flatMap'];

export function normaliseFlatMap(argument: unknown): Lifecycle & { readonly flatMap: CollectingCall } {
  if (isPlainFunction(argument, flatMapShape)) return { flatMap: argument as CollectingCall };
  const target = argument as FlatMapFunction<unknown, unknown>;
  return { flatMap: (value, out) => target.flatMap(value, out), ...lifecycleOf(target) };
}

const coFlatMapShape: FunctionShape = {
  call: 'flatMap of connected streams',
  className: 'CoFlatMapFunction',
  methods: ['flatMap1', 'flatMap2'],
  plainFunction: false,
};

export function normaliseCoFlatMap(
  argument: unknown,
): Lifecycle & { readonly flatMap1: CollectingCall; readonly flatMap2: CollectingCall } {
  isPlainFunction(argument, coFlatMapShape);
  const target = argument as CoFlatMapFunction<unknown, unknown, unknown>;
  return {
    flatMap1: (value, out) => target.flatMap1(value, out),
    flatMap2: (value, out) => target.flatMap2(value, out),
    ...lifecycleOf(target),
  };
}

const filterShape: FunctionShape = {
  call: 'filter',
  className: 'FilterFunction',
  methods: ['filter'],
  plainFunction: true,
  generator: false,
};

/** What `filter` takes. */
export type FilterArgument<T> = FilterFunction<T> | ((value: T) => boolean);

export function normaliseFilter(argument: unknown): Lifecycle & { readonly filter: Call1 } {
  if (isPlainFunction(argument, filterShape)) return { filter: argument as Call1 };
  const target = argument as FilterFunction<unknown>;
  return { filter: (value) => target.filter(value), ...lifecycleOf(target) };
}

const reduceShape: FunctionShape = {
  call: 'reduce',
  className: 'ReduceFunction',
  methods: ['reduce'],
  plainFunction: true,
  generator: false,
};

/** What `reduce` takes. */
export type ReduceArgument<T> = ReduceFunction<T> | ((value1: T, value2: T) => T);

export function normaliseReduce(
  argument: unknown,
): Lifecycle & { readonly reduce: (value1: unknown, value2: unknown) => unknown } {
  if (isPlainFunction(argument, reduceShape)) {
    return { reduce: argument as (value1: unknown, value2: unknown) => unknown };
  }
  const target = argument as ReduceFunction<unknown>;
  return { reduce: (value1, value2) => target.reduce(value1, value2), ...lifecycleOf(target) };
}

const aggregateShape: FunctionShape = {
  call: 'aggregate',
  className: 'AggregateFunction',
  methods: ['createAccumulator', 'add', 'getResult', 'merge'],
  plainFunction: false,
  generator: false,
};

export function normaliseAggregate(argument: unknown): AggregateFunction<unknown, unknown, unknown> {
  isPlainFunction(argument, aggregateShape);
  return argument as AggregateFunction<unknown, unknown, unknown>;
}

const processShape: FunctionShape = {
  call: 'process',
  className: 'ProcessFunction',
  methods: ['processElement'],
  optionalMethods: ['onTimer'],
  plainFunction: true,
};

/** What `process` of a stream takes. */
export type ProcessArgument<In, Out> = ProcessFunction<In, Out> | ProcessFunction<In, Out>['processElement'];

/** What `process` of a keyed stream takes. */
export type KeyedProcessArgument<Key, In, Out> =
  | KeyedProcessFunction<Key, In, Out>
  | ProcessFunction<In, Out>
  | KeyedProcessFunction<Key, In, Out>['processElement'];

export function normaliseProcess(
  argument: unknown,
): Lifecycle & { readonly processElement: ProcessCall; readonly onTimer?: TimerCall } {
  if (isPlainFunction(argument, processShape)) return { processElement: argument as ProcessCall };
  const target = argument as KeyedProcessFunction<unknown, unknown, unknown>;
  return {
    processElement: (value, ctx, out) => target.processElement(value, ctx, out),
    ...timerCallOf(target),
    ...lifecycleOf(target),
  };
}

const coProcessShape: FunctionShape = {
  call: 'process of connected streams',
  className: 'CoProcessFunction',
  methods: ['processElement1', 'processElement2'],
  optionalMethods: ['onTimer'],
  plainFunction: false,
};

/** What `process` of connected keyed streams takes. */
export type KeyedCoProcessArgument<Key, In1, In2, Out> =
  | KeyedCoProcessFunction<Key, In1, In2, Out>
  | CoProcessFunction<In1, In2, Out>;

export function normaliseCoProcess(argument: unknown): Lifecycle & {
  readonly processElement1: ProcessCall;
  readonly processElement2: ProcessCall;
  readonly onTimer?: TimerCall;
} {
  isPlainFunction(argument, coProcessShape);
  const target = argument as KeyedCoProcessFunction<unknown, unknown, unknown, unknown>;
  return {
    processElement1: (value, ctx, out) => target.processElement1(value, ctx, out),
    processElement2: (value, ctx, out) => target.processElement2(value, ctx, out),
    ...timerCallOf(target),
    ...lifecycleOf(target),
  };
}

const processJoinShape: FunctionShape = {
  call: 'process of an interval join',
  className: 'ProcessJoinFunction',
  methods: ['processElement'],
  plainFunction: true,
};

/** What `process` of an interval join takes. */
export type ProcessJoinArgument<In1, In2, Out> =
  | ProcessJoinFunction<In1, In2, Out>
  | ProcessJoinFunction<In1, In2, Out>['processElement'];

type PairCall = (left: unknown, right: unknown, ctx: never, out: Collector<unknown>) => unknown;

export function normaliseProcessJoin(argument: unknown): Lifecycle & { readonly processElement: PairCall } {
  if (isPlainFunction(argument, processJoinShape)) return { processElement: argument as PairCall };
  const target = argument as ProcessJoinFunction<unknown, unknown, unknown>;
  return {
    processElement: (left, right, ctx, out) => target.processElement(left, right, ctx, out),
    ...lifecycleOf(target),
  };
}

const broadcastProcessShape: FunctionShape = {
  call: 'process beside a broadcast stream',
  className: 'BroadcastProcessFunction',
  methods: ['processElement', 'processBroadcastElement'],
  optionalMethods: ['onTimer'],
  plainFunction: false,
};

export function normaliseBroadcastProcess(argument: unknown): Lifecycle & {
  readonly processElement: ProcessCall;
  readonly processBroadcastElement: ProcessCall;
  readonly onTimer?: TimerCall;
} {
  isPlainFunction(argument, broadcastProcessShape);
  const target = argument as KeyedBroadcastProcessFunction<unknown, unknown, unknown, unknown>;
  return {
    processElement: (value, ctx, out) => target.processElement(value, ctx, out),
    processBroadcastElement: (value, ctx, out) => target.processBroadcastElement(value, ctx, out),
    ...timerCallOf(target),
    ...lifecycleOf(target),
  };
}

const asyncShape: FunctionShape = {
  call: 'AsyncDataStream',
  className: 'AsyncFunction',
  methods: ['asyncInvoke'],
  optionalMethods: ['timeout'],
  plainFunction: true,
};

/** What the methods of `AsyncDataStream` take second. */
export type AsyncArgument<In, Out> = AsyncFunction<In, Out> | AsyncFunction<In, Out>['asyncInvoke'];

export function normaliseAsync(
  argument: unknown,
): Lifecycle & { readonly asyncInvoke: Call1; readonly timeout?: Call1 } {
  if (isPlainFunction(argument, asyncShape)) return { asyncInvoke: argument as Call1 };
  const target = argument as AsyncFunction<unknown, unknown>;
  const { timeout } = target;
  return {
    asyncInvoke: (value) => target.asyncInvoke(value),
    ...(timeout === undefined || isDefaultTimeout(timeout) ? {} : { timeout: (value) => timeout.call(target, value) }),
    ...lifecycleOf(target),
  };
}

const sinkFunctionShape: FunctionShape = {
  call: 'addSink',
  className: 'SinkFunction',
  methods: ['invoke'],
  plainFunction: true,
  generator: false,
};

/** What `addSink` takes besides a sink. */
export type SinkFunctionArgument<T> = SinkFunction<T> | SinkFunction<T>['invoke'];

export function normaliseSinkFunction(
  argument: unknown,
): Lifecycle & { readonly invoke: (value: unknown, context: SinkFunctionContext) => unknown } {
  if (isPlainFunction(argument, sinkFunctionShape)) {
    return { invoke: argument as (value: unknown, context: SinkFunctionContext) => unknown };
  }
  const target = argument as SinkFunction<unknown>;
  return { invoke: (value, context) => target.invoke(value, context), ...lifecycleOf(target) };
}

function timerCallOf(target: { onTimer?(timestamp: number, ctx: never, out: Collector<unknown>): unknown }): {
  readonly onTimer?: TimerCall;
} {
  const { onTimer } = target;
  return onTimer === undefined ? {} : { onTimer: (timestamp, ctx, out) => onTimer.call(target, timestamp, ctx, out) };
}
