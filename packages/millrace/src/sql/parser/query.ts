import type { Expression } from '../ast/expression.js';
import type { DefaultValue } from '../ast/function-call.js';
import type {
  CommonTable,
  GroupBy,
  GroupingElement,
  NamedWindow,
  OrderedQuery,
  Query,
  RowCount,
  Select,
  SelectItem,
  SetOperation,
  Values,
} from '../ast/query.js';
import { fromClause } from './from-clause.js';
import { beginsQuery } from './group.js';
import { hints } from './hint.js';
import { number } from './literal.js';
import { orderBy } from './order-by.js';
import { empty, isIdentifier, node, type Parser } from './parser.js';
import { withStar } from './star.js';
import { window } from './window.js';

/** A query with all that may belong to it, from WITH to LIMIT. */
export function query(parser: Parser): Query {
  const outside = parser.enter();
  const first = parser.index;
  let read: Query;
  if (parser.accept('WITH')) {
    const recursive = parser.accept('RECURSIVE');
    const tables = parser.list(commonTable);
    const inner = ordered(parser, setOperations(parser, term(parser), 1));
    read = node({ kind: 'with-query', recursive, tables, query: inner, at: parser.positionFrom(first) });
  } else read = ordered(parser, setOperations(parser, term(parser), 1));
  parser.leave(outside);
  return read;
}

/** The query whose first part stood in parentheses and has been read. */
export function queryAfter(parser: Parser, first: Query): Query {
  return ordered(parser, setOperations(parser, first, 1));
}

function commonTable(parser: Parser): CommonTable {
  const first = parser.index;
  const name = parser.identifier();
  const columns = parser.at('(') ? parser.identifiersInParentheses() : empty;
  parser.expect('AS');
  parser.expect('(');
  const read = query(parser);
  parser.expect(')');
  return node({ kind: 'common-table', name, columns, query: read, at: parser.positionFrom(first) });
}

/** INTERSECT binds more strongly than the others. */
function strength(parser: Parser): number {
  switch (parser.kind) {
    case 'UNION':
    case 'EXCEPT':
      return 1;
    case 'INTERSECT':
      return 2;
    case 'MINUS':
      return parser.refuse(parser.index, 'Flink has no operator MINUS', 'Write EXCEPT.');
    default:
      return 0;
  }
}

/** The operators of at least this strength behind a query. */
function setOperations(parser: Parser, left: Query, least: number): Query {
  let read = left;
  for (let found = strength(parser); found >= least; found = strength(parser)) {
    const operator = parser.kind as SetOperation['operator'];
    const all = setQuantifier(parser);
    const inputs = [read, operand(parser, found)];
    while (parser.kind === operator && (parser.peek(1) === 'ALL') === all) {
      setQuantifier(parser);
      inputs.push(operand(parser, found));
    }
    read = node({
      kind: 'set-operation',
      operator,
      all,
      inputs: Object.freeze(inputs),
      at: parser.positionAfter(left.at),
    });
    parser.grow();
  }
  for (const operator of ['UNION', 'EXCEPT', 'INTERSECT'] as const) parser.note(operator);
  return read;
}

function operand(parser: Parser, found: number): Query {
  return setOperations(parser, term(parser), found + 1);
}

/** Passes over the operator and ALL or DISTINCT behind it, and says whether it is ALL. */
function setQuantifier(parser: Parser): boolean {
  parser.advance();
  if (parser.accept('ALL')) return true;
  parser.accept('DISTINCT');
  return false;
}

/** ORDER BY, LIMIT, OFFSET and FETCH behind a query. */
function ordered(parser: Parser, inner: Query): Query {
  const items = parser.at('ORDER') ? orderBy(parser) : empty;
  let limit: OrderedQuery['limit'];
  let offset: OrderedQuery['offset'];
  let unlimited = false;
  if (parser.accept('LIMIT')) {
    unlimited = parser.accept('ALL');
    if (!unlimited) limit = rowCount(parser);
    if (parser.kind === ',')
      parser.refuse(parser.index, 'Flink has no LIMIT start, count', 'Write LIMIT count OFFSET start.');
  }
  if (parser.accept('OFFSET')) {
    offset = rowCount(parser);
    rowsWord(parser, false);
    if (parser.kind === 'LIMIT') parser.refuse(parser.index, 'In Flink LIMIT stands before OFFSET');
  }
  if (limit === undefined && !unlimited && parser.accept('FETCH')) {
    if (!parser.accept('FIRST')) parser.expect('NEXT');
    limit = rowCount(parser);
    rowsWord(parser, true);
    parser.expect('ONLY');
  }
  if (items.length === 0 && limit === undefined && offset === undefined) return inner;
  parser.grow();
  return node({
    kind: 'ordered-query',
    query: inner,
    orderBy: items,
    offset,
    limit,
    at: parser.positionAfter(inner.at),
  });
}

function rowsWord(parser: Parser, needed: boolean): void {
  if (!parser.accept('ROWS') && !parser.accept('ROW') && needed) parser.fail();
}

function rowCount(parser: Parser): RowCount {
  const { index } = parser;
  if (parser.kind === 'integer') return number(parser);
  parser.note('integer');
  parser.expect('?');
  return node({ kind: 'parameter', index: parser.parameters++, at: parser.positionFrom(index) });
}

/** A query without operators: SELECT, VALUES, TABLE, or any query in parentheses. */
function term(parser: Parser): Query {
  switch (parser.kind) {
    case 'SELECT':
      return select(parser);
    case 'VALUE':
    case 'VALUES':
      return values(parser);
    case 'TABLE': {
      const first = parser.index;
      parser.advance();
      const path = parser.path();
      return node({ kind: 'table-query', path, at: parser.positionFrom(first) });
    }
    case '(': {
      parser.advance();
      const inner = query(parser);
      parser.expect(')');
      return inner;
    }
    default:
      return parser.fail('a query');
  }
}

function values(parser: Parser): Query {
  const first = parser.index;
  parser.advance();
  const rows = parser.list(row);
  return node({ kind: 'values', rows, at: parser.positionFrom(first) });
}

/** A row in parentheses, where DEFAULT may be a field, or any expression. */
function row(parser: Parser): Values['rows'][number] {
  if (parser.kind !== '(' || beginsQuery(parser.peek(1)) || parser.peek(1) === '(')
    return parser.rules.expression(parser);
  const first = parser.index;
  parser.advance();
  const fields = parser.list(rowField);
  parser.expect(')');
  const [only] = fields;
  if (fields.length === 1 && only !== undefined && only.kind !== 'default') {
    return parser.rules.expressionAfter(parser, only, first);
  }
  return node({ kind: 'row', explicit: false, fields, at: parser.positionFrom(first) });
}

function rowField(parser: Parser): Expression | DefaultValue {
  if (parser.kind !== 'DEFAULT') return parser.rules.expression(parser);
  parser.advance();
  return node({ kind: 'default', at: parser.positionFrom(parser.index - 1) });
}

/** What is nested in a SELECT is nested one level deeper than it. */
function select(parser: Parser): Select {
  const outside = parser.enter();
  const first = parser.index;
  parser.advance();
  const read = hints(parser);
  const stream = parser.accept('STREAM');
  const quantifier = parser.accept('DISTINCT') ? 'DISTINCT' : parser.accept('ALL') ? 'ALL' : undefined;
  const items = parser.list(selectItem);
  const from = parser.accept('FROM') ? fromClause(parser) : undefined;
  const clauses = from === undefined ? noClauses : clausesOf(parser);
  parser.leave(outside);
  return node({
    kind: 'select',
    hints: read,
    stream,
    quantifier,
    items,
    from,
    ...clauses,
    at: parser.positionFrom(first),
  });
}

type Clauses = Pick<Select, 'where' | 'groupBy' | 'having' | 'windows' | 'qualify'>;

const noClauses: Clauses = {
  where: undefined,
  groupBy: undefined,
  having: undefined,
  windows: empty,
  qualify: undefined,
};

/** What may follow FROM; as in Flink, only FROM. */
function clausesOf(parser: Parser): Clauses {
  const { expression } = parser.rules;
  return {
    where: parser.accept('WHERE') ? expression(parser) : undefined,
    groupBy: parser.at('GROUP') ? groupBy(parser) : undefined,
    having: parser.accept('HAVING') ? expression(parser) : undefined,
    windows: parser.accept('WINDOW') ? parser.list(namedWindow) : noClauses.windows,
    qualify: parser.accept('QUALIFY') ? expression(parser) : undefined,
  };
}

function selectItem(parser: Parser): Select['items'][number] {
  const first = parser.index;
  if (parser.kind === '*') {
    parser.advance();
    return node({ kind: 'star', qualifier: empty, at: parser.positionFrom(first) });
  }
  parser.note('*');
  const read = withStar(parser, parser.rules.expression(parser));
  if (read.kind === 'star') return read;
  const alias = aliasOf(parser);
  return node({ kind: 'select-item', expression: read, alias, at: parser.positionFrom(first) } satisfies SelectItem);
}

function aliasOf(parser: Parser): SelectItem['alias'] {
  if (parser.accept('AS')) return parser.identifier();
  if (isIdentifier(parser.kind)) return parser.identifier();
  parser.note('an alias');
  return undefined;
}

function namedWindow(parser: Parser): NamedWindow {
  const first = parser.index;
  const name = parser.identifier();
  parser.expect('AS');
  const read = window(parser);
  return node({ kind: 'named-window', name, window: read, at: parser.positionFrom(first) });
}

function groupBy(parser: Parser): GroupBy {
  const first = parser.index;
  parser.advance();
  parser.expect('BY');
  const distinct = parser.accept('DISTINCT');
  if (!distinct) parser.accept('ALL');
  const elements = parser.list(groupingElement);
  return node({ kind: 'group-by', distinct, elements, at: parser.positionFrom(first) });
}

function groupingElement(parser: Parser): GroupingElement {
  const first = parser.index;
  if (parser.acceptAll('(', ')')) return node({ kind: 'empty-group', at: parser.positionFrom(first) });
  if (parser.acceptAll('GROUPING', 'SETS')) {
    const outside = parser.enter();
    parser.expect('(');
    const elements = parser.list(groupingElement);
    parser.expect(')');
    parser.leave(outside);
    return node({ kind: 'grouping-sets', elements, at: parser.positionFrom(first) });
  }
  for (const [word, kind] of [
    ['ROLLUP', 'rollup'],
    ['CUBE', 'cube'],
  ] as const) {
    if (!parser.accept(word)) continue;
    parser.expect('(');
    const elements: readonly Expression[] = parser.list(parser.rules.expression);
    parser.expect(')');
    return node({ kind, elements, at: parser.positionFrom(first) });
  }
  return parser.rules.expression(parser);
}
