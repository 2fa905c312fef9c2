import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnType, expression, name, query, text } from './arbitrary-tree.test-support.js';
import { parseExpression, parseStatement } from './parse.js';
import { treeText } from './tree-text.test-support.js';
import { unparse } from './unparse/unparse.js';

test('the text of any expression is read into the same expression', () => {
  fc.assert(
    fc.property(expression, (tree) => {
      const sql = unparse(tree);
      expect(treeText(parseExpression(sql)), sql).toBe(treeText(tree));
    }),
    { numRuns: 200 },
  );
});

test('the text of any query is read into the same query', () => {
  fc.assert(
    fc.property(query, (tree) => {
      const sql = unparse(tree);
      const read = parseStatement(sql);
      expect(treeText(read.kind === 'query-statement' ? read.query : read), sql).toBe(treeText(tree));
    }),
    { numRuns: 60 },
  );
});

test('any column, type, option and comment comes back, whatever its characters', () => {
  fc.assert(
    fc.property(name, columnType, text, text, (column, type, key, value) => {
      const sql = `CREATE TABLE ${unparse(column)} (${unparse(column)} ${unparse(type)}) WITH (${unparse(key)} = ${unparse(value)})`;
      const read = parseStatement(sql);
      const [element] = read.kind === 'create-table' ? read.elements : [];
      expect(unparse(read), sql).toBe(sql);
      expect(treeText(element?.kind === 'physical-column' && element.type), sql).toBe(treeText(type));
    }),
    { numRuns: 200 },
  );
});
