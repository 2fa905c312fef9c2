import { expect, test } from 'vitest';
import { describeWithShared } from '../../../../tools/requirements.js';
import { corpusReader } from './corpus.test-support.js';
import { treeText } from './tree-text.test-support.js';

/** What is said here of the corpus was written from the statements, not from the parser's answer. */
describeWithShared('expressions of the corpus, by hand', (shared) => {
  const { items, select } = corpusReader(shared);

  test('operators and precedence', () => {
    expect(items('operators and precedence').slice(0, 6)).toEqual([
      '(+ (- a) (|| (% (/ (* (+ b) c) d) e) f))',
      '(= (|| a b) c)',
      '(OR (AND (NOT (= a b)) c) d)',
      '(- 1 (- 1))',
      '(- (- 1))',
      '(call name:a.b.c arguments:[1 2])',
    ]);
  });

  test('predicates: one AND of twelve', () => {
    const where = select('predicates').where;
    if (where?.kind !== 'logical') throw new Error('no AND');
    expect(where.operator).toBe('AND');
    expect(where.operands.map(({ kind }) => kind)).toEqual([
      'like', 'like', 'like', 'binary', 'is', 'is', 'binary', 'binary', 'unary', 'in', 'binary', 'is',
    ]); // biome-ignore format: one list
    expect(where.operands[0]).toMatchObject({ operator: 'LIKE', negated: false, escape: { value: '!' } });
    expect(where.operands[1]).toMatchObject({ operator: 'LIKE', negated: true, pattern: { value: '%y' } });
    expect(where.operands[2]).toMatchObject({ operator: 'SIMILAR TO', pattern: { value: '(a|b)*' } });
    expect(where.operands[5]).toMatchObject({ test: 'UNKNOWN', negated: true });
    expect(where.operands[9]).toMatchObject({
      negated: true,
      among: { kind: 'list', items: [{ text: '1' }, { text: '2' }] },
    });
    expect(where.operands[10]).toMatchObject({
      operator: 'OVERLAPS',
      left: { kind: 'row', explicit: false },
      right: { kind: 'row' },
    });
  });

  test('dynamic parameters: AND before OR, BETWEEN takes its own AND', () => {
    expect(treeText(select('dynamic parameters').where)).toBe(
      '(OR (AND (= a (parameter index:0)) (between symmetric operand:b low:(parameter index:1) high:(parameter index:2)))' +
        ' (between negated operand:c low:1 high:2))',
    );
  });

  test('interval join: BETWEEN with arithmetic', () => {
    expect(treeText(select('interval join').where)).toBe(
      '(AND (= o.id s.order_id) (between operand:o.ts low:(- s.ts (interval text:4 qualifier:<HOUR>)) high:s.ts))',
    );
  });

  test('semi and anti joins: EXISTS, NOT IN, rows IN, ALL, ANY', () => {
    const where = select('semi/anti joins').where;
    if (where?.kind !== 'logical') throw new Error('no AND');
    const among = { kind: 'query', query: { kind: 'select' } };
    expect(where.operands).toMatchObject([
      { kind: 'query-test', test: 'EXISTS', query: { where: { operator: '=' } } },
      { kind: 'in', negated: true, operand: { kind: 'column' }, among },
      { kind: 'in', negated: false, operand: { kind: 'row', fields: [{ kind: 'column' }, { kind: 'column' }] }, among },
      { kind: 'quantified', operator: '>', quantifier: 'ALL', among },
      { kind: 'quantified', operator: '=', quantifier: 'SOME', among },
    ]);
  });

  test('CASE with conditions, and with an operand', () => {
    const [searched, simple] = select('CASE forms').items;
    expect(searched).toMatchObject({
      expression: {
        operand: undefined,
        branches: [{ result: { value: 'x' } }, { when: [{ kind: 'column' }] }],
        otherwise: { value: 'z' },
      },
    });
    expect(simple).toMatchObject({
      expression: {
        operand: { kind: 'column' },
        branches: [{ when: [{ text: '1' }, { text: '2' }] }, { when: [{ text: '3' }] }],
        otherwise: undefined,
      },
    });
  });

  test('casts to nested types', () => {
    expect(items('CAST / TRY_CAST')[0]).toContain(
      '(row-type fields:[(field-type name:x type:<INT>) (field-type name:y type:(array-type element:<STRING>))])',
    );
    expect(select('CAST / TRY_CAST').items[6]).toMatchObject({
      expression: { type: { kind: 'interval-type', qualifier: { from: 'DAY', to: 'SECOND' } } },
    });
  });

  test('constructors', () => {
    expect(select('constructors').items.map((item) => item.kind === 'select-item' && item.expression.kind)).toEqual([
      'row', 'row', 'array', 'array', 'map', 'element', 'array',
    ]); // biome-ignore format: one list
    expect(select('constructors').items[4]).toMatchObject({
      expression: {
        entries: [
          [{ value: 'k1' }, { text: '1' }],
          [{ value: 'k2' }, { text: '2' }],
        ],
      },
    });
  });

  test('intervals', () => {
    const text = (from: string, value: string) => ({
      expression: { kind: 'interval', text: value, qualifier: { from } },
    });
    expect(select('intervals').items).toMatchObject([
      text('DAY', '1'),
      { expression: { text: '10 00:00:00.004', qualifier: { from: 'DAY', to: 'SECOND' } } },
      { expression: { qualifier: { from: 'SECOND', precision: 2, fraction: 3 } } },
      { expression: { text: '-1-3', negative: false, qualifier: { from: 'YEAR', to: 'MONTH' } } },
      { expression: { text: '5', negative: true, qualifier: { from: 'MINUTE' } } },
      { expression: { qualifier: { from: 'DAY', precision: 3 } } },
      text('WEEK', '2'),
      text('QUARTER', '1'),
      { expression: { operator: '+', right: { operator: '*', left: { kind: 'interval' }, right: { text: '3' } } } },
      { expression: { kind: 'interval-difference', qualifier: { from: 'DAY', to: 'SECOND' } } },
    ]);
  });

  test('intervals without quotes', () => {
    expect(items('INTERVAL with unquoted number')).toEqual([
      '(+ ts (interval-expression value:3 qualifier:<MONTH>))',
      '(- ts (interval-expression value:n qualifier:<DAY>))',
      '(interval-expression value:(+ a b) qualifier:<HOUR>)',
    ]);
  });

  test('special syntaxes become arguments', () => {
    const calls = items('special-syntax string functions');
    expect(calls[0]).toContain('arguments:[(symbol value:DAY) ts]');
    expect(calls[2]).toContain("arguments:[(symbol value:BOTH) 'x' s]");
    expect(calls[5]).toContain("arguments:['a' s]");
    expect(calls[6]).toContain("arguments:[s 'xx' 2 3]");
    expect(calls[9]).toContain('arguments:[ts (symbol value:HOUR)]');
    expect(calls[12]).toContain('arguments:[(symbol value:MINUTE) a b]');
  });

  test('JSON functions', () => {
    expect(select('JSON functions').items.slice(0, 6)).toMatchObject([
      {
        expression: {
          kind: 'json-value',
          returning: { name: 'INT' },
          onEmpty: { behavior: 'NULL' },
          onError: { behavior: 'DEFAULT', value: { operator: '-' } },
        },
      },
      { expression: { kind: 'json-value', onEmpty: { behavior: 'DEFAULT' }, onError: undefined } },
      {
        expression: {
          kind: 'json-query',
          wrapper: 'CONDITIONAL',
          onEmpty: { behavior: 'EMPTY ARRAY' },
          onError: { behavior: 'NULL' },
        },
      },
      { expression: { kind: 'json-query', wrapper: 'WITHOUT', returning: { kind: 'array-type' } } },
      { expression: { kind: 'json-exists', onError: { behavior: 'FALSE' } } },
      {
        expression: {
          kind: 'json-object',
          onNull: 'ABSENT ON NULL',
          entries: [{ value: { text: '1' } }, { value: { kind: 'json-array' } }],
        },
      },
    ]);
  });

  test('texts of every sort', () => {
    expect(items('unicode, hex')).toEqual([
      "'☺'", "'☺'", '(bytes hex:DEADBEEF)', "'tab\\taa'", '(string value:abc charset:UTF16)', '(string value:abc charset:N)', "'multipart'",
    ]); // biome-ignore format: one list
  });

  test('date and time literals', () => {
    expect(select('datetime literals').items).toMatchObject(
      ['DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ', 'TIMESTAMP', 'DATE'].map((type) => ({
        expression: { kind: 'temporal', type },
      })),
    );
  });

  test('niladic functions are calls, with or without parentheses', () => {
    const [first, , , , , now] = select('niladic functions').items;
    expect([first, now]).toMatchObject([
      { expression: { form: 'niladic' } },
      { expression: { form: 'plain', arguments: [] } },
    ]);
  });

  test('scalar sub-query, named argument', () => {
    expect(select('scalar sub-query').items).toMatchObject([
      { expression: { kind: 'subquery' }, alias: { value: 'mx' } },
      { expression: { name: { names: [{ value: 'cat' }, { value: 'db' }, { value: 'my_udf' }] }, arguments: [{ kind: 'column' }, { kind: 'named-argument', name: { value: 'b' } }] } },
      { expression: { kind: 'multiset' } },
      {}, {},
      { expression: { name: { names: [{ value: 'my func', quoted: true }] } } },
    ]); // biome-ignore format: one list
  });

  test('select list: stars, aliases, fields and elements', () => {
    expect(items('select list')).toEqual([
      '(star qualifier:[t])',
      '(select-item expression:t.a.b.c alias:abc)',
      '(select-item expression:t.`row`.`f 1` alias:f1)',
      '(element base:arr index:1)',
      '(field base:(field base:(element base:arr index:(call name:CARDINALITY arguments:[arr])) name:x) name:y)',
      "(element base:(element base:m index:'k') index:'j')",
      '(field base:r name:f)',
      "(field base:(row explicit fields:[1 'x']) name:f0)",
    ]);
  });
});
