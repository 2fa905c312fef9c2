import { describe, expect, test } from 'vitest';
import { parseExpression } from '../parse.js';
import { treeText } from '../tree-text.test-support.js';

describe('operators bind as in Flink', () => {
  test.each([
    ['a OR b AND NOT c = d + e * -f', '(OR a (AND b (NOT (= c (+ d (* e (- f)))))))'],
    ['a || b + c', '(+ (|| a b) c)'],
    ['a - b - c', '(- (- a b) c)'],
    ['1 - -1', '(- 1 (- 1))'],
    ['NOT a IS NULL', '(NOT (is operand:a test:NULL))'],
    ['a = b IS NULL', '(is operand:(= a b) test:NULL)'],
    ['a = b IS NOT DISTINCT FROM c', '(IS NOT DISTINCT FROM (= a b) c)'],
    ['a = b LIKE c', '(= a (like operator:LIKE operand:b pattern:c))'],
    ['a LIKE b = c', '(= (like operator:LIKE operand:a pattern:b) c)'],
    ['a LIKE b LIKE c', '(like operator:LIKE operand:a pattern:(like operator:LIKE operand:b pattern:c))'],
    ["a LIKE b ESCAPE '!' AND c", "(AND (like operator:LIKE operand:a pattern:b escape:'!') c)"],
    ['a BETWEEN b OR c AND d AND e', '(AND (between operand:a low:(OR b c) high:d) e)'],
    ['a NOT BETWEEN b AND c OR d', '(OR (between negated operand:a low:b high:c) d)'],
    ['a BETWEEN b AND c LIKE d', '(between operand:a low:b high:(like operator:LIKE operand:c pattern:d))'],
    ['a = b IN (1, 2)', '(= a (in operand:b among:(list items:[1 2])))'],
    ['a + NOT b = c', '(+ a (NOT (= b c)))'],
    ['a = b MULTISET UNION c', '(MULTISET UNION (= a b) c)'],
    ['(a OR b) OR c', '(OR (OR a b) c)'],
    ['a = ANY (1, 2)', '(quantified operand:a operator:= quantifier:SOME among:(list items:[1 2]))'],
  ])('%s', (text, tree) => {
    expect(treeText(parseExpression(text))).toBe(tree);
  });
});

test('a position is that of the text without parentheses around it, over lines', () => {
  const read = parseExpression('a +\n  (b * c)');
  expect(read).toMatchObject({ kind: 'binary', at: { offset: 0, line: 1, column: 1, end: 13 } });
  expect(read).toMatchObject({ right: { at: { offset: 7, line: 2, column: 4, end: 12 } } });
});

test('trees are frozen', () => {
  const read = parseExpression('f(a, b)');
  expect(Object.isFrozen(read)).toBe(true);
  expect(Object.isFrozen(read.kind === 'call' && read.arguments)).toBe(true);
});
