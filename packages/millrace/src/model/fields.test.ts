import { describe, expect, it } from 'vitest';
import { Row } from './row.js';
import { RowKind } from './row-kind.js';
import type { TypeInformation } from './type-information.js';
import { Types } from './types.js';

const named = Types.ROW_NAMED(['id', 'name'], [Types.INT(), Types.STRING()]);
const row = Row.named({ id: 1, name: 'fig' });
row.setRowKind(RowKind.DELETE);
const untyped = Types.PICKLED_BYTE_ARRAY();

describe('a field', () => {
  it.each<[string, TypeInformation<unknown>, unknown, number | string, unknown, unknown, unknown]>([
    ['of a tuple by position', Types.TUPLE([Types.INT(), Types.STRING()]), [1, 'a'], 1, 'a', 'b', [1, 'b']],
    ['of a tuple by name', Types.TUPLE([Types.INT(), Types.STRING()]), [1, 'a'], 'f1', 'a', 'b', [1, 'b']],
    ['of a row by position', named, row, 0, 1, 2, Row.named({ id: 2, name: 'fig' })],
    ['of a row by name', named, row, 'name', 'fig', 'kiwi', Row.named({ id: 1, name: 'kiwi' })],
    ['of a row without names', Types.ROW([Types.INT()]), Row.of(1), 'f0', 1, 2, Row.of(2)],
    ['of an object', Types.OBJECT({ id: Types.INT() }), { id: 1 }, 'id', 1, 2, { id: 2 }],
    [
      'of an object, absent',
      Types.OBJECT({ toString: Types.OPTIONAL(Types.INT()) }),
      {},
      'toString',
      undefined,
      2,
      { toString: 2 },
    ],
    ['of a list', Types.LIST(Types.INT()), [1, 2], 1, 2, 3, [1, 3]],
    ['of an array that holds null', Types.BASIC_ARRAY(Types.INT()), [null, 2], 0, null, 1, [1, 2]],
    ['of an untyped array', untyped, [1, 2], 1, 2, 3, [1, 3]],
    ['of an untyped row by name', untyped, row, 'id', 1, 2, Row.named({ id: 2, name: 'fig' })],
    ['of an untyped row by position', untyped, row, 1, 'fig', 'kiwi', Row.named({ id: 1, name: 'kiwi' })],
    ['of an untyped object', untyped, { id: 1, more: 2 }, 'id', 1, 5, { id: 5, more: 2 }],
    ['of an untyped number', untyped, 7, 0, 7, 8, 8],
  ])('%s is read, and replaced in a copy', (_what, type, value, position, before, after, replaced) => {
    const field = type.fields?.at(position);
    expect(field?.get(value)).toEqual(before);
    const copy = field?.with(value, after);
    expect(copy instanceof Row ? copy.toArray() : copy).toEqual(
      replaced instanceof Row ? replaced.toArray() : replaced,
    );
    expect(field?.get(value)).toEqual(before);
  });

  it('of a row is replaced in a row of the same kind and names', () => {
    for (const type of [named as TypeInformation<unknown>, untyped]) {
      const copy = type.fields?.at('id').with(row, 2) as Row;
      expect([copy.getRowKind(), copy.getFieldNames()]).toEqual([RowKind.DELETE, ['id', 'name']]);
    }
  });

  it.each<[string, TypeInformation<unknown>, unknown, number | string, RegExp]>([
    ['a tuple', Types.TUPLE([Types.INT()]), [1], 1, /Tuple1<Integer> has no field 1\. Its fields are f0\./],
    ['a misspelt name', named, row, 'nane', /no field 'nane'\. Did you mean 'name'/],
    ['an object by position', Types.OBJECT({ id: Types.INT() }), { id: 1 }, 0, /no field 0\. Its fields are id\./],
    ['a list by name', Types.LIST(Types.INT()), [1], 'f0', /no field 'f0'/],
    ['a list before its beginning', Types.LIST(Types.INT()), [1], -1, /no field -1/],
    ['an untyped object', untyped, { id: 1 }, 'di', /The record has no field 'di'\. Did you mean 'id'/],
    ['an untyped object by what it inherits', untyped, {}, 'toString', /no field 'toString'/],
    ['an untyped array beyond its end', untyped, [1], 1, /no field 1\. Its fields are 0 to 0\./],
    ['an untyped row', untyped, row, 'price', /The row has no field 'price'/],
    ['an untyped row without names', untyped, Row.of(1), 'id', /The row has no field 'id'/],
    ['an untyped text', untyped, 'fig', 1, /"fig" has no field 1\. It is one value: say 0\./],
  ])('that there is not: %s', (_what, type, value, position, message) => {
    const read = () => type.fields?.at(position).get(value);
    expect(read).toThrow(expect.objectContaining({ code: 'TYPE_NO_FIELD' }));
    try {
      read();
    } catch (error) {
      const { message: text, hint } = error as { message: string; hint: string };
      expect(`${text} ${hint}`).toMatch(message);
    }
  });
});

describe('a projection', () => {
  it.each<[string, TypeInformation<unknown>, unknown, (number | string)[], string, unknown]>([
    [
      'of a tuple',
      Types.TUPLE([Types.INT(), Types.STRING()]),
      [1, 'a'],
      [1, 0, 1],
      'Tuple3<String, Integer, String>',
      ['a', 1, 'a'],
    ],
    [
      'of an object',
      Types.OBJECT({ id: Types.INT(), name: Types.STRING() }),
      { id: 1, name: 'a' },
      ['name'],
      'Object(name: String)',
      { name: 'a' },
    ],
    ['of an untyped array', untyped, [1, 'a', 2], [2, 0], 'PickledByteArrayTypeInfo', [2, 1]],
    ['of an untyped object', untyped, { id: 1, name: 'a' }, ['name'], 'PickledByteArrayTypeInfo', { name: 'a' }],
  ])('%s', (_what, type, value, positions, name, picked) => {
    const projection = type.fields?.project?.(positions);
    expect(String(projection?.type)).toBe(name);
    expect(projection?.pick(value)).toEqual(picked);
  });

  it('of rows keeps kind and names', () => {
    for (const type of [named as TypeInformation<unknown>, untyped]) {
      const picked = type.fields?.project?.(['name']).pick(row) as Row;
      expect([picked.toArray(), picked.getFieldNames(), picked.getRowKind()]).toEqual([
        ['fig'],
        ['name'],
        RowKind.DELETE,
      ]);
    }
    expect(String(named.fields?.project?.([1]).type)).toBe('Row(name: String)');
    const unnamed = Types.ROW([Types.INT(), Types.STRING()]).fields?.project?.([1, 1]);
    expect(String(unnamed?.type)).toBe('Row(f0: String, f1: String)');
    expect(String(untyped.fields?.project?.([0]).pick(Row.of(1, 2)))).toBe('+I[1]');
  });

  it('refuses to give one row two fields of a name', () => {
    expect(() => named.fields?.project?.(['id', 'id'])).toThrow(/two fields named 'id'/);
  });
});
