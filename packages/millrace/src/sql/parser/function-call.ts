import type { ColumnReference, Expression, Star } from '../ast/expression.js';
import type {
  Argument,
  CallForm,
  CallSuffix,
  Descriptor,
  FunctionCall,
  PlainArgument,
  TableArgument,
} from '../ast/function-call.js';
import type { Name, Path } from '../ast/node.js';
import type { OrderItem, Query } from '../ast/query.js';
import { atQuery } from './group.js';
import { orderBy, orderItem } from './order-by.js';
import { empty, isIdentifier, node, type Parser } from './parser.js';
import { withStar } from './star.js';
import { window } from './window.js';

/** `name(…)`, with what may follow it; the name may be a reserved word. */
export function functionCall(parser: Parser): FunctionCall {
  const first = parser.index;
  const name = functionName(parser);
  parser.expect('(');
  return callOf(parser, first, name, 'plain');
}

/** `name(…)` as CALL has it: arguments and nothing else. */
export function procedureCall(parser: Parser): FunctionCall {
  const first = parser.index;
  const name = parser.path();
  parser.expect('(');
  const args = parser.at(')') ? empty : parser.list(argument);
  parser.expect(')');
  return bareCall(parser, first, { form: 'plain', name, quantifier: undefined, arguments: args });
}

/** `CURRENT_DATE` and the others that stand without parentheses. */
export function niladicCall(parser: Parser): FunctionCall {
  const first = parser.index;
  const name = functionName(parser);
  return bareCall(parser, first, { form: 'niladic', name, quantifier: undefined, arguments: empty });
}

/** A call that nothing follows. */
function bareCall(parser: Parser, first: number, called: Called): FunctionCall {
  return node({
    kind: 'call',
    ...called,
    nulls: undefined,
    orderBy: none.orderBy,
    orderPlace: undefined,
    filter: undefined,
    over: undefined,
    at: parser.positionFrom(first),
  });
}

/** A call with a syntax of its own, once its arguments have been read; the closing parenthesis comes next. */
export function specialCall(
  parser: Parser,
  first: number,
  form: CallForm,
  name: Path,
  args: readonly Argument[],
): FunctionCall {
  parser.expect(')');
  return finish(parser, first, { form, name, quantifier: undefined, arguments: Object.freeze(args) }, none);
}

export function functionName(parser: Parser): Path {
  const first = parser.index;
  if (parser.atIdentifier()) return parser.path();
  const name: Name = node({ kind: 'name', value: parser.source(), quoted: false, at: parser.positionFrom(first) });
  parser.advance();
  return node({ kind: 'path', names: Object.freeze([name]), at: name.at });
}

/** What stands among the arguments besides them. */
type Inside = Pick<CallSuffix, 'nulls' | 'orderBy'>;

const none: Inside = { nulls: undefined, orderBy: empty };

/** The arguments behind an opening parenthesis, and the rest of the call. */
function callOf(parser: Parser, first: number, name: Path, form: CallForm): FunctionCall {
  const quantifier = parser.accept('DISTINCT') ? 'DISTINCT' : parser.accept('ALL') ? 'ALL' : undefined;
  let args: readonly Argument[] = empty;
  if (parser.kind === '*') {
    parser.advance();
    args = [node({ kind: 'star', qualifier: empty, at: parser.positionFrom(parser.index - 1) } as const)];
  } else if (quantifier !== undefined || !parser.at(')')) {
    if (quantifier === undefined) parser.note('*');
    args = parser.list(argument);
  }
  const nulls = nullTreatment(parser);
  const order = ordersArguments(name) && parser.at('ORDER') ? orderBy(parser) : none.orderBy;
  parser.expect(')');
  return finish(parser, first, { form, name, quantifier, arguments: Object.freeze(args) }, { nulls, orderBy: order });
}

/** Of all aggregates only this one takes ORDER BY among its arguments. */
function ordersArguments(name: Path): boolean {
  return name.names.length === 1 && name.names[0]?.value.toUpperCase() === 'ARRAY_AGG';
}

type Called = Pick<FunctionCall, 'form' | 'name' | 'quantifier' | 'arguments'>;

/** What may follow the closing parenthesis. */
function finish(parser: Parser, first: number, called: Called, inside: Inside): FunctionCall {
  const nulls = nullTreatment(parser) ?? inside.nulls;
  const within = withinGroup(parser);
  const ordered = within.length > 0 || inside.orderBy.length > 0;
  let filter: Expression | undefined;
  if (parser.accept('FILTER')) {
    parser.expect('(');
    parser.expect('WHERE');
    filter = parser.rules.expression(parser);
    parser.expect(')');
  }
  return node({
    kind: 'call',
    ...called,
    nulls,
    orderBy: within.length > 0 ? within : inside.orderBy,
    orderPlace: ordered ? (within.length > 0 ? 'within-group' : 'arguments') : undefined,
    filter,
    over: parser.accept('OVER') ? (isIdentifier(parser.kind) ? parser.identifier() : window(parser)) : undefined,
    at: parser.positionFrom(first),
  });
}

/** `WITHIN GROUP (ORDER BY …)`. */
export function withinGroup(parser: Parser): readonly OrderItem[] {
  if (!parser.accept('WITHIN')) return none.orderBy;
  parser.expect('GROUP');
  parser.expect('(');
  const items = orderBy(parser);
  parser.expect(')');
  return items;
}

function nullTreatment(parser: Parser): CallSuffix['nulls'] {
  if (parser.acceptAll('RESPECT', 'NULLS')) return 'RESPECT';
  return parser.acceptAll('IGNORE', 'NULLS') ? 'IGNORE' : undefined;
}

function argument(parser: Parser): Argument {
  const first = parser.index;
  if (!parser.atIdentifier() || parser.peek(1) !== '=>') return plainArgument(parser);
  const name = parser.identifier();
  parser.advance();
  const value = plainArgument(parser);
  return node({ kind: 'named-argument', name, value, at: parser.positionFrom(first) });
}

function plainArgument(parser: Parser): PlainArgument {
  const first = parser.index;
  if (parser.kind === 'TABLE') return tableArgument(parser);
  if (parser.kind === 'MODEL' && isIdentifier(parser.peek(1))) {
    parser.advance();
    const path = parser.path();
    return node({ kind: 'model-argument', path, at: parser.positionFrom(first) });
  }
  if (parser.kind === 'DESCRIPTOR' && parser.peek(1) === '(') return descriptor(parser);
  if (parser.accept('DEFAULT')) return node({ kind: 'default', at: parser.positionFrom(first) });
  if (atQuery(parser)) return queryArgument(parser, first, parser.rules.query(parser));
  parser.note('a query');
  const read = withStar(parser, parser.rules.expression(parser));
  if (read.kind !== 'subquery') return argumentOf(parser, read);
  return queryArgument(parser, first, parser.rules.queryAfter(parser, read.query));
}

function argumentOf(parser: Parser, read: Expression | Star): PlainArgument {
  if (read.kind === 'column') parser.note('=>');
  return read;
}

/** A query is a value, unless it is cut into partitions like a table. */
function queryArgument(parser: Parser, first: number, query: Query): PlainArgument {
  if (!parser.at('PARTITION')) return node({ kind: 'subquery', query, at: query.at });
  return tableWith(parser, first, node({ kind: 'query', query }));
}

/** `TABLE t PARTITION BY … ORDER BY …`. */
function tableArgument(parser: Parser): PlainArgument {
  const first = parser.index;
  parser.advance();
  return tableWith(parser, first, node({ kind: 'table-name', path: parser.path() }));
}

function tableWith(parser: Parser, first: number, table: TableArgument['table']): TableArgument {
  let partitionBy: readonly ColumnReference[] = empty;
  if (parser.accept('PARTITION')) {
    parser.expect('BY');
    partitionBy = oneOrParenthesized(parser, column);
  }
  let order: readonly OrderItem[] = none.orderBy;
  if (parser.accept('ORDER')) {
    parser.expect('BY');
    order = oneOrParenthesized(parser, orderItem);
  }
  return node({ kind: 'table-argument', table, partitionBy, orderBy: order, at: parser.positionFrom(first) });
}

/** Among arguments a comma ends the list, so that several stand in parentheses. */
function oneOrParenthesized<T>(parser: Parser, element: (parser: Parser) => T): readonly T[] {
  if (!parser.accept('(')) return Object.freeze([element(parser)]);
  const elements = parser.list(element);
  parser.expect(')');
  return elements;
}

function column(parser: Parser): ColumnReference {
  const name = parser.identifier();
  return node({ kind: 'column', names: Object.freeze([name]), at: name.at });
}

/** `DESCRIPTOR(a, b)`. */
function descriptor(parser: Parser): Descriptor {
  const first = parser.index;
  parser.advance();
  parser.advance();
  const columns = parser.at(')') ? empty : parser.list(descriptorColumn);
  parser.expect(')');
  return node({ kind: 'descriptor', columns, at: parser.positionFrom(first) });
}

function descriptorColumn(parser: Parser): ColumnReference {
  const { names, at } = parser.path();
  return node({ kind: 'column', names, at });
}
