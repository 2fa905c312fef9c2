import { expect, test } from 'vitest';
import { describeWithShared } from '../../../../tools/requirements.js';
import { corpusReader } from './corpus.test-support.js';

/** What is said here of the corpus was written from the statements, not from the parser's answer. */
describeWithShared('tables and joins of the corpus, by hand', (shared) => {
  const { read, select } = corpusReader(shared);

  test('joins associate to the left, a comma too', () => {
    const { from, hints } = select('state TTL hint');
    expect(hints).toMatchObject([
      { name: { value: 'STATE_TTL' }, arguments: [{ kind: 'hint-option' }, { kind: 'hint-option' }] },
    ]);
    expect(from).toMatchObject({
      type: 'COMMA',
      left: {
        type: 'CROSS',
        left: { type: 'LEFT', using: [{ value: 'k1' }, { value: 'k2' }], left: { type: 'INNER', natural: true } },
      },
      right: { kind: 'named-table' },
    });
  });

  test('joins in parentheses keep their place', () => {
    expect(select('parenthesised joins').from).toMatchObject({
      type: 'INNER',
      left: { type: 'INNER', left: { kind: 'named-table' }, right: { kind: 'join', type: 'LEFT' } },
      right: { alias: { value: 'd' }, input: { query: { operator: 'UNION', all: true, inputs: [{}, {}] } } },
    });
  });

  test('temporal join', () => {
    expect(select('temporal join').from).toMatchObject({
      type: 'LEFT',
      right: {
        kind: 'aliased-table',
        alias: { value: 'r' },
        input: { asOf: { kind: 'column', names: [{ value: 'o' }, { value: 'order_time' }] } },
      },
    });
  });

  test('lookup join: two hints, one with options, one with a table', () => {
    expect(select('lookup join').hints).toMatchObject([
      { name: { value: 'LOOKUP' }, arguments: [{ value: { value: 'customers' } }, {}, {}] },
      { name: { value: 'BROADCAST' }, arguments: [{ kind: 'name', value: 'c' }] },
    ]);
  });

  test('hints on a sink and on a source', () => {
    expect(read('INSERT with hint')).toMatchObject({
      hints: [{ arguments: [{ key: { value: 'sink.parallelism' } }, { key: { value: 'x' } }] }],
      query: { from: { alias: { value: 's' }, input: { hints: [{ name: { value: 'OPTIONS' } }] } } },
    });
  });

  test('LATERAL of functions and queries', () => {
    expect(select('LATERAL TABLE').from).toMatchObject({
      type: 'COMMA',
      left: {
        type: 'LEFT',
        on: { value: true },
        right: { columns: [{ value: 'w' }, { value: 'length' }], input: { kind: 'table-function', lateral: true } },
      },
      right: { alias: { value: 'L' }, input: { kind: 'derived-table', lateral: true } },
    });
  });

  test('UNNEST WITH ORDINALITY', () => {
    expect(select('UNNEST WITH').from).toMatchObject({
      type: 'LEFT',
      left: {
        type: 'CROSS',
        right: { input: { kind: 'unnest', ordinality: true }, columns: [{}, {}, { value: 'pos' }] },
      },
      right: { input: { arguments: [{ kind: 'array', elements: [{ explicit: true }, { explicit: true }] }] } },
    });
  });

  test('TUMBLE in TABLE()', () => {
    expect(select('TUMBLE TVF in').from).toMatchObject({
      kind: 'table-function',
      call: {
        arguments: [
          { kind: 'table-argument', table: { kind: 'table-name' } },
          { kind: 'descriptor' },
          { kind: 'interval', text: '10' },
        ],
      },
    });
  });

  test('SESSION with PARTITION BY', () => {
    expect(select('SESSION with').from).toMatchObject({
      call: {
        arguments: [{ partitionBy: [{ names: [{ value: 'user_id' }] }, { names: [{ value: 'device' }] }] }, {}, {}],
      },
    });
  });

  test('HOP with named arguments, and grouping sets', () => {
    const { from, groupBy } = select('HOP with named');
    const named = (name: string, kind: string) => ({ kind: 'named-argument', name: { value: name }, value: { kind } });
    expect(from).toMatchObject({
      call: {
        arguments: [
          named('DATA', 'table-argument'),
          named('TIMECOL', 'descriptor'),
          named('SLIDE', 'interval'),
          named('SIZE', 'interval'),
        ],
      },
    });
    expect(groupBy?.elements).toMatchObject([
      {},
      {},
      { kind: 'grouping-sets', elements: [{ kind: 'column' }, { kind: 'row' }, { kind: 'empty-group' }] },
    ]);
  });

  test('window join: two sub-queries with ON of three', () => {
    expect(select('window TVF over a sub-query').from).toMatchObject({
      type: 'FULL',
      left: {
        alias: { value: 'l' },
        input: { query: { from: { call: { arguments: [{ kind: 'subquery' }, {}, {}] } } } },
      },
      on: { operator: 'AND', operands: [{}, {}, {}] },
    });
  });

  test('process table function', () => {
    expect(select('process table function').from).toMatchObject({
      call: {
        arguments: [
          { value: { partitionBy: [{}], orderBy: [{ descending: false }] } },
          { value: { partitionBy: [{}], orderBy: [] } },
          {},
          {},
          {},
        ],
      },
    });
  });
});
