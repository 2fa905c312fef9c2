import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BigDecimal } from '../big-decimal.js';
import { Instant } from '../instant.js';
import { Row } from '../row.js';
import type { TypeInformation } from '../type-information.js';
import { Types } from '../types.js';
import { type JsonReaderOptions, jsonReader } from './json-reader.js';
import { jsonWriter } from './json-writer.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const reading = (type: TypeInformation<unknown>, text: string, options?: JsonReaderOptions) => (): unknown =>
  jsonReader(type, options).read(text);
const failing = (code: string, facts: object = {}): unknown =>
  expect.objectContaining({ code, facts: expect.objectContaining(facts) });

const sale = Types.OBJECT({
  id: Types.LONG(),
  name: Types.STRING(),
  count: Types.NULLABLE(Types.INT()),
  note: Types.OPTIONAL(Types.STRING()),
});

describe('reading JSON', () => {
  it.each([
    [Types.LONG(), '5', 5],
    [Types.LONG(), '-0', 0],
    [Types.LONG(), '5.0', 5],
    [Types.LONG(), '"5"', 5],
    [Types.LONG(), '1e3', 1000],
    [Types.LONG(), '9007199254740991', 9007199254740991],
    [Types.LONG({ as: 'bigint' }), '9223372036854775807', 9223372036854775807n],
    [Types.LONG({ as: 'bigint' }), '5', 5n],
    [Types.LONG({ as: 'canonical' }), '9007199254740993', 9007199254740993n],
    [Types.LONG({ as: 'canonical' }), '"-9223372036854775808"', -9223372036854775808n],
    [Types.LONG({ as: 'canonical' }), '123456789012345e4', 1234567890123450000n],
    [Types.BIG_INT(), '123456789012345678901234567890', 123456789012345678901234567890n],
    [Types.DECIMAL(20, 2), '1.005', 101],
    [Types.DECIMAL(20, 2), '"-1.005"', -101],
    [Types.DECIMAL(38, 10), '12345678901234567890.1234567891', 123456789012345678901234567891n],
    [Types.BIG_DEC(), '1.00', new BigDecimal(100n, 2)],
    [Types.BIG_DEC(), '7', new BigDecimal(7n, 0)],
    [Types.LIST(Types.BIG_DEC()), '[1.0, "2.50"]', [new BigDecimal(10n, 1), new BigDecimal(250n, 2)]],
    [Types.DOUBLE(), '0.1', 0.1],
    [Types.DOUBLE(), '0.10000000000000000000001', 0.1],
    [Types.DOUBLE(), '"NaN"', Number.NaN],
    [Types.FLOAT(), '0.1', Math.fround(0.1)],
    [Types.BOOLEAN(), '" TRUE "', true],
    [Types.STRING(), '"a\\ud800\\u0041"', 'a\ud800A'],
    [Types.STRING(), '1.0', '1.0'],
    [Types.STRING(), 'true', 'true'],
    [Types.SQL_DATE(), '"1969-12-31"', -1],
    [Types.SQL_TIME(), '"12:00:00.5Z"', 43_200_500],
    [Types.SQL_TIMESTAMP(), '"1970-01-02 00:00:00"', 86_400_000],
    [Types.SQL_TIMESTAMP(), '"1970-01-01T00:00:00.001Z"', 1],
    [Types.INSTANT(), '"1970-01-01T00:00:01.000000001Z"', new Instant(1, 1)],
    [Types.BYTES(), '"AQIDBA=="', Uint8Array.of(1, 2, 3, 4)],
    [Types.MAP(Types.LONG(), Types.BOOLEAN()), '{"7":true}', new Map([[7, true]])],
    [Types.MAP(Types.STRING(), Types.INT()), '{"__proto__":1,"toString":2}', new Map([['__proto__', 1], ['toString', 2]])], // biome-ignore format: pairs
    [Types.TUPLE([Types.INT(), Types.STRING()]), '[1,"a"]', [1, 'a']],
    [Types.OBJECT_ARRAY(Types.INT()), '[1,null]', [1, null]],
    [Types.ROW([Types.INT(), Types.STRING()]), '{"f1":"a"}', new Row(null, 'a')],
    [Types.PICKLED_BYTE_ARRAY(), '{"a":[1,{"b":null}]}', { a: [1, { b: null }] }],
  ] as [TypeInformation<unknown>, string, unknown][])('%s from %s', (type, text, value) => {
    expect(jsonReader(type).read(text)).toEqual(value);
    // A long number elsewhere makes the exact parser read everything.
    const pair = Types.TUPLE([type, Types.BIG_INT()]);
    expect(jsonReader(pair).read(`[${text}, 12345678901234567890]`)).toEqual([value, 12345678901234567890n]);
  });

  it.each([
    [Types.INT(), '2147483648', 'TYPE_MISMATCH'],
    [Types.INT(), '1.5', 'TYPE_MISMATCH'],
    [Types.INT(), '"1.5"', 'TYPE_MISMATCH'],
    [Types.LONG(), '9223372036854775808', 'TYPE_MISMATCH'],
    [Types.LONG(), '9007199254740993', 'TYPE_LONG_UNSAFE'],
    [Types.LONG(), '1e16', 'TYPE_LONG_UNSAFE'],
    [Types.LONG({ as: 'bigint' }), '1e19', 'TYPE_MISMATCH'],
    [Types.LONG(), '1e999999999', 'TYPE_MISMATCH'],
    [Types.DECIMAL(5, 2), '1000', 'TYPE_MISMATCH'],
    [Types.DECIMAL(5, 2), '1e100000', 'TYPE_MISMATCH'],
    [Types.DOUBLE(), 'true', 'TYPE_MISMATCH'],
    [Types.DOUBLE(), '""', 'TYPE_MISMATCH'],
    [Types.BOOLEAN(), '1', 'TYPE_MISMATCH'],
    [Types.STRING(), '{}', 'TYPE_MISMATCH'],
    [Types.STRING(), 'null', 'TYPE_MISMATCH'],
    [Types.CHAR(), '"ab"', 'TYPE_MISMATCH'],
    [Types.SQL_DATE(), '"2026-02-30"', 'TYPE_MISMATCH'],
    [Types.SQL_TIMESTAMP(), '"yesterday"', 'TYPE_MISMATCH'],
    [Types.BYTES(), '"AQ=A"', 'TYPE_MISMATCH'],
    [Types.LIST(Types.INT()), '{}', 'TYPE_MISMATCH'],
    [Types.MAP(Types.STRING(), Types.INT()), '[]', 'TYPE_MISMATCH'],
    [Types.TUPLE([Types.INT()]), '[1,2]', 'TYPE_MISMATCH'],
    [sale, '[]', 'TYPE_MISMATCH'],
    [sale, '12345678901234567890', 'TYPE_MISMATCH'],
    [sale, '', 'JSON_MALFORMED'],
    [sale, '{"id":1', 'JSON_MALFORMED'],
  ] as [TypeInformation<unknown>, string, string][])('%s refuses %s with %s', (type, text, code) => {
    expect(reading(type, text)).toThrow(failing(code));
  });

  it('names the path of what does not fit', () => {
    const type = Types.OBJECT({ orders: Types.LIST(Types.OBJECT({ sums: Types.MAP(Types.STRING(), Types.INT()) })) });
    expect(reading(type, '{"orders":[{"sums":{}},{"sums":{"a b":"x"}}]}')).toThrow(
      failing('TYPE_MISMATCH', { path: 'value.orders[1].sums["a b"]', type: 'Integer', seen: '"x"' }),
    );
  });

  it('follows the options for fields that are missing, unknown or null', () => {
    const text = '{"id":1,"name":"a"}';
    expect(jsonReader(sale).read(text)).toStrictEqual({ id: 1, name: 'a', count: null });
    expect(reading(sale, text, { missingFields: 'fail' })).toThrow(
      failing('JSON_FIELD_MISSING', { path: 'value', field: 'count' }),
    );
    expect(reading(sale, '{"id":1}')).toThrow(failing('JSON_FIELD_MISSING', { field: 'name' }));
    const unknown = '{"id":1,"name":"a","count":2,"nmae":"b"}';
    expect(jsonReader(sale).read(unknown)).toEqual({ id: 1, name: 'a', count: 2 });
    expect(reading(sale, unknown, { unknownFields: 'fail' })).toThrow(failing('JSON_FIELD_UNKNOWN', { field: 'nmae' }));
    const nulls = '{"id":1,"name":"a","count":null,"note":null}';
    expect(jsonReader(sale, { unknownFields: 'fail' }).read(nulls)).toStrictEqual({ id: 1, name: 'a', count: null });
    expect(reading(sale, nulls, { nullFields: 'fail' })).toThrow(failing('TYPE_MISMATCH', { path: 'value.count' }));
    expect(reading(sale, '{"id":null,"name":"a"}')).toThrow(failing('TYPE_MISMATCH', { path: 'value.id' }));
  });

  it('takes no field from the prototype', () => {
    const type = Types.OBJECT({ constructor: Types.OPTIONAL(Types.STRING()), id: Types.INT() });
    expect(jsonReader(type).read('{"id":1,"__proto__":{"constructor":"x"}}')).toStrictEqual({ id: 1 });
    expect(jsonReader(Types.ROW_NAMED(['valueOf'], [Types.STRING()])).read('{}')).toEqual(Row.named({ valueOf: null }));
  });

  it('takes the last of two fields of one name, as JSON.parse does', () => {
    expect(jsonReader(Types.OBJECT({ id: Types.INT() })).read('{"id":1,"id":2}')).toEqual({ id: 2 });
  });
});

describe('reading bytes', () => {
  const { readBytes } = jsonReader(Types.OBJECT({ id: Types.STRING() }));

  it('skips a byte order mark', () => {
    expect(readBytes(Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8('{"id":"ä"}')))).toEqual({ id: 'ä' });
  });

  it('says which byte is not UTF-8', () => {
    const bytes = Uint8Array.of(...utf8('{"id":"ä'), 0xff, ...utf8('"}'));
    expect(() => readBytes(bytes)).toThrow(failing('JSON_NOT_UTF8', { position: 9 }));
  });

  it('reads a string of ten million characters', () => {
    const text = 'x"\\'.repeat(3_333_334);
    expect(readBytes(utf8(JSON.stringify({ id: text }))).id).toBe(text);
  });

  it.each(['[', '{"id":'])('refuses 100,000 of %s', (opening) => {
    const closing = opening === '[' ? ']' : '}';
    const deep = `${opening.repeat(100_000)}1${closing.repeat(100_000)}`;
    for (const type of [Types.PICKLED_BYTE_ARRAY(), sale]) {
      expect(() => jsonReader<unknown>(type).readBytes(utf8(deep))).toThrow(failing('JSON_TOO_DEEP'));
    }
  });
});

describe('writing JSON', () => {
  it.each([
    [Types.LONG({ as: 'bigint' }), 9223372036854775807n, '9223372036854775807'],
    [Types.DECIMAL(10, 2), -5, '-0.05'],
    [Types.BIG_DEC(), BigDecimal.of('1e3'), '1000'],
    [Types.DOUBLE(), 1e21, '1e+21'],
    [Types.DOUBLE(), -0, '-0.0'],
    [Types.FLOAT(), Math.fround(0.1), '0.1'],
    [Types.FLOAT(), Math.fround(16777217), '16777216'],
    [Types.STRING(), 'a"\\\n\u2028\ud800é😀', '"a\\"\\\\\\n\u2028\\ud800é😀"'],
    [Types.STRING(), 'é\u007f', '"é\u007f"'],
    [Types.BYTES(), Uint8Array.of(255, 254), '"//4="'],
    [Types.MAP(Types.INT(), Types.NULLABLE(Types.STRING())), new Map([[1, null]]), '{"1":null}'],
    [Types.MAP(Types.STRING(), Types.INT()), new Map([['a', 1], ['é', 2]]), '{"a":1,"é":2}'], // biome-ignore format: pairs
    [Types.MAP(Types.STRING(), Types.INT()), new Map(), '{}'],
    [Types.LIST(Types.INT()), [], '[]'],
    [Types.TUPLE([]), [], '[]'],
    [Types.ROW([Types.INT(), Types.STRING()]), new Row(1, null), '{"f0":1,"f1":null}'],
    [sale, { id: 1, name: 'a', count: null }, '{"id":1,"name":"a","count":null}'],
    [sale, { note: 'n', name: 'a', count: 2, id: 1 }, '{"id":1,"name":"a","count":2,"note":"n"}'],
    [Types.OBJECT({}), {}, '{}'],
    [Types.OBJECT({ a: Types.OPTIONAL(Types.INT()), b: Types.OPTIONAL(Types.INT()) }), { b: 1 }, '{"b":1}'],
    [
      Types.PICKLED_BYTE_ARRAY(),
      { a: [1n, undefined, new Date(0)], u: undefined, m: new Map([['k', new Row(1)]]) },
      '{"a":[1,null,"1970-01-01T00:00:00.000Z"],"m":{"k":[1]}}',
    ],
  ] as [TypeInformation<unknown>, unknown, string][])('%s', (type, value, text) => {
    expect(jsonWriter(type).write(value)).toBe(text);
  });

  it('writes dates and times in three forms', () => {
    const type = Types.TUPLE([Types.SQL_DATE(), Types.SQL_TIME(), Types.SQL_TIMESTAMP(), Types.INSTANT()]);
    const value = [0, 1, 1_500, new Instant(-1, 5)];
    const written = (['SQL', 'ISO-8601', 'RFC3339'] as const).map((timestampFormat) =>
      jsonWriter(type, { timestampFormat }).write(value as never),
    );
    expect(written).toEqual([
      '["1970-01-01","00:00:00.001","1970-01-01 00:00:01.5","1969-12-31 23:59:59.000000005Z"]',
      '["1970-01-01","00:00:00.001","1970-01-01T00:00:01.5","1969-12-31T23:59:59.000000005Z"]',
      '["1970-01-01","00:00:00.001Z","1970-01-01T00:00:01.5Z","1969-12-31T23:59:59.000000005Z"]',
    ]);
  });

  it('leaves out fields that are null when told so', () => {
    expect(jsonWriter(sale, { ignoreNullFields: true }).write({ id: 1, name: 'a', count: null })).toBe(
      '{"id":1,"name":"a"}',
    );
  });

  it.each([
    [Types.DOUBLE(), Number.NaN, 'JSON_NOT_FINITE'],
    [Types.FLOAT(), Number.NEGATIVE_INFINITY, 'JSON_NOT_FINITE'],
    [Types.PICKLED_BYTE_ARRAY(), [Number.NaN], 'JSON_NOT_FINITE'],
    [Types.PICKLED_BYTE_ARRAY(), { f: () => 0 }, 'JSON_NOT_ENCODABLE'],
    [Types.PICKLED_BYTE_ARRAY(), new Map([[{}, 1]]), 'JSON_KEY_NOT_TEXT'],
    [Types.MAP(Types.NULLABLE(Types.STRING()), Types.INT()), new Map([[null, 1]]), 'JSON_KEY_NOT_TEXT'],
    [Types.MAP(Types.TUPLE([Types.INT()]), Types.INT()), new Map([[[1], 1]]), 'JSON_KEY_NOT_TEXT'],
  ] as [TypeInformation<unknown>, unknown, string][])('%s refuses %o with %s', (type, value, code) => {
    expect(() => jsonWriter(type).write(value)).toThrow(failing(code));
  });

  it('refuses a value that contains itself', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => jsonWriter(Types.PICKLED_BYTE_ARRAY()).write(loop)).toThrow(
      expect.objectContaining({ code: 'JSON_TOO_DEEP' }),
    );
  });

  it('refuses a type that has no JSON form', () => {
    const type: TypeInformation<number> = {
      spec: { kind: 'internal' },
      codec: Types.INT().codec,
      toString: () => 'Internal',
    };
    expect(() => jsonWriter(Types.LIST(type))).toThrow(expect.objectContaining({ code: 'TYPE_NO_JSON' }));
  });
});

describe('writing and reading', () => {
  const fields = {
    l: Types.LONG({ as: 'canonical' }),
    s: Types.STRING(),
    d: Types.DOUBLE(),
    dec: Types.DECIMAL(38, 6),
    ts: Types.SQL_TIMESTAMP(),
    b: Types.BYTES(),
  };
  const type = Types.OBJECT({ ...fields, list: Types.LIST(Types.OBJECT(fields)), n: Types.NULLABLE(Types.INSTANT()) });
  const values = fc.record({
    l: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    s: fc.string({ unit: 'binary' }),
    d: fc.double({ noNaN: true, noDefaultInfinity: true }),
    dec: fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    ts: fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
    b: fc.uint8Array({ maxLength: 20 }),
  });
  const all = fc.tuple(
    values,
    fc.array(values, { maxLength: 3 }),
    fc.option(fc.tuple(fc.integer(), fc.nat(999_999_999))),
  );

  it('gives the same value in every form of times, and JSON that everybody reads', () => {
    fc.assert(
      fc.property(all, fc.constantFrom('SQL', 'ISO-8601', 'RFC3339'), ([value, list, instant], timestampFormat) => {
        const n = instant === null ? null : new Instant(...instant);
        const checked = type.codec.check({ ...value, list, n }, 'value');
        const text = jsonWriter(type, { timestampFormat }).write(checked);
        expect(jsonReader(type, { unknownFields: 'fail', missingFields: 'fail' }).read(text)).toEqual(checked);
        expect((JSON.parse(text) as { s: string }).s).toBe(value.s);
      }),
      { numRuns: 300 },
    );
  });

  it('gives what JSON.stringify gives for plain values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('-0') && !/\d[eE]|\d{16}/.test(text));
        expect(jsonWriter(Types.PICKLED_BYTE_ARRAY()).write(value)).toBe(text);
        expect(jsonReader(Types.PICKLED_BYTE_ARRAY()).read(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('the bytes of a writer', () => {
  const type = Types.LIST(Types.OBJECT({ 'näme\u2028': Types.STRING(), n: Types.LONG() }));

  it('are those of the text, and stay when more is written', () => {
    const value = fc.array(
      fc.record({
        'näme\u2028': fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 300 })),
        n: fc.maxSafeInteger(),
      }),
    );
    const writer = jsonWriter(type);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const written = values.map((one) => writer.writeBytes(one));
        const wanted = values.map((one) => JSON.parse(JSON.stringify(one)) as unknown);
        expect(written.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown)).toEqual(wanted);
      }),
    );
  });

  it('grow with the value, and are right again after an error half-way', () => {
    const writer = jsonWriter(Types.TUPLE([Types.STRING(), Types.DOUBLE()]));
    const small = writer.writeBytes(['a', 1]);
    const large = writer.writeBytes(['x'.repeat(1_000_000), 2]);
    expect(() => writer.writeBytes(['half', Number.NaN])).toThrow(failing('JSON_NOT_FINITE'));
    const last = writer.writeBytes(['b', 3]);
    expect([small, last].map((bytes) => new TextDecoder().decode(bytes))).toEqual(['["a",1]', '["b",3]']);
    expect(large.length).toBe(1_000_006);
  });

  it('are right when a getter writes too', () => {
    const writer = jsonWriter(Types.OBJECT({ a: Types.INT(), b: Types.STRING() }));
    const value = { a: 1, get b(): string { return writer.write({ a: 2, b: 'inner' }); } }; // biome-ignore format: the getter is the point
    expect(JSON.parse(writer.write(value))).toEqual({ a: 1, b: '{"a":2,"b":"inner"}' });
  });

  it('hold every whole number', () => {
    const writer = jsonWriter(Types.LIST(Types.LONG({ as: 'canonical' })));
    const edges = [
      0, -1, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 1_000_000_001, -2_147_483_648, 9_007_199_254_740_991,
    ];
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.constantFrom(...edges), fc.maxSafeInteger(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n })),
        ),
        (values) => {
          expect(writer.write(values)).toBe(`[${values.join(',')}]`);
        },
      ),
    );
  });
});
