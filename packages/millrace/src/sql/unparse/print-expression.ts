import type { CaseBranch, Expression, Star } from '../ast/expression.js';
import { after, commas, type Print, type Printers, parenthesized, words } from './print.js';
import { nameText } from './print-name.js';
import { isOperator, operatorPrinters } from './print-operator.js';

type Plain = Exclude<
  Expression,
  { readonly kind: keyof typeof operatorPrinters | 'string' | 'call' | `json-${string}` }
>;

/** What a point or a bracket follows: in parentheses, where it would not be read as one operand. */
function baseText(base: Expression, field: boolean, print: Print): string {
  const open = isOperator(base) || (field && ['column', 'number', 'string', 'parameter'].includes(base.kind));
  return open ? `(${print(base)})` : print(base);
}

const temporalWords = {
  DATE: 'DATE',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  TIMESTAMP_LTZ: 'TIMESTAMP WITH LOCAL TIME ZONE',
} as const;

const plainPrinters: Printers<Plain | Star | CaseBranch> = {
  null: () => 'NULL',
  boolean: ({ value }) => (value === null ? 'UNKNOWN' : value ? 'TRUE' : 'FALSE'),
  number: ({ text }) => text,
  bytes: ({ hex }) => `X'${hex}'`,
  temporal: ({ type, text }) => `${temporalWords[type]} '${text.replaceAll("'", "''")}'`,
  interval: ({ negative, text, qualifier }, print) =>
    `INTERVAL ${negative ? '-' : ''}'${text.replaceAll("'", "''")}' ${print(qualifier)}`,
  'interval-expression': ({ value, qualifier }, print) => {
    const bare = value.kind === 'number' || value.kind === 'column';
    return `INTERVAL ${bare ? print(value) : `(${print(value)})`} ${print(qualifier)}`;
  },
  'interval-difference': ({ left, right, qualifier, at }, print) =>
    `(${print({ kind: 'binary', operator: '-', left, right, at } as Expression)}) ${print(qualifier)}`,
  column: ({ names }) => names.map(nameText).join('.'),
  parameter: () => '?',
  field: ({ base, name }, print) => `${baseText(base, true, print)}.${print(name)}`,
  element: ({ base, index }, print) => `${baseText(base, false, print)}[${print(index)}]`,
  'query-test': ({ test, query }, print) => `${test} (${print(query)})`,
  subquery: ({ query }, print) => `(${print(query)})`,
  case: ({ operand, branches, otherwise }, print) =>
    words('CASE', operand && print(operand), ...branches.map(print), after('ELSE', otherwise, print), 'END'),
  'case-branch': ({ when, result }, print) => `WHEN ${commas(when, print)} THEN ${print(result)}`,
  cast: ({ operator, operand, type }, print) => `${operator}(${print(operand)} AS ${print(type)})`,
  row: ({ explicit, fields }, print) => `${explicit ? 'ROW' : ''}${parenthesized(fields, print)}`,
  array: ({ elements }, print) => `ARRAY[${commas(elements, print)}]`,
  multiset: ({ elements }, print) => `MULTISET[${commas(elements, print)}]`,
  map: ({ entries }, print) => `MAP[${commas(entries.flat(), print)}]`,
  'collection-query': ({ collection, query }, print) => `${collection}(${print(query)})`,
  period: ({ start, end }, print) => `PERIOD ${parenthesized([start, end], print)}`,
  star: ({ qualifier }) => [...qualifier.map(nameText), '*'].join('.'),
};

export const expressionPrinters = { ...plainPrinters, ...operatorPrinters };
