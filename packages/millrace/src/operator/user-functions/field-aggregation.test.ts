import { describe, expect, it } from 'vitest';
import { BigDecimal } from '../../model/big-decimal.js';
import { Instant } from '../../model/instant.js';
import { Row } from '../../model/row.js';
import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import { extremeBy, extremeOf, sumOf } from './field-aggregation.js';

const long = Types.LONG({ as: 'canonical' });
const untyped = Types.PICKLED_BYTE_ARRAY();
const decimal = (text: string) => BigDecimal.of(text);

describe('a sum', () => {
  it.each<[string, TypeInformation<unknown>, unknown, unknown, unknown]>([
    ['INT', Types.INT(), 2_147_483_000, -5, 2_147_482_995],
    ['LONG', Types.LONG(), 2, -3, -1],
    ['LONG goes on beyond 2^53', long, Number.MAX_SAFE_INTEGER, 2, 9_007_199_254_740_993n],
    ['LONG comes back below 2^53', long, 9_007_199_254_740_993n, -2, 9_007_199_254_740_991],
    ['LONG as bigint', Types.LONG({ as: 'bigint' }), 1n, 2n, 3n],
    [
      'FLOAT is rounded to 32 bits',
      Types.FLOAT(),
      Math.fround(0.1),
      Math.fround(0.2),
      Math.fround(Math.fround(0.1) + Math.fround(0.2)),
    ],
    ['DOUBLE', Types.DOUBLE(), 0.1, 0.2, 0.1 + 0.2],
    ['BIG_INT', Types.BIG_INT(), 2n ** 80n, 1n, 2n ** 80n + 1n],
    ['DECIMAL', Types.DECIMAL(38, 2), Number.MAX_SAFE_INTEGER, 1, 9_007_199_254_740_992n],
    ['BIG_DEC takes the larger scale', Types.BIG_DEC(), decimal('1.5'), decimal('2.25'), decimal('3.75')],
    ['untyped numbers', untyped, 1.5, 2, 3.5],
    ['untyped bigints', untyped, 1n, 2n, 3n],
    ['untyped decimals', untyped, decimal('1'), decimal('0.5'), decimal('1.5')],
    ['NULLABLE', Types.NULLABLE(Types.INT()), 1, 2, 3],
  ])('of %s', (_what, type, left, right, sum) => {
    expect(sumOf(type, 0)(left, right)).toEqual(sum);
  });

  it('is put into a copy of the first record', () => {
    const first = Object.freeze({ name: 'a', count: 1 });
    const type = Types.OBJECT({ name: Types.STRING(), count: Types.INT() });
    expect(sumOf(type, 'count')(first, { name: 'b', count: 2 })).toEqual({ name: 'a', count: 3 });
  });

  it('refuses a LONG that its form cannot hold', () => {
    expect(() => sumOf(Types.LONG(), 0)(Number.MAX_SAFE_INTEGER, 1)).toThrow(
      expect.objectContaining({ code: 'TYPE_LONG_UNSAFE' }),
    );
    for (const type of [long, Types.LONG({ as: 'bigint' })]) {
      expect(() => sumOf(type as typeof long, 0)(9_223_372_036_854_775_807n, 1n)).toThrow(
        expect.objectContaining({ code: 'TYPE_MISMATCH', message: expect.stringContaining('The sum must be Long') }),
      );
    }
  });

  it.each<[string, TypeInformation<unknown>, unknown, RegExp]>([
    ['a text', Types.STRING(), 0, /sum needs numbers; at 0 there is String/],
    ['a field that is a text', Types.TUPLE([Types.STRING()]), 0, /at 0 there is String/],
    ['no position', Types.INT(), undefined, /takes the position or the name/],
    ['a function', Types.INT(), () => 0, /takes the position or the name/],
    ['another position than 0 of one value', Types.INT(), 1, /Integer has no field 1/],
  ])('refuses %s where it is asked for', (_what, type, position, message) => {
    expect(() => sumOf(type, position)).toThrow(message);
  });

  it.each<[string, unknown, unknown, RegExp]>([
    ['null', { count: null }, { count: 1 }, /sum needs values; of 'count' there is null and 1/],
    ['two texts', { count: 'a' }, { count: 'b' }, /of 'count' there is "a" and "b"/],
    ['a number and a bigint', { count: 1 }, { count: 1n }, /there is 1 and 1n/],
  ])('refuses %s in records without a type', (_what, left, right, message) => {
    expect(() => sumOf(untyped, 'count')(left, right)).toThrow(message);
  });
});

describe('the least and the greatest', () => {
  it.each<[string, TypeInformation<unknown>, unknown, unknown]>([
    ['INT', Types.INT(), -1, 1],
    ['LONG, number and bigint alike', long, 5, 9_007_199_254_740_993n],
    ['LONG below 0', long, -9_007_199_254_740_993n, 5],
    ['DOUBLE: −0 is before 0', Types.DOUBLE(), -0, 0],
    ['DOUBLE: NaN is the last', Types.DOUBLE(), Number.POSITIVE_INFINITY, Number.NaN],
    ['STRING, by code unit', Types.STRING(), 'Z', 'a'],
    ['BOOLEAN', Types.BOOLEAN(), false, true],
    ['DECIMAL', Types.DECIMAL(5, 2), 100, 101],
    ['BIG_DEC, whatever the scale', Types.BIG_DEC(), decimal('2.0'), decimal('10')],
    ['SQL_DATE', Types.SQL_DATE(), 1, 2],
    ['INSTANT', Types.INSTANT(), new Instant(1, 5), new Instant(1, 6)],
    ['CHAR', Types.CHAR(), 'a', 'b'],
    ['untyped numbers', untyped, 1, 1.5],
    ['untyped bigint and number', untyped, 1n, 2],
    ['untyped dates', untyped, new Date(1), new Date(2)],
    ['untyped moments', untyped, new Instant(1), new Instant(2)],
    ['untyped decimals', untyped, decimal('1'), decimal('2')],
    ['untyped booleans', untyped, false, true],
    ['OPTIONAL', Types.OPTIONAL(Types.INT()), 1, 2],
  ])('of %s', (_what, type, less, more) => {
    for (const [left, right] of [
      [less, more],
      [more, less],
    ]) {
      expect(extremeOf(type, 0, 'min')(left, right)).toBe(less);
      expect(extremeOf(type, 0, 'max')(left, right)).toBe(more);
      expect(extremeBy(type, 0, 'minBy')(left, right)).toBe(less);
      expect(extremeBy(type, 0, 'maxBy')(left, right)).toBe(more);
    }
  });

  it('min and max change one field of the first record, minBy and maxBy choose a whole one', () => {
    const type = Types.ROW_NAMED(['name', 'price'], [Types.STRING(), Types.INT()]);
    const [dear, cheap] = [Row.named({ name: 'dear', price: 9 }), Row.named({ name: 'cheap', price: 1 })];
    const fields = (value: unknown) => (value as Row).toArray();
    expect(fields(extremeOf(type, 'price', 'min')(dear, cheap))).toEqual(['dear', 1]);
    expect(fields(extremeOf(type, 'price', 'max')(cheap, dear))).toEqual(['cheap', 9]);
    expect(fields(extremeBy(type, 'price', 'minBy')(dear, cheap))).toEqual(['cheap', 1]);
    expect(fields(extremeBy(type, 'price', 'maxBy')(cheap, dear))).toEqual(['dear', 9]);
    expect(dear.toArray()).toEqual(['dear', 9]);
  });

  it('of equals the first one stays', () => {
    const type = Types.TUPLE([Types.STRING(), Types.INT()]);
    for (const of of ['minBy', 'maxBy'] as const)
      expect(extremeBy(type, 1, of)(['first', 1], ['second', 1])).toEqual(['first', 1]);
  });

  it('may go by what a function gives', () => {
    const byLength = extremeBy(Types.STRING(), (value: string) => value.length, 'maxBy');
    expect(byLength('fig', 'banana')).toBe('banana');
    expect(() => extremeBy(Types.STRING(), () => ({}), 'maxBy')('a', 'b')).toThrow(
      /maxBy needs values with an order; of 'its function'/,
    );
  });

  it('refuses what has no order', () => {
    expect(() => extremeOf(Types.BYTES(), 0, 'min')).toThrow(/min needs values with an order; at 0 there is/);
    expect(() => extremeBy(Types.TUPLE([Types.MAP(Types.INT(), Types.INT())]), 0, 'maxBy')).toThrow(
      /maxBy needs values with an order/,
    );
    expect(() => extremeOf(untyped, 0, 'max')(1, 'a')).toThrow(/there is 1 and "a"/);
    expect(() => extremeBy(untyped, 'at', 'minBy')({ at: undefined }, { at: 1 })).toThrow(
      /needs values; of 'at' there is undefined and 1/,
    );
  });
});
