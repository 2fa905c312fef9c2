import { describe, expect, it } from 'vitest';
import { Row } from './row.js';
import { isRowKind, RowKind, rowKindFromShortString, rowKindShortString } from './row-kind.js';

describe('Row', () => {
  it('gives and takes fields by position and by name', () => {
    const row = Row.named({ id: 1, name: 'apple' });
    row.set(0, 2);
    row.setField('name', 'fig');
    expect([row.get(0), row.getField('name'), row.getField(1), row.length]).toEqual([2, 'fig', 'fig', 2]);
    expect(row.getFieldsByNames(['name', 'id'])).toEqual(['fig', 2]);
    expect([...row]).toEqual([2, 'fig']);
  });

  it.each([
    ['a position beyond the end', (row: Row) => row.get(2)],
    ['a negative position', (row: Row) => row.get(-1)],
    ['half a position', (row: Row) => row.set(0.5, 1)],
    ['an unknown name', (row: Row) => row.getField('nome')],
  ])('refuses %s', (_name, use) => {
    expect(() => use(Row.named({ id: 1, name: 'a' }))).toThrow(expect.objectContaining({ code: 'ROW_NO_FIELD' }));
  });

  it('has a kind', () => {
    const row = Row.ofKind(RowKind.UPDATE_BEFORE, 1);
    expect([row.getRowKind(), String(row)]).toEqual([RowKind.UPDATE_BEFORE, '-U[1]']);
    row.setRowKind(RowKind.DELETE);
    expect(String(row)).toBe('-D[1]');
    expect(() => row.setRowKind(7 as RowKind)).toThrow(expect.objectContaining({ code: 'ROW_KIND_INVALID' }));
  });

  it('prints as Flink prints it', () => {
    const row = new Row(1, null, 'a', [1, null], new Map([['k', true]]), new Row(undefined));
    expect(String(row)).toBe('+I[1, null, a, [1, null], {k=true}, +I[null]]');
  });

  it('becomes an object by its names', () => {
    const inner = Row.named({ x: 1 });
    const row = Row.named({ a: inner, list: [inner], map: new Map([['k', inner]]) });
    expect(row.asDict()).toEqual({ a: inner, list: [inner], map: new Map([['k', inner]]) });
    expect(row.asDict(true)).toEqual({ a: { x: 1 }, list: [{ x: 1 }], map: new Map([['k', { x: 1 }]]) });
    expect(JSON.stringify([row.get(0), new Row(1, 'a')])).toBe('[{"x":1},[1,"a"]]');
    expect(() => new Row(1).asDict()).toThrow(expect.objectContaining({ code: 'ROW_NO_NAMES' }));
  });

  it('keeps a field named __proto__ as a field', () => {
    const row = new Row(1);
    row.setFieldNames(['__proto__']);
    expect(Object.entries(row.asDict())).toEqual([['__proto__', 1]]);
  });

  it('keeps the names that were set, whatever happens to the array', () => {
    const names = ['id'];
    const row = new Row(1);
    row.setFieldNames(names);
    names[0] = 'changed';
    expect(row.getFieldNames()).toEqual(['id']);
  });
});

describe('RowKind', () => {
  it('has the short forms and numbers of Flink', () => {
    const kinds = [RowKind.INSERT, RowKind.UPDATE_BEFORE, RowKind.UPDATE_AFTER, RowKind.DELETE] as const;
    expect(kinds).toEqual([0, 1, 2, 3]);
    expect(kinds.map(rowKindShortString)).toEqual(['+I', '-U', '+U', '-D']);
    expect(kinds.map((kind) => rowKindFromShortString(rowKindShortString(kind)))).toEqual(kinds);
    expect([rowKindFromShortString('+X'), isRowKind(4), isRowKind('0'), isRowKind(3)]).toEqual([
      undefined,
      false,
      false,
      true,
    ]);
  });
});
