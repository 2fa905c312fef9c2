import { describe, expectTypeOf, it } from 'vitest';
import type { BigDecimal } from '../big-decimal.js';
import { Row } from '../row.js';
import type { TypeInformation } from '../type-information.js';
import { Types } from '../types.js';

/** Exactly the same type, where `toEqualTypeOf` would let an intersection pass. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(..._proof: Same<A, B> extends true ? [] : ['the types differ']): void => undefined;
type Value<T> = T extends TypeInformation<infer V> ? V : never;

describe('types of values', () => {
  it('are those of the scalars', () => {
    expectTypeOf(Types.LONG()).toEqualTypeOf<TypeInformation<number>>();
    expectTypeOf(Types.LONG({ as: 'bigint' })).toEqualTypeOf<TypeInformation<bigint>>();
    expectTypeOf(Types.LONG({ as: 'canonical' })).toEqualTypeOf<TypeInformation<number | bigint>>();
    expectTypeOf(Types.DECIMAL(10, 2)).toEqualTypeOf<TypeInformation<number | bigint>>();
    expectTypeOf(Types.BIG_DEC()).toEqualTypeOf<TypeInformation<BigDecimal>>();
    expectTypeOf(Types.PICKLED_BYTE_ARRAY()).toEqualTypeOf<TypeInformation<unknown>>();
    // @ts-expect-error there is no such form
    Types.LONG({ as: 'text' });
  });

  it('are plain objects of exactly the declared fields', () => {
    const type = Types.OBJECT({
      id: Types.LONG(),
      name: Types.OPTIONAL(Types.STRING()),
      note: Types.NULLABLE(Types.STRING()),
      tags: Types.LIST(Types.OBJECT({ tag: Types.STRING() })),
    });
    same<Value<typeof type>, { id: number; note: string | null; tags: { tag: string }[]; name?: string }>();
    // @ts-expect-error a field is missing
    same<Value<typeof type>, { id: number; note: string | null; tags: { tag: string }[] }>();
    // @ts-expect-error a field has another type
    same<Value<typeof type>, { id: string; note: string | null; tags: { tag: string }[]; name?: string }>();
  });

  it('are tuples, arrays and maps', () => {
    const tuple = Types.TUPLE([Types.LONG(), Types.STRING()]);
    const map = Types.MAP(Types.STRING(), Types.LIST(Types.BOOLEAN()));
    same<Value<typeof tuple>, [number, string]>();
    same<Value<typeof map>, Map<string, boolean[]>>();
    expectTypeOf(Types.BASIC_ARRAY(Types.INT())).toEqualTypeOf<TypeInformation<(number | null)[]>>();
    expectTypeOf(Types.PRIMITIVE_ARRAY(Types.INT())).toEqualTypeOf<TypeInformation<number[]>>();
    expectTypeOf(Types.PRIMITIVE_ARRAY(Types.BYTE())).toEqualTypeOf<TypeInformation<Uint8Array>>();
  });

  it('are rows whose fields may be null, unless told otherwise', () => {
    const row = Types.ROW([Types.LONG(), Types.STRING()]);
    const strict = Types.ROW_NAMED(['id', 'name'], [Types.LONG(), Types.STRING()], { nullable: false });
    same<Value<typeof row>, Row<[number | null, string | null]>>();
    same<Value<typeof strict>, Row<[number, string], readonly ['id', 'name']>>();
    // @ts-expect-error more types than names
    Types.ROW_NAMED(['id'], [Types.LONG(), Types.STRING()]);
  });

  it('fit where the type of any values is wanted', () => {
    const types: TypeInformation<unknown>[] = [
      Types.LONG(),
      Types.ROW([Types.INT()]),
      Types.OBJECT({ a: Types.INT() }),
    ];
    const rows: TypeInformation<Row> = Types.ROW_NAMED(['a'], [Types.INT()]);
    expectTypeOf(types).toEqualTypeOf<TypeInformation<unknown>[]>();
    expectTypeOf(rows).toEqualTypeOf<TypeInformation<Row>>();
  });
});

describe('rows', () => {
  it('know the types of their fields', () => {
    const row: Row<[number, string], ['id', 'name']> = new Row(1, 'apple');
    expectTypeOf(row.get(0)).toEqualTypeOf<number>();
    expectTypeOf(row.get(1)).toEqualTypeOf<string>();
    expectTypeOf(row.getField('name')).toEqualTypeOf<string>();
    expectTypeOf(row.getField(0)).toEqualTypeOf<number>();
    // @ts-expect-error there is no third field
    row.get(2);
    // @ts-expect-error no field has this name
    row.getField('nome');
    // @ts-expect-error the field is a number
    row.set(0, 'one');
    // @ts-expect-error no field has this name
    row.getFieldsByNames(['nome']);
  });

  it('are inferred from their fields', () => {
    expectTypeOf(Row.of(1, 'apple')).toEqualTypeOf<Row<[number, string]>>();
    expectTypeOf(Row.of(1, 'apple').get(1)).toEqualTypeOf<string>();
    const any: Row = new Row(1, 'apple');
    expectTypeOf(any.get(0)).toEqualTypeOf<unknown>();
    expectTypeOf(any.getField('anything')).toEqualTypeOf<unknown>();
  });
});
