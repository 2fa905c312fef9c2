import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BigDecimal } from '../big-decimal.js';
import { DataReader } from '../data-reader.js';
import { DataWriter } from '../data-writer.js';
import { Instant } from '../instant.js';
import { buildRow, Row } from '../row.js';
import type { RowKind } from '../row-kind.js';
import type { TypeInformation, TypeSpec } from '../type-information.js';
import { Types } from '../types.js';
import { sameType, typeFromSpec } from './type-from-spec.js';

/** A type and arbitrary values of it, in any form that `check` takes. */
interface Case {
  readonly type: TypeInformation<unknown>;
  readonly values: fc.Arbitrary<unknown>;
}

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', '__proto__', 'toString', 'a\ud800', '\u0000', '\u2028', 'x'.repeat(200)),
);
const number = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1, 1e308),
);

const scalars: Case[] = [
  { type: Types.STRING(), values: text },
  { type: Types.CHAR(), values: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
  { type: Types.BOOLEAN(), values: fc.boolean() },
  { type: Types.BYTE(), values: fc.integer({ min: -128, max: 127 }) },
  { type: Types.SHORT(), values: fc.integer({ min: -32768, max: 32767 }) },
  { type: Types.INT(), values: fc.oneof(fc.integer(), fc.constant(-0)) },
  { type: Types.LONG(), values: fc.oneof(fc.maxSafeInteger(), fc.maxSafeInteger().map(BigInt), fc.constant(-0)) },
  { type: Types.LONG({ as: 'bigint' }), values: fc.oneof(fc.bigInt(INT64), fc.maxSafeInteger()) },
  { type: Types.LONG({ as: 'canonical' }), values: fc.oneof(fc.bigInt(INT64), fc.maxSafeInteger()) },
  { type: Types.FLOAT(), values: fc.oneof(fc.float(), fc.constantFrom(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY)) },
  { type: Types.DOUBLE(), values: number },
  { type: Types.BIG_INT(), values: fc.oneof(fc.bigInt(), fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n })) },
  {
    type: Types.BIG_DEC(),
    values: fc.tuple(fc.bigInt(), fc.integer({ min: -20, max: 20 })).map(([u, s]) => new BigDecimal(u, s)),
  },
  {
    type: Types.DECIMAL(38, 10),
    values: fc.oneof(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.maxSafeInteger()),
  },
  { type: Types.DECIMAL(5, 2), values: fc.integer({ min: -99999, max: 99999 }) },
  { type: Types.SQL_DATE(), values: fc.integer() },
  { type: Types.SQL_TIME(), values: fc.integer({ min: 0, max: 86_399_999 }) },
  { type: Types.SQL_TIMESTAMP(), values: fc.maxSafeInteger() },
  {
    type: Types.INSTANT(),
    values: fc.tuple(fc.maxSafeInteger(), fc.nat(999_999_999)).map(([s, n]) => new Instant(s, n)),
  },
  { type: Types.BYTES(), values: fc.uint8Array() },
  { type: Types.PICKLED_BYTE_ARRAY(), values: fc.oneof(fc.anything(), number, text, fc.bigInt()) },
];

function composite(inner: Case, other: Case): Case[] {
  const { type, values } = inner;
  const fields = {
    id: type,
    toString: other.type,
    'two words\u2028"': Types.OPTIONAL(type),
    n: Types.NULLABLE(other.type),
  };
  const kind = fc.nat(3).map((k) => k as RowKind);
  const orNull = fc.option(values, { freq: 4 });
  return [
    { type: Types.LIST(type), values: fc.array(values, { maxLength: 5 }) },
    { type: Types.OBJECT_ARRAY(type), values: fc.array(orNull, { maxLength: 5 }) },
    {
      type: Types.MAP(type, other.type),
      values: fc.array(fc.tuple(values, other.values), { maxLength: 5 }).map((e) => new Map(e)),
    },
    { type: Types.NULLABLE(type), values: orNull },
    { type: Types.TUPLE([type, other.type]), values: fc.tuple(values, other.values) },
    {
      type: Types.ROW([type, other.type, type]),
      values: fc.tuple(orNull, orNull2(other), orNull, kind).map(([a, b, c, k]) => buildRow([a, b, c], undefined, k)),
    },
    {
      type: Types.ROW_NAMED(['a', 'b'], [type, other.type], { nullable: false }),
      values: fc.tuple(values, other.values).map(([a, b]) => Row.named({ b, a })),
    },
    {
      type: Types.OBJECT(fields),
      values: fc
        .record(
          { id: values, toString: other.values, 'two words\u2028"': values, n: orNull2(other), more: fc.anything() },
          { requiredKeys: ['id', 'toString', 'n'] },
        )
        .map((o) => ({ ...o })),
    },
  ];
}

function orNull2(other: Case): fc.Arbitrary<unknown> {
  return fc.option(other.values, { freq: 4 });
}

const pairs = scalars.map((scalar, i) => composite(scalar, scalars[(i * 7 + 3) % scalars.length] as Case));
const nested = composite(pairs[6]?.[7] as Case, pairs[0]?.[5] as Case);
const cases = [...scalars, ...pairs.flat(), ...nested];

function bytesOf(type: TypeInformation<unknown>, value: unknown): Uint8Array {
  const out = new DataWriter(4);
  type.codec.write(value, out);
  return out.toBytes();
}

function sharesAnything(a: unknown, b: unknown, seen = new Set<unknown>()): boolean {
  if (typeof a !== 'object' || a === null || seen.has(a)) return false;
  if (a instanceof Instant || a instanceof BigDecimal) return false;
  seen.add(a);
  if (a === b) return true;
  const parts = (value: object): unknown[] =>
    value instanceof Map || value instanceof Set
      ? [...value].flat()
      : value instanceof Row
        ? value.toArray()
        : ArrayBuffer.isView(value)
          ? [value.buffer]
          : Object.values(value);
  if (typeof b !== 'object' || b === null) return false;
  const others = parts(b);
  return parts(a).some((part, i) => sharesAnything(part, others[i], seen));
}

const numRuns = 40;

describe.each(cases.map((one) => [String(one.type).slice(0, 70), one] as const))(
  'the codec of %s',
  (_name, { type, values }) => {
    const rebuilt = typeFromSpec(JSON.parse(JSON.stringify(type.spec)) as TypeSpec);
    const checked = values.map((value) => type.codec.check(value, 'value'));

    it('reads back what it wrote, also when rebuilt from its JSON form', () => {
      expect(sameType(rebuilt, type)).toBe(true);
      fc.assert(
        fc.property(checked, (value) => {
          const input = new DataReader(bytesOf(type, value));
          expect(rebuilt.codec.read(input)).toEqual(value);
          expect(input.remaining).toBe(0);
        }),
        { numRuns },
      );
    });

    it('leaves a checked value alone, and knows that it fits', () => {
      fc.assert(
        fc.property(checked, (value) => {
          expect(type.codec.check(value, 'value')).toEqual(value);
          if (type.codec.immutable) expect(type.codec.fits?.(value)).toBe(true);
        }),
        { numRuns },
      );
    });

    it('copies without sharing anything', () => {
      fc.assert(
        fc.property(checked, (value) => {
          const copied = type.codec.copy(value);
          expect(copied).toEqual(value);
          expect(sharesAnything(value, copied)).toBe(false);
          expect(bytesOf(type, copied)).toEqual(bytesOf(type, value));
        }),
        { numRuns },
      );
    });

    it('comes back from the places of an array, if it has such a form, and fits there exactly when it is of the type', () => {
      const { slots } = type.codec;
      if (slots === undefined) return;
      fc.assert(
        fc.property(checked, fc.nat(3), fc.anything(), (value, at, other) => {
          const places = new Array<unknown>(at + slots.count + 2).fill('before');
          expect(slots.fits(value)).toBe(true);
          slots.put(value, places, at);
          expect(places[at]).not.toBe(undefined);
          expect(slots.take(places, at)).toEqual(value);
          expect(
            [places.slice(0, at), places.slice(at + slots.count)].flat().every((place) => place === 'before'),
          ).toBe(true);
          if (slots.fits(other)) expect(type.codec.check(other, 'value')).toBeDefined();
        }),
        { numRuns },
      );
    });

    it('gives equal bytes exactly to values with equal tokens', () => {
      const isKey = (token: unknown): string => `${typeof token} ${Object.is(token, -0) ? 0 : String(token)}`;
      fc.assert(
        fc.property(checked, checked, (a, b) => {
          const sameBytes = Buffer.compare(bytesOf(type, a), bytesOf(type, b)) === 0;
          expect(isKey(type.codec.token(a)) === isKey(type.codec.token(b))).toBe(sameBytes);
          expect(isKey(type.codec.token(a))).toBe(isKey(type.codec.token(type.codec.copy(a))));
        }),
        { numRuns },
      );
    });

    it('meets damaged bytes with an error of its own', () => {
      fc.assert(
        fc.property(checked, fc.nat(), fc.nat(255), (value, at, byte) => {
          const bytes = bytesOf(type, value);
          bytes[at % Math.max(1, bytes.length)] = byte;
          for (const damaged of [bytes, bytes.subarray(0, at % (bytes.length + 1))]) {
            try {
              type.codec.read(new DataReader(damaged));
            } catch (error) {
              expect(['DATA_CORRUPT', 'TYPE_LONG_UNSAFE']).toContain((error as { code?: string }).code);
            }
          }
        }),
        { numRuns },
      );
    });
  },
);
