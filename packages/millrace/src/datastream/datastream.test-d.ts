import { expectTypeOf, test } from 'vitest';
import {
  AsyncDataStream,
  AsyncRetryStrategy,
  BroadcastProcessFunction,
  CountEvictor,
  type DataStream,
  FlatJoinFunction,
  type KeyedBroadcastProcessFunction,
  type KeyedCoProcessFunction,
  KeyedProcessFunction,
  MapStateDescriptor,
  OutputTag,
  type RuntimeContext,
  StreamExecutionEnvironment,
  TumblingEventTimeWindows,
  Types,
  ValueStateDescriptor,
} from '../index.js';

const env = StreamExecutionEnvironment.getExecutionEnvironment();
const ITEM = Types.OBJECT({ id: Types.LONG(), name: Types.STRING() });
const items = env.fromCollection([{ id: 1, name: 'apple' }], ITEM);

abstract class ByNumber extends KeyedProcessFunction<number, { id: number; name: string }, string> {}
abstract class ByText extends KeyedProcessFunction<string, { id: number; name: string }, string> {}
declare const byNumber: ByNumber;
declare const byText: ByText;
declare const bothByText: KeyedCoProcessFunction<string, { id: number }, { id: number }, string>;
declare const rulesByText: KeyedBroadcastProcessFunction<string, { id: number; name: string }, number, string>;

test('types go through the whole chain', () => {
  expectTypeOf(items).toEqualTypeOf<DataStream<{ id: number; name: string }>>();
  expectTypeOf(items.map((item) => item.name.length)).toEqualTypeOf<DataStream<number>>();
  expectTypeOf(items.keyBy((item) => item.id).process(byNumber)).toEqualTypeOf<DataStream<string>>();
  expectTypeOf(items.map((item) => ({ id: item.id, name: null }), Types.OBJECT({ id: Types.LONG() }))).toEqualTypeOf<
    DataStream<{ id: number }>
  >();
});

test('a wrong field is an error', () => {
  // @ts-expect-error there is no field price
  items.map((item) => item.price);
  // @ts-expect-error the output has a name
  items.map((item) => ({ id: item.id }), ITEM);
});

test('a wrong key is an error', () => {
  // @ts-expect-error the keys are numbers, not texts
  items.keyBy((item) => item.id, Types.STRING());
  // @ts-expect-error a function for keys that are texts
  items.keyBy((item) => item.id).process(byText);
  // @ts-expect-error a keyed function on a stream without keys
  items.process(byNumber);
  const both = items.connect(items).keyBy(
    (item) => item.id,
    (item) => item.id,
  );
  // @ts-expect-error a function for keys that are texts
  both.process(bothByText);
  const rules = env.fromSequence(1, 2).broadcast(new MapStateDescriptor('rules', Types.LONG(), Types.LONG()));
  const keyed = items.keyBy((item) => item.id).connect(rules);
  // @ts-expect-error a function for keys that are texts
  keyed.process(rulesByText);
  items
    .keyBy((item) => item.name)
    .connect(rules)
    .process(rulesByText);
});

test('a wrong state is an error', () => {
  const open = (context: RuntimeContext) => {
    const total = context.getState(new ValueStateDescriptor('total', Types.LONG()));
    expectTypeOf(total.value()).toEqualTypeOf<number | undefined>();
    // @ts-expect-error the state holds numbers
    total.update('one');
    const names = context.getMapState(new MapStateDescriptor('names', Types.LONG(), Types.STRING()));
    // @ts-expect-error the keys are numbers
    names.get('one');
    // @ts-expect-error the values are texts
    names.put(1, 2);
  };
  expectTypeOf(open).toBeFunction();
});

test('fields are named by position or name', () => {
  const byId = items.keyBy((item) => item.id);
  expectTypeOf(byId.sum('id')).toEqualTypeOf<DataStream<{ id: number; name: string }>>();
  byId.max('name');
  byId.minBy((item) => item.name.length);
  // @ts-expect-error there is no field price
  byId.min('price');
  // @ts-expect-error a name cannot be added up
  byId.sum('name');
  expectTypeOf(items.project('name')).toEqualTypeOf<DataStream<{ name: string }>>();
  // @ts-expect-error there is no field price
  items.project('price');
  const pairs = env.fromCollection<[string, number]>([['a', 1]], Types.TUPLE([Types.STRING(), Types.INT()]));
  expectTypeOf(pairs.project(1, 0)).toEqualTypeOf<DataStream<[number, string]>>();
  pairs.keyBy((pair) => pair[0]).sum('f1');
  // @ts-expect-error a tuple has positions
  pairs.keyBy((pair) => pair[0]).sum('count');
  env
    .fromSequence(1, 2)
    .keyBy((value) => value)
    .sum();
});

test('asynchronous calls give the type of their results', () => {
  const prices = AsyncDataStream.unorderedWait(items, async (item) => [item.id, item.name.length], '1 s');
  expectTypeOf(prices).toEqualTypeOf<DataStream<number>>();
  // @ts-expect-error there is no field price
  AsyncDataStream.orderedWait(items, async (item) => [item.price], '1 s');
  // @ts-expect-error the results are numbers, not texts
  AsyncDataStream.orderedWait(items, async (item) => [item.id], '1 s', 10, Types.STRING());
  // @ts-expect-error a call gives an array of records
  AsyncDataStream.orderedWait(items, async (item) => item.id, '1 s');
  AsyncDataStream.orderedWaitWithRetry(
    items,
    async (item) => [item.id],
    '1 s',
    AsyncRetryStrategy.fixedDelay(1, 1, (result) => result.length === 0),
  );
});

test('joins of two keyed streams', () => {
  const sales = env.fromCollection([{ item: 1, count: 2 }]).keyBy((sale) => sale.item, Types.LONG());
  const join = items.keyBy((item) => item.id, Types.LONG()).intervalJoin(sales);
  const joined = join.between('-1 s', '1 s').process((item, sale) => [`${item.name} ${sale.count}`]);
  expectTypeOf(joined).toEqualTypeOf<DataStream<string>>();
  // @ts-expect-error there is no field price
  join.between(0, 1).process((item) => [item.price]);
  // @ts-expect-error the keys are texts on one side
  items.keyBy((item) => item.name).intervalJoin(sales);
  // @ts-expect-error left records are items
  join.between(0, 1).sideOutputLeftLateData(new OutputTag<{ item: number }>('late'));
});

test('windows of two streams', () => {
  const sales = env.fromCollection([{ item: 1, count: 2 }]);
  const joined = items
    .join(sales)
    .where((item) => item.id)
    .equalTo((sale) => sale.item)
    .window(TumblingEventTimeWindows.of(1));
  expectTypeOf(joined.apply((item, sale) => item.name.length + sale.count)).toEqualTypeOf<DataStream<number>>();
  abstract class Names extends FlatJoinFunction<{ id: number; name: string }, { item: number }, string> {}
  expectTypeOf(joined.apply({} as Names)).toEqualTypeOf<DataStream<string>>();
  // @ts-expect-error there is no field price
  joined.apply((item) => item.price);
  const byId = items.join(sales).where((item) => item.id);
  // @ts-expect-error the keys are numbers
  byId.equalTo((sale) => `${sale.item}`);
  items
    .keyBy((item) => item.id)
    .window(TumblingEventTimeWindows.of(1))
    .evictor(CountEvictor.of(1));
  const grouped = items
    .coGroup(sales)
    .where((item) => item.id)
    .equalTo((sale) => sale.item);
  const counted = grouped
    .window(TumblingEventTimeWindows.of(1))
    .apply((left, right) => [left.length, right[0]?.count ?? 0]);
  expectTypeOf(counted).toEqualTypeOf<DataStream<number>>();
});

test('a broadcast stream takes the function that its partner has keys for', () => {
  const rules = env.fromSequence(1, 2).broadcast(new MapStateDescriptor('rules', Types.LONG(), Types.LONG()));
  abstract class ByRule extends BroadcastProcessFunction<{ id: number; name: string }, number, string> {}
  expectTypeOf(items.connect(rules).process({} as ByRule)).toEqualTypeOf<DataStream<string>>();
  const literal = { processElement: () => [1], processBroadcastElement: () => [2] };
  expectTypeOf(items.connect(rules).process(literal)).toEqualTypeOf<DataStream<number>>();
  // @ts-expect-error a keyed function on a stream without keys
  items.connect(rules).process(rulesByText);
  const keyed = items.keyBy((item) => item.name).connect(rules);
  // @ts-expect-error a function without keys on a keyed stream
  keyed.process({} as ByRule);
});
