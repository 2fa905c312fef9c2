import { expect, test } from 'vitest';
import { describeWithShared } from '../../../../tools/requirements.js';
import { corpusReader } from './corpus.test-support.js';

/** What is said here of the corpus was written from the statements, not from the parser's answer. */
describeWithShared('queries and statements of the corpus, by hand', (shared) => {
  const { query, read, select } = corpusReader(shared);

  test('GROUPING SETS, CUBE, ROLLUP', () => {
    expect(select('GROUPING SETS').groupBy?.elements).toMatchObject([
      { kind: 'grouping-sets', elements: [{ kind: 'row' }, { kind: 'column' }, { kind: 'empty-group' }] },
      { kind: 'cube', elements: [{}, {}] },
      { kind: 'rollup', elements: [{ kind: 'column' }, { kind: 'row' }] },
    ]);
  });

  test('OVER windows and a named window', () => {
    const { items: list, windows } = select('OVER windows');
    expect(list).toMatchObject([
      {
        expression: {
          over: {
            frame: {
              unit: 'RANGE',
              start: { kind: 'preceding', value: { kind: 'interval' } },
              end: { kind: 'current-row' },
            },
          },
        },
      },
      { expression: { over: { frame: { unit: 'ROWS', start: { value: { text: '10' } } } } } },
      { expression: { over: { partitionBy: [], frame: { start: { kind: 'unbounded-preceding' }, end: undefined } } } },
      { expression: { nulls: 'IGNORE', over: { kind: 'name', value: 'w' } } },
      { expression: { over: { kind: 'window', base: { value: 'w' } } } },
    ]);
    expect(windows).toMatchObject([
      { name: { value: 'w' }, window: { orderBy: [{ nulls: 'LAST', descending: false }] } },
    ]);
  });

  test('aggregates with FILTER, DISTINCT, WITHIN GROUP', () => {
    expect(select('FILTER, DISTINCT').items.slice(0, 4)).toMatchObject([
      { expression: { arguments: [{ kind: 'star' }], filter: { operator: 'AND' } } },
      { expression: { quantifier: 'DISTINCT', arguments: [{}, {}] } },
      { expression: { quantifier: 'DISTINCT', orderPlace: 'within-group', orderBy: [{ descending: true }] } },
      { expression: { quantifier: 'DISTINCT', nulls: 'RESPECT' } },
    ]);
  });

  test('set operations: INTERSECT first, ORDER BY over all, WITH around all', () => {
    expect(query('CTE with column list')).toMatchObject({
      kind: 'with-query',
      tables: [
        { name: { value: 'a' }, columns: [{ value: 'x' }, { value: 'y' }] },
        { name: { value: 'b' }, columns: [] },
      ],
      query: {
        kind: 'ordered-query',
        limit: { text: '10' },
        offset: { text: '5' },
        orderBy: [
          { descending: true, nulls: 'FIRST' },
          { descending: false, nulls: undefined },
        ],
        query: { operator: 'EXCEPT', all: false, inputs: [{ operator: 'INTERSECT' }, { kind: 'values' }] },
      },
    });
  });

  test('deduplication and QUALIFY', () => {
    expect(select('deduplication')).toMatchObject({ from: { kind: 'derived-table' }, where: { operator: '=' } });
    expect(select('QUALIFY')).toMatchObject({
      where: undefined,
      qualify: { operator: '=', left: { kind: 'call', over: { partitionBy: [{}] } } },
    });
  });

  test('MATCH_RECOGNIZE', () => {
    const { from } = select('MATCH_RECOGNIZE with quantifiers');
    const repeat = (from: number, to: number | undefined, reluctant = false) => ({
      kind: 'pattern-repeat',
      from,
      to,
      reluctant,
    });
    expect(from).toMatchObject({
      alias: { value: 'T' },
      input: {
        partitionBy: [{}],
        measures: [{}, { expression: { kind: 'call', arguments: [{}, { text: '1' }] } }, {}, {}],
        rowsPerMatch: 'ONE',
        afterMatch: { kind: 'skip-to-last', variable: { value: 'B' } },
        pattern: {
          kind: 'pattern-sequence',
          parts: [
            { kind: 'pattern-variable' },
            repeat(1, undefined, true),
            repeat(2, 4),
            repeat(0, undefined),
            repeat(0, 1),
          ],
        },
        within: { text: '1', qualifier: { from: 'HOUR' } },
        definitions: [{ variable: { value: 'B' }, condition: { operator: 'AND' } }, {}, { condition: { value: true } }],
      },
    });
  });

  test('patterns: anchors, alternation, exclusion, permutation', () => {
    expect(select('pattern alternation').from).toMatchObject({
      fromStart: true,
      toEnd: true,
      rowsPerMatch: 'ALL',
      afterMatch: { kind: 'skip-past-last-row' },
      subsets: [{ name: { value: 'U' }, variables: [{}, {}] }],
      measures: [{ expression: { operator: 'FINAL', operand: { kind: 'call' } } }, {}, {}],
      pattern: {
        parts: [
          { from: 1, pattern: { kind: 'pattern-alternation', branches: [{}, {}] } },
          { kind: 'pattern-exclusion', pattern: { name: { value: 'C' } } },
          { from: 3, to: 3, pattern: { kind: 'pattern-sequence' } },
          { kind: 'pattern-permutation', parts: [{}, {}] },
        ],
      },
    });
  });

  test('CREATE TABLE: every sort of column, watermark, key', () => {
    const created = read('columns: physical');
    if (created.kind !== 'create-table') throw new Error('no table');
    expect(created.elements.map(({ kind }) => kind)).toEqual([
      'physical-column', 'physical-column', 'physical-column', 'physical-column', 'metadata-column', 'metadata-column',
      'physical-column', 'computed-column', 'computed-column', 'watermark', 'constraint',
    ]); // biome-ignore format: one list
    expect(created.elements[4]).toMatchObject({ from: { value: 'timestamp' }, virtual: false });
    expect(created.elements[5]).toMatchObject({ from: undefined, virtual: true });
    expect(created).toMatchObject({
      ifNotExists: true,
      partitionedBy: [{ value: 'currency' }],
      comment: { value: 'orders topic' },
    });
    expect(created.options[1]?.value.value).toBe("orders;with--odd'chars");
  });

  test('LIKE, and CTAS with a key and a distribution', () => {
    expect(read('LIKE with options')).toMatchObject({
      like: { options: ['ALL', 'GENERATED', 'OPTIONS', 'CONSTRAINTS'].map((feature) => ({ feature })) },
    });
    expect(read('CTAS with column list')).toMatchObject({
      distribution: { algorithm: 'HASH', buckets: 4 },
      elements: [{ kind: 'constraint', enforced: false }],
      as: { kind: 'with-query' },
    });
  });

  test('ALTER TABLE ADD', () => {
    expect(read('ALTER TABLE ADD columns')).toMatchObject({
      change: {
        kind: 'add-elements',
        elements: [
          { place: { kind: 'first' } },
          { place: { kind: 'after' } },
          { element: { kind: 'constraint' } },
          { element: { kind: 'watermark' } },
        ],
      },
    });
  });

  test('statement sets, explained and compiled', () => {
    expect(read('EXECUTE STATEMENT SET')).toMatchObject({
      kind: 'statement-set',
      inserts: [{ kind: 'insert' }, { kind: 'insert' }],
    });
    expect(read('EXPLAIN STATEMENT SET')).toMatchObject({ kind: 'explain', statement: { kind: 'statement-set' } });
    expect(read('COMPILE AND EXECUTE')).toMatchObject({
      kind: 'compile-plan',
      execute: true,
      statement: { kind: 'statement-set' },
    });
  });

  test('INSERT OVERWRITE with a partition', () => {
    expect(read('INSERT OVERWRITE')).toMatchObject({
      mode: 'OVERWRITE',
      partition: { entries: [{ value: { value: '2024-01-01' } }, { value: { text: '3' } }] },
      columns: [{ names: [{ value: 'a' }] }, { names: [{ value: 'b' }] }],
    });
  });
});
