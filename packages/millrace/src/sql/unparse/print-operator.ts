import type {
  BetweenExpression,
  BinaryExpression,
  Candidates,
  Expression,
  InExpression,
  IsExpression,
  LikeExpression,
  LogicalExpression,
  QuantifiedComparison,
  UnaryExpression,
} from '../ast/expression.js';
import type { JsonFormat } from '../ast/json-function.js';
import { powers } from '../parser/powers.js';
import { type Print, type Printers, parenthesized, words } from './print.js';

type Operator =
  | BetweenExpression
  | BinaryExpression
  | InExpression
  | IsExpression
  | JsonFormat
  | LikeExpression
  | LogicalExpression
  | QuantifiedComparison
  | UnaryExpression;

/** A text, and how strongly it holds together at either end. */
interface Printed {
  readonly text: string;
  /** The weakest operator that can be reached from the left without entering parentheses. */
  readonly left: number;
  /** The least power of an operator that an operand at the right end would draw to itself. */
  readonly right: number;
}

function closed(text: string): Printed {
  return { text, left: Number.POSITIVE_INFINITY, right: Number.POSITIVE_INFINITY };
}

/** What stands before an operator of this power, in parentheses if it must. */
function before(node: Expression, power: number, print: Print): Printed {
  const printed = printedOf(node, print);
  return printed.left >= power && printed.right > power ? printed : closed(`(${printed.text})`);
}

/** What stands behind an operator that takes operators of this power, in parentheses if it must. */
function behind(node: Expression, power: number, print: Print): Printed {
  const printed = printedOf(node, print);
  return printed.left >= power ? printed : closed(`(${printed.text})`);
}

function printedOf(node: Expression, print: Print): Printed {
  const printer = printers[node.kind as Operator['kind']] as ((node: Expression, print: Print) => Printed) | undefined;
  return printer === undefined ? closed(print(node)) : printer(node, print);
}

function infix(power: number, left: Printed, operator: string, right: Printed, rightPower = power + 1): Printed {
  return {
    text: `${left.text} ${operator} ${right.text}`,
    left: Math.min(power, left.left),
    right: Math.min(rightPower, right.right),
  };
}

function postfix(power: number, operand: Expression, text: string, print: Print): Printed {
  const left = before(operand, power, print);
  return { text: `${left.text} ${text}`, left: Math.min(power, left.left), right: Number.POSITIVE_INFINITY };
}

function powerOf(operator: BinaryExpression['operator']): number {
  switch (operator) {
    case '+':
    case '-':
      return powers.plus;
    case '*':
    case '/':
    case '%':
    case '||':
      return powers.times;
    default:
      if (operator.startsWith('MULTISET INTERSECT')) return powers.multisetIntersect;
      return operator.startsWith('MULTISET') ? powers.multisetUnion : powers.comparison;
  }
}

function unary({ operator, operand }: UnaryExpression, print: Print): Printed {
  if (operator === 'NOT') {
    const inner = behind(operand, powers.not, print);
    return { text: `NOT ${inner.text}`, left: Number.POSITIVE_INFINITY, right: Math.min(powers.not, inner.right) };
  }
  if (operator === 'RUNNING' || operator === 'FINAL') {
    // Anything but a call would make FINAL a column.
    return closed(`${operator} ${operand.kind === 'call' ? print(operand) : `(${print(operand)})`}`);
  }
  const inner = behind(operand, powers.sign, print);
  // Two signs without a space would begin a comment.
  const space = inner.text.startsWith('-') || inner.text.startsWith('+') ? ' ' : '';
  return { text: `${operator}${space}${inner.text}`, left: Number.POSITIVE_INFINITY, right: inner.right };
}

function logical({ operator, operands }: LogicalExpression, print: Print): Printed {
  const power = operator === 'OR' ? powers.or : powers.and;
  const printed = operands.map((each, i) => {
    const inner = behind(each, power + 1, print);
    return i < operands.length - 1 && inner.right <= power ? closed(`(${inner.text})`) : inner;
  });
  const text = printed.map((each) => each.text).join(` ${operator} `);
  return { text, left: power, right: Math.min(power + 1, printed.at(-1)?.right ?? power) };
}

function like(node: LikeExpression, print: Print): Printed {
  const { operand, pattern, escape: character } = node;
  const left = before(operand, powers.like, print);
  const word = `${node.negated ? 'NOT ' : ''}${node.operator}`;
  const right = behind(pattern, powers.membership, print);
  if (character === undefined) return infix(powers.like, left, word, right, powers.membership);
  // An ESCAPE would belong to a LIKE at the end of the pattern.
  const closedPattern = pattern.kind === 'like' ? closed(`(${print(pattern)})`) : right;
  const end = behind(character, powers.membership, print);
  const whole = infix(powers.like, left, word, closedPattern, powers.membership);
  return { ...whole, text: `${whole.text} ESCAPE ${end.text}`, right: Math.min(powers.membership, end.right) };
}

function between(node: BetweenExpression, print: Print): Printed {
  const left = before(node.operand, powers.membership, print);
  const word = words(node.negated && 'NOT', 'BETWEEN', node.symmetric && 'SYMMETRIC');
  const low = behind(node.low, powers.membership + 1, print);
  const high = behind(node.high, powers.membership + 1, print);
  return infix(powers.membership, left, `${word} ${low.text} AND`, high);
}

function amongText(among: Candidates, print: Print): string {
  return among.kind === 'query' ? `(${print(among.query)})` : parenthesized(among.items, print);
}

const printers: { readonly [K in Operator['kind']]: (node: Extract<Operator, { kind: K }>, print: Print) => Printed } =
  {
    unary,
    logical,
    like,
    between,
    binary: ({ operator, left, right }, print) => {
      const power = powerOf(operator);
      return infix(power, before(left, power, print), operator, behind(right, power + 1, print));
    },
    is: ({ operand, negated, test }, print) => postfix(powers.is, operand, words('IS', negated && 'NOT', test), print),
    in: ({ operand, negated, among }, print) =>
      postfix(powers.membership, operand, words(negated && 'NOT', 'IN', amongText(among, print)), print),
    quantified: ({ operand, operator, quantifier, among }, print) =>
      postfix(powers.membership, operand, words(operator, quantifier, amongText(among, print)), print),
    'json-format': ({ operand }, print) => postfix(powers.is, operand, 'FORMAT JSON', print),
  };

/** Whether a node is made of an operator and operands, so that parentheses may be needed around it. */
export function isOperator(node: { readonly kind: string }): boolean {
  return Object.hasOwn(printers, node.kind);
}

const textOf = (node: Operator, print: Print) => printedOf(node, print).text;

export const operatorPrinters: Printers<Operator> = {
  unary: textOf,
  logical: textOf,
  like: textOf,
  between: textOf,
  binary: textOf,
  is: textOf,
  in: textOf,
  quantified: textOf,
  'json-format': textOf,
};
