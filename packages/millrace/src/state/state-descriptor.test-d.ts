import { expectTypeOf, test } from 'vitest';
import { Types } from '../model/types.js';
import type { InternalMapState, InternalValueState } from './internal-state.js';
import type { KeyedStateBackend } from './keyed-state-backend.js';
import type { AggregatingState, ListState, MapState, ReducingState, ValueState } from './state.js';
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
  VOID_NAMESPACE,
} from './state-descriptor.js';

declare const backend: KeyedStateBackend;

test('a descriptor gives the handle of its kind and types', () => {
  const value = backend.state(new ValueStateDescriptor('v', Types.LONG()), VOID_NAMESPACE);
  expectTypeOf(value).toEqualTypeOf<InternalValueState<number>>();
  expectTypeOf(value).toMatchTypeOf<ValueState<number>>();
  const map = backend.state(new MapStateDescriptor('m', Types.LONG(), Types.STRING()), VOID_NAMESPACE);
  expectTypeOf(map).toEqualTypeOf<InternalMapState<number, string>>();
  expectTypeOf(map).toMatchTypeOf<MapState<number, string>>();
  expectTypeOf(backend.state(new ListStateDescriptor('l', Types.STRING()), VOID_NAMESPACE)).toMatchTypeOf<
    ListState<string>
  >();
  const reducing = new ReducingStateDescriptor('r', (one: number, other) => one + other, Types.LONG());
  expectTypeOf(backend.state(reducing, VOID_NAMESPACE)).toMatchTypeOf<ReducingState<number>>();
  const aggregating = new AggregatingStateDescriptor('a', {
    createAccumulator: () => 0,
    add: (value: string, length: number) => length + value.length,
    getResult: (length: number) => ({ length }),
    merge: (one: number, other: number) => one + other,
  });
  expectTypeOf(backend.state(aggregating, VOID_NAMESPACE)).toMatchTypeOf<
    AggregatingState<string, { length: number }>
  >();
});

test('wrong types are errors', () => {
  const value = backend.state(new ValueStateDescriptor('v', Types.LONG()), VOID_NAMESPACE);
  // @ts-expect-error a text is no LONG
  value.update('text');
  const map = backend.state(new MapStateDescriptor('m', Types.LONG(), Types.STRING()), VOID_NAMESPACE);
  // @ts-expect-error the key is a LONG
  map.get('text');
  // @ts-expect-error the value is a STRING
  map.put(1, 2);
  // @ts-expect-error the function folds texts, the type is LONG
  new ReducingStateDescriptor('r', (one: string, other: string) => one + other, Types.LONG());
});
