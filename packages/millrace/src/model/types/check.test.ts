import { describe, expect, it } from 'vitest';
import { DataReader } from '../data-reader.js';
import { DataWriter } from '../data-writer.js';
import { jsonWriter } from '../json/json-writer.js';
import { MillraceError } from '../millrace-error.js';
import { Row } from '../row.js';
import type { TypeInformation } from '../type-information.js';
import { Types } from '../types.js';
import { registerTypeKind, typeFromSpec } from './type-from-spec.js';

const check = (type: TypeInformation<unknown>, value: unknown): unknown => type.codec.check(value, 'value');

function failure(run: () => unknown): { code: string; message: string; path: unknown } {
  try {
    run();
  } catch (error) {
    if (error instanceof MillraceError) return { code: error.code, message: error.message, path: error.facts.path };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('checking a scalar', () => {
  it.each([
    [Types.BYTE(), 128],
    [Types.SHORT(), -32769],
    [Types.INT(), 2 ** 31],
    [Types.INT(), 1.5],
    [Types.INT(), '1'],
    [Types.INT(), 1n],
    [Types.LONG(), 2 ** 53],
    [Types.LONG(), Number.NaN],
    [Types.LONG({ as: 'bigint' }), 2n ** 63n],
    [Types.LONG({ as: 'canonical' }), -(2n ** 63n) - 1n],
    [Types.FLOAT(), 1e39],
    [Types.DOUBLE(), 1n],
    [Types.DOUBLE(), null],
    [Types.BOOLEAN(), 0],
    [Types.STRING(), undefined],
    [Types.CHAR(), 'ab'],
    [Types.CHAR(), ''],
    [Types.BIG_INT(), 1.5],
    [Types.BIG_DEC(), '1.5'],
    [Types.DECIMAL(5, 2), 100000],
    [Types.DECIMAL(5, 2), 12.5],
    [Types.DECIMAL(38, 0), 10n ** 38n],
    [Types.SQL_DATE(), new Date(0)],
    [Types.SQL_TIME(), 86_400_000],
    [Types.SQL_TIMESTAMP(), 0.5],
    [Types.INSTANT(), 0],
    [Types.BYTES(), [1, 2]],
    [Types.LIST(Types.INT()), 'ab'],
    [Types.MAP(Types.STRING(), Types.INT()), { a: 1 }],
    [Types.TUPLE([Types.INT()]), [1, 2]],
    [Types.ROW([Types.INT()]), new Row(1, 2)],
    [Types.ROW([Types.INT()], { nullable: false }), new Row(null)],
  ] as [TypeInformation<unknown>, unknown][])('%s refuses %o', (type, value) => {
    expect(failure(() => check(type, value)).code).toBe('TYPE_MISMATCH');
    expect(type.codec.fits?.(value)).toBe(false);
  });

  it('says what was seen, where, and what would be right', () => {
    expect(() => check(Types.INT(), 3_000_000_000)).toThrow(
      expect.objectContaining({
        message: 'value must be Integer, but is 3000000000.',
        facts: { path: 'value', type: 'Integer', seen: '3000000000' },
        hint: 'Integer takes whole numbers from -2147483648 to 2147483647.',
      }),
    );
  });

  it('names the way out for a LONG that no number holds', () => {
    expect(() => check(Types.LONG(), 2n ** 53n)).toThrow(
      expect.objectContaining({ code: 'TYPE_LONG_UNSAFE', hint: expect.stringContaining("{ as: 'bigint' }") }),
    );
  });

  it.each([
    [Types.INT(), -0, 0],
    [Types.LONG(), -0, 0],
    [Types.LONG(), 5n, 5],
    [Types.LONG({ as: 'bigint' }), 5, 5n],
    [Types.LONG({ as: 'canonical' }), 2n ** 53n - 1n, 2 ** 53 - 1],
    [Types.LONG({ as: 'canonical' }), 2n ** 53n, 2n ** 53n],
    [Types.FLOAT(), 0.1, Math.fround(0.1)],
    [Types.DOUBLE(), -0, -0],
    [Types.BIG_INT(), 7, 7n],
    [Types.DECIMAL(20, 2), 1250n, 1250],
    [Types.NULLABLE(Types.INT()), undefined, null],
    [Types.ROW([Types.INT()]), [undefined], new Row(null)],
  ] as [TypeInformation<unknown>, unknown, unknown][])('%s makes %o canonical', (type, value, canonical) => {
    expect(check(type, value)).toStrictEqual(canonical);
  });
});

describe('checking an OBJECT', () => {
  const item = Types.OBJECT({ price: Types.DOUBLE() });
  const order = Types.OBJECT({ id: Types.LONG(), note: Types.OPTIONAL(Types.STRING()), items: Types.LIST(item) });

  it('hands back a plain object that fits', () => {
    const value = { id: 1, items: [{ price: 2 }] };
    expect(check(order, value)).toBe(value);
  });

  it('names the field that is wrong, however deep', () => {
    const value = { id: 1, items: [{ price: 1 }, { price: '2' }] };
    expect(failure(() => check(order, value))).toMatchObject({ code: 'TYPE_MISMATCH', path: 'value.items[1].price' });
  });

  it('names a field that is missing', () => {
    expect(failure(() => check(order, { items: [] }))).toMatchObject({
      path: 'value.id',
      message: 'value.id must be Long, but is undefined.',
    });
  });

  it('drops fields that are not declared, and optional ones that are undefined', () => {
    const value = { id: 1, extra: () => 0, note: undefined, items: [{ price: 2, extra: 3 }] };
    const checked = check(order, value);
    expect(checked).toStrictEqual({ id: 1, items: [{ price: 2 }] });
    expect(Object.keys(checked as object)).toEqual(['id', 'items']);
  });

  it('makes a plain object of a class instance and of an object without a prototype', () => {
    class Order {
      id = 1;
      items = [];
    }
    const bare = Object.assign(Object.create(null) as object, { id: 1, items: [] });
    for (const value of [new Order(), bare]) {
      expect(Object.getPrototypeOf(check(order, value))).toBe(Object.prototype);
    }
  });

  it('ignores an own __proto__, and refuses to declare one', () => {
    const hostile = JSON.parse('{"id":1,"items":[],"__proto__":{"note":"from the prototype"}}') as object;
    expect(check(order, hostile)).toStrictEqual({ id: 1, items: [] });
    expect(failure(() => Types.OBJECT({ ['__proto__']: Types.INT() })).code).toBe('TYPE_INVALID');
  });

  it('does not take what every object inherits for a field', () => {
    const fields = { constructor: Types.OPTIONAL(Types.STRING()), valueOf: Types.NULLABLE(Types.STRING()) };
    const type: TypeInformation<unknown> = Types.OBJECT(fields);
    expect(check(type, { valueOf: 'x' })).toStrictEqual({ valueOf: 'x' });
    expect(check(type, {})).toStrictEqual({ valueOf: null });
    const out = new DataWriter();
    type.codec.write({ valueOf: null }, out);
    expect(type.codec.read(new DataReader(out.toBytes()))).toStrictEqual({ valueOf: null });
    expect(type.codec.copy({ valueOf: 'x' })).toStrictEqual({ valueOf: 'x' });
    expect(jsonWriter(type).write({ valueOf: 'x' })).toBe('{"valueOf":"x"}');
  });

  it('reads a getter as a field', () => {
    const value = { items: [], get id() { return 7; } }; // biome-ignore format: the getter is the point
    const out = new DataWriter();
    order.codec.write(order.codec.check(value, 'value'), out);
    expect(out.length).toBe(3);
  });

  it('never writes nonsense when a getter changes its mind', () => {
    let calls = 0;
    const value = { items: [], get id() { return calls++ === 0 ? 7 : 'seven'; } }; // biome-ignore format: as above
    const checked = order.codec.check(value, 'value');
    expect(failure(() => order.codec.write(checked, new DataWriter())).code).toBe('DATA_NOT_WRITABLE');
  });

  it('takes field names with any characters without running them', () => {
    const name = "'\"];throw new Error('run');//\u2028\\";
    const type = Types.OBJECT({ [name]: Types.INT() });
    expect(check(type, { [name]: 1 })).toEqual({ [name]: 1 });
    expect(type.codec.copy({ [name]: 1 })).toEqual({ [name]: 1 });
  });

  it('refuses a field without a type', () => {
    expect(failure(() => Types.OBJECT({ id: undefined as unknown as TypeInformation<unknown> })).code).toBe(
      'TYPE_INVALID',
    );
  });
});

describe('checking a MAP', () => {
  it('gives equal bytes to equal maps in any order of entries', () => {
    const type = Types.MAP(Types.DOUBLE(), Types.STRING());
    const keys = [3, -1, Number.NaN, Number.POSITIVE_INFINITY, 0];
    const forwards = new Map(keys.map((key) => [key, String(key)]));
    const backwards = new Map([...keys].reverse().map((key) => [key, String(key)]));
    expect(type.codec.token(forwards)).toBe(type.codec.token(backwards));
  });

  it('keeps one entry of keys that are objects with the same contents', () => {
    const type = Types.MAP(Types.TUPLE([Types.INT()]), Types.STRING());
    const checked = check(type, new Map([[[1], 'first'], [[2], 'other'], [[1], 'last']])); // biome-ignore format: pairs
    expect(checked).toEqual(new Map([[[1], 'last'], [[2], 'other']])); // biome-ignore format: pairs
  });

  it('names the key', () => {
    const value = new Map([['a b', 'x']]);
    expect(failure(() => check(Types.MAP(Types.STRING(), Types.INT()), value)).path).toBe('value["a b"]');
    expect(failure(() => check(Types.MAP(Types.INT(), Types.INT()), value)).path).toBe('value, key 0');
  });
});

describe('checking a ROW', () => {
  const named = Types.ROW_NAMED(['id', 'name'], [Types.LONG(), Types.STRING()]);

  it('takes fields by name from named rows and plain objects, by position from others', () => {
    const wanted = [1, 'a'];
    for (const value of [new Row(1, 'a'), [1, 'a'], Row.named({ name: 'a', id: 1 }), { name: 'a', id: 1 }]) {
      const row = check(named, value) as Row;
      expect([row.toArray(), row.getFieldNames()]).toEqual([wanted, ['id', 'name']]);
    }
  });

  it('names the field that is wrong', () => {
    expect(failure(() => check(named, new Row(1, 2))).path).toBe('value.name');
    expect(failure(() => check(named, Row.named({ id: 1, nome: 'a' }))).path).toBe('value.name');
    expect(failure(() => check(Types.ROW([Types.INT()]), new Row('a'))).path).toBe('value[0]');
  });

  it('refuses names that do not match the types', () => {
    const types = [Types.INT(), Types.INT()] as unknown as [TypeInformation<number>];
    expect(failure(() => Types.ROW_NAMED(['a'], types)).code).toBe('TYPE_INVALID');
    expect(failure(() => Types.ROW_NAMED(['a', 'a'], [Types.INT(), Types.INT()])).code).toBe('TYPE_INVALID');
  });
});

describe('a ROW of a type that was made anew', () => {
  const make = (second: string) => Types.ROW_NAMED(['id', second], [Types.LONG(), Types.STRING()]);

  it('fits when the names are the same, and not when one is another', () => {
    const row = make('name').codec.check([1, 'a'], 'value');
    expect(make('name').codec.fits?.(row)).toBe(true);
    expect(make('label').codec.fits?.(row)).toBe(false);
    expect(Types.ROW([Types.LONG(), Types.STRING()]).codec.fits?.(row)).toBe(false);
  });
});

describe('types', () => {
  it.each([
    [Types.LONG({ as: 'bigint' }), 'Long'],
    [Types.ROW_NAMED(['id', 'name'], [Types.LONG(), Types.STRING()]), 'Row(id: Long, name: String)'],
    [Types.ROW([Types.LIST(Types.INT())]), 'Row(f0: List<Integer>)'],
    [Types.MAP(Types.STRING(), Types.BIG_DEC()), 'Map<String, BigDecimal>'],
    [Types.PRIMITIVE_ARRAY(Types.INT()), 'int[]'],
    [Types.PRIMITIVE_ARRAY(Types.BYTE()), 'byte[]'],
    [Types.BASIC_ARRAY(Types.INT()), 'BasicArrayTypeInfo<Integer>'],
    [Types.DECIMAL(10, 2), 'DECIMAL(10, 2)'],
    [Types.PICKLED_BYTE_ARRAY(), 'PickledByteArrayTypeInfo'],
  ] as [TypeInformation<unknown>, string][])('%s prints as Flink prints it', (type, printed) => {
    expect(String(type)).toBe(printed);
  });

  it.each([
    [{ kind: 'strong' }],
    [{ kind: 'list' }],
    [{ kind: 'row' }],
    [{ kind: 'decimal', precision: 2, scale: 3 }],
    [{ kind: 'long', as: 'text' }],
    [{ kind: 'object', fields: [{ name: '__proto__', type: { kind: 'int' } }] }],
    [null],
  ])('refuses the JSON form %j', (spec) => {
    expect(failure(() => typeFromSpec(spec as never)).code).toBe('TYPE_INVALID');
  });

  it('refuses a second kind of the same name', () => {
    const kind = { kind: 'string', fromSpec: () => Types.STRING() };
    expect(failure(() => registerTypeKind(kind)).code).toBe('TYPE_INVALID');
  });

  it('has arrays of bytes as Uint8Array, and other arrays of primitives as arrays', () => {
    const bytes = Uint8Array.of(1, 2);
    expect(check(Types.PRIMITIVE_ARRAY(Types.BYTE()), bytes)).toBe(bytes);
    expect(failure(() => check(Types.PRIMITIVE_ARRAY(Types.BYTE()), [1, 2])).code).toBe('TYPE_MISMATCH');
    expect(check(Types.PRIMITIVE_ARRAY(Types.SHORT()), [1, 2])).toEqual([1, 2]);
    expect(failure(() => check(Types.PRIMITIVE_ARRAY(Types.SHORT()), [1, null])).path).toBe('value[1]');
  });

  it('refuses a primitive array of what is not primitive', () => {
    expect(failure(() => Types.PRIMITIVE_ARRAY(Types.STRING())).code).toBe('TYPE_INVALID');
  });
});
