import type { Expression } from '../ast/expression.js';
import type {
  CommonTable,
  GroupBy,
  GroupingElement,
  Hint,
  HintOption,
  NamedWindow,
  OrderItem,
  Query,
  Select,
  SelectItem,
  SetOperation,
} from '../ast/query.js';
import { after, commas, type Print, type Printers, parenthesized, words } from './print.js';

type QueryNode =
  | Query
  | CommonTable
  | Exclude<GroupingElement, Expression>
  | GroupBy
  | Hint
  | HintOption
  | NamedWindow
  | OrderItem
  | SelectItem;

/** Hints in their comment; nothing when there are none. */
export function hintsText(hints: readonly Hint[], print: Print): string | undefined {
  return hints.length === 0 ? undefined : `/*+ ${commas(hints, print)} */`;
}

function selectText(select: Select, print: Print): string {
  return words(
    'SELECT',
    hintsText(select.hints, print),
    select.stream && 'STREAM',
    select.quantifier,
    commas(select.items, print),
    after('FROM', select.from, print),
    after('WHERE', select.where, print),
    select.groupBy && print(select.groupBy),
    after('HAVING', select.having, print),
    select.windows.length > 0 && `WINDOW ${commas(select.windows, print)}`,
    after('QUALIFY', select.qualify, print),
  );
}

/** INTERSECT binds more strongly, and each associates to the left. */
function setText({ operator, all, inputs }: SetOperation, print: Print): string {
  const own = operator === 'INTERSECT' ? 2 : 1;
  const texts = inputs.map((input, i) => {
    const strength = strengthOf(input);
    const text = print(input);
    // The same operator again would be read into this node.
    const same = input.kind === 'set-operation' && input.operator === operator && input.all === all;
    return strength > own || (i === 0 && strength === own && !same) ? text : `(${text})`;
  });
  return texts.join(` ${operator}${all ? ' ALL' : ''} `);
}

function strengthOf(query: Query): number {
  if (query.kind === 'set-operation') return query.operator === 'INTERSECT' ? 2 : 1;
  return query.kind === 'ordered-query' || query.kind === 'with-query' ? 0 : 3;
}

/** A query to which something is added behind it. */
function innerText(query: Query, print: Print): string {
  return strengthOf(query) === 0 ? `(${print(query)})` : print(query);
}

export const queryPrinters: Printers<QueryNode> = {
  select: selectText,
  values: ({ rows }, print) => `VALUES ${commas(rows, print)}`,
  'table-query': ({ path }, print) => `TABLE ${print(path)}`,
  'set-operation': setText,
  'ordered-query': ({ query, orderBy, limit, offset }, print) =>
    words(
      innerText(query, print),
      orderBy.length > 0 && `ORDER BY ${commas(orderBy, print)}`,
      after('LIMIT', limit, print),
      after('OFFSET', offset, print),
    ),
  'with-query': ({ recursive, tables, query }, print) =>
    words(
      'WITH',
      recursive && 'RECURSIVE',
      commas(tables, print),
      query.kind === 'with-query' ? `(${print(query)})` : print(query),
    ),
  'common-table': ({ name, columns, query }, print) =>
    words(print(name), columns.length > 0 && parenthesized(columns, print), `AS (${print(query)})`),
  'order-item': ({ expression, descending, nulls }, print) =>
    words(print(expression), descending && 'DESC', nulls && `NULLS ${nulls}`),
  hint: ({ name, arguments: args }, print) => `${print(name)}${args.length > 0 ? parenthesized(args, print) : ''}`,
  'hint-option': ({ key, value }, print) => `${print(key)} = ${print(value)}`,
  'select-item': ({ expression, alias }, print) => words(print(expression), after('AS', alias, print)),
  'group-by': ({ distinct, elements }, print) => words('GROUP BY', distinct && 'DISTINCT', commas(elements, print)),
  'empty-group': () => '()',
  rollup: ({ elements }, print) => `ROLLUP ${parenthesized(elements, print)}`,
  cube: ({ elements }, print) => `CUBE ${parenthesized(elements, print)}`,
  'grouping-sets': ({ elements }, print) => `GROUPING SETS ${parenthesized(elements, print)}`,
  'named-window': ({ name, window }, print) => `${print(name)} AS ${print(window)}`,
};
