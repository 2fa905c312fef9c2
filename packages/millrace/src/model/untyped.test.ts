import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BigDecimal } from './big-decimal.js';
import { DataReader } from './data-reader.js';
import { DataWriter } from './data-writer.js';
import { Instant } from './instant.js';
import { MillraceError } from './millrace-error.js';
import { Row } from './row.js';
import { RowKind } from './row-kind.js';
import { Types } from './types.js';

const { codec } = Types.PICKLED_BYTE_ARRAY();

function written(value: unknown): Uint8Array {
  const out = new DataWriter();
  codec.write(value, out);
  return out.toBytes();
}

const stored = (value: unknown): unknown => codec.read(new DataReader(written(value)));

function refusal(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof MillraceError) return [error.code, error.facts.path];
    throw error;
  }
}

/** Both ways a value can leave: they must agree. */
function leaves(value: unknown): unknown {
  const copied = codec.copy(value);
  const read = stored(value);
  expect(copied).toStrictEqual(read);
  return read;
}

const sparse = [1, 2, 3];
delete sparse[1];

describe('values without a type', () => {
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['minus zero', -0],
    ['NaN', Number.NaN],
    ['a safe integer', -9007199254740991],
    ['a large double', 2 ** 60],
    ['a huge bigint', -(3n ** 400n)],
    ['text with a lone surrogate', 'a\udc00b'],
    ['an invalid date', new Date(Number.NaN)],
    ['a date', new Date(1_700_000_000_123)],
    ['a map with object keys', new Map<unknown, unknown>([[{ a: 1 }, [1]], [Number.NaN, -0]])], // biome-ignore format: pairs
    ['a set', new Set([1, 'a', null])],
    ['a pattern', /a(b)\/c/giu],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['an own __proto__', JSON.parse('{"__proto__":{"polluted":true},"a":1}')],
    ['an ArrayBuffer', Uint8Array.of(1, 2, 3).buffer],
    ['floats', Float64Array.of(1, -0, Number.NaN)],
    ['64-bit integers', BigUint64Array.of(2n ** 64n - 1n)],
    ['a DataView', new DataView(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2)],
    ['an instant', new Instant(-5, 123)],
    ['a decimal', new BigDecimal(1250n, 2)],
    ['a deep mixture', { a: [{ b: new Map([['c', new Set([new Date(0)])]]) }], u: undefined }],
  ])('carry %s', (_name, value) => {
    expect(leaves(value)).toEqual(value);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('keep the own key __proto__ as a field', () => {
    const back = leaves(JSON.parse('{"__proto__":{"x":1}}')) as object;
    expect(Object.keys(back)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });

  it('read holes of an array as undefined', () => {
    const back = leaves(sparse) as unknown[];
    expect([back.length, 1 in back, back[1]]).toEqual([3, true, undefined]);
  });

  it('keep the name and the message of an error', () => {
    class PaymentError extends Error {
      override name = 'PaymentError';
    }
    const back = [new TypeError('t'), new PaymentError('p')].map((error) => stored(error) as Error);
    expect(back.map((error) => [error.name, error.message, error.constructor.name])).toEqual([
      ['TypeError', 't', 'TypeError'],
      ['PaymentError', 'p', 'Error'],
    ]);
    expect((codec.copy(new PaymentError('p')) as Error).name).toBe('PaymentError');
  });

  it('keep the kind and the names of a row', () => {
    const row = Row.ofKind(RowKind.DELETE, 1, ['a']);
    row.setFieldNames(['id', 'list']);
    const back = leaves(row) as Row;
    expect([String(back), back.getFieldNames(), back.getRowKind()]).toEqual([
      '-D[1, [a]]',
      ['id', 'list'],
      RowKind.DELETE,
    ]);
  });

  it('keep what is shared and what contains itself', () => {
    const shared = { n: 1 };
    const value: Record<string, unknown> = { a: shared, b: [shared], map: new Map(), row: new Row(shared) };
    value.self = value;
    (value.map as Map<unknown, unknown>).set('me', value);
    for (const back of [stored(value), codec.copy(value)] as Record<string, unknown>[]) {
      expect(back.self).toBe(back);
      expect((back.b as unknown[])[0]).toBe(back.a);
      expect((back.map as Map<string, unknown>).get('me')).toBe(back);
      expect((back.row as Row).get(0)).toBe(back.a);
      expect(back.a).not.toBe(shared);
    }
  });

  it('find what is shared among many objects', () => {
    const objects = Array.from({ length: 50 }, (_, i) => ({ i }));
    const value = [...objects, ...objects];
    for (const back of [stored(value), codec.copy(value)] as object[][]) {
      for (let i = 0; i < 50; i++) expect(back[i + 50]).toBe(back[i]);
      expect(new Set(back).size).toBe(50);
    }
  });

  it('take what a view shows and not the buffer behind it', () => {
    const buffer = Buffer.from('a string of Node comes from a pool');
    const back = leaves({ buffer }) as { buffer: Uint8Array };
    expect(back.buffer.buffer.byteLength).toBe(buffer.length);
    expect(back.buffer.constructor).toBe(Uint8Array);
  });

  it('read getters, and leave out symbols and what is not enumerable', () => {
    const value = { get a() { return 1; }, [Symbol('s')]: 2 }; // biome-ignore format: the getter is the point
    Object.defineProperty(value, 'hidden', { value: 3, enumerable: false });
    expect(leaves(value)).toEqual({ a: 1 });
  });

  it('are what structured clone makes of them', () => {
    const values = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true, maxDepth: 4 }); // biome-ignore format: one list
    fc.assert(
      fc.property(values, (value) => {
        expect(leaves(value)).toEqual(structuredClone(value));
      }),
      { numRuns: 500 },
    );
  });

  it('have equal bytes exactly when their tokens are equal', () => {
    const values = fc.oneof(
      fc.anything(),
      fc.constantFrom(0, -0, '0', '-0', '\u0000-0', '\u0000s', 0n, null, 'null', undefined),
    );
    fc.assert(
      fc.property(values, values, (a, b) => {
        const same = Buffer.compare(written(a), written(b)) === 0;
        expect(new Set([codec.token(a), codec.token(b)]).size === 1).toBe(same);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('values that cannot be carried', () => {
  class Item {
    price = 1;
  }
  class MyMap extends Map {}
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const transferred = new ArrayBuffer(8);
  structuredClone(transferred, { transfer: [transferred] });
  const thrower = { get a(): never { throw new Error('no'); } }; // biome-ignore format: the getter is the point

  it.each([
    ['a function', { items: [1, { f: () => 0 }] }, 'value.items[1].f'],
    ['a symbol', [Symbol('s')], 'value[0]'],
    ['a class instance', { 'two words': new Item() }, 'value["two words"]'],
    ['a subclass of Map', { m: new MyMap() }, 'value.m'],
    ['a WeakMap', { w: new WeakMap() }, 'value.w'],
    ['a promise', { p: Promise.resolve(1) }, 'value.p'],
    ['shared memory', { s: new SharedArrayBuffer(4) }, 'value.s'],
    ['a proxy of a Map', { m: new Proxy(new Map(), {}) }, 'value.m'],
    ['a revoked proxy', { p: revoked.proxy }, 'value.p'],
    ['what only claims to be a Date', { d: Object.create(Date.prototype) as Date }, 'value.d'],
    ['a boxed number', { n: Object(1) as number }, 'value.n'],
    ['a getter that throws', { o: thrower }, 'value.o.a'],
    ['a buffer that was transferred', { b: transferred }, 'value.b'],
    ['a function as a map value', new Map([['k', () => 0]]), 'value.k'],
    ['a nearly empty array', { a: Object.assign([], { 4000000000: 1 }) }, 'value.a'],
  ])('%s is refused by name, written or copied', (_name, value, path) => {
    expect(refusal(() => written(value))).toEqual(['TYPE_NOT_CLONEABLE', path]);
    expect(refusal(() => codec.copy(value))).toEqual(['TYPE_NOT_CLONEABLE', path]);
  });

  it.each([
    ['objects', (inner: unknown) => ({ inner })],
    ['arrays', (inner: unknown) => [inner]],
    ['maps', (inner: unknown) => new Map([[1, inner]])],
  ])('100,000 %s in one another are refused without exhausting the stack', (_name, wrap) => {
    let value: unknown = 1;
    for (let i = 0; i < 100_000; i++) value = wrap(value);
    for (const run of [() => written(value), () => codec.copy(value)]) {
      expect(run).toThrow(
        expect.objectContaining({ code: 'TYPE_NOT_CLONEABLE', message: expect.stringContaining('1000 levels') }),
      );
    }
  });

  it('as deep as allowed passes', () => {
    let value: unknown = 1;
    for (let i = 0; i < 1000; i++) value = [value];
    expect(JSON.stringify(leaves(value))).toBe(JSON.stringify(value));
  });

  it('leave nothing behind in the writer', () => {
    const out = new DataWriter();
    out.writeString('before');
    const before = out.toBytes();
    expect(() => codec.write({ a: 1, f: () => 0 }, out)).toThrow(MillraceError);
    expect(out.toBytes()).toEqual(before);
  });

  it('are refused at once by check when that can be seen', () => {
    expect(() => codec.check(() => 0, 'result')).toThrow(expect.objectContaining({ code: 'TYPE_NOT_CLONEABLE' }));
  });
});

describe('damaged untyped bytes', () => {
  it('are an error of our own, whatever they are', () => {
    const values = fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true });
    fc.assert(
      fc.property(values, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }), (value, flips) => {
        const bytes = written(value);
        for (const [at, byte] of flips) bytes[at % bytes.length] = byte;
        try {
          codec.read(new DataReader(bytes));
        } catch (error) {
          expect((error as MillraceError).code).toBe('DATA_CORRUPT');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('of another version are refused', () => {
    expect(() => codec.read(new DataReader(Uint8Array.of(9, 0)))).toThrow(
      expect.objectContaining({ code: 'DATA_CORRUPT' }),
    );
  });

  it('that are nested too deep are refused', () => {
    const bytes = new Uint8Array(200_002).fill(1);
    for (let i = 1; i < 200_001; i += 2) bytes[i] = 11;
    expect(() => codec.read(new DataReader(bytes))).toThrow(expect.objectContaining({ code: 'DATA_CORRUPT' }));
  });
});

describe('the untyped form', () => {
  it('never changes', () => {
    const value = [
      undefined,
      null,
      true,
      5,
      1.5,
      'ä',
      -1n,
      new Date(0),
      new Map([[1, 2]]),
      new Set(['s']),
      { a: null },
      /r/g,
    ];
    const hex = Buffer.from(written(value)).toString('hex');
    expect(hex).toBe(
      '010b0c00010304' + '0a053ff8000000000000' + '0602c3a4' + '0701ff' + '080000000000000000' + '09010402' + '0404' + '0a01060173' + '0c01016101' + '1101720167', // biome-ignore format: one part a value
    );
  });
});
