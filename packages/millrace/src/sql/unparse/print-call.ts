import type { Expression, Star } from '../ast/expression.js';
import type { Argument, CallForm, FunctionCall } from '../ast/function-call.js';
import type { FrameBound, Window, WindowFrame } from '../ast/window.js';
import { after, commas, type Print, type Printers, words } from './print.js';
import { functionNameText } from './print-name.js';
import { isOperator } from './print-operator.js';

type ArgumentOnly = Exclude<Argument, Expression | Star>;

function callText(call: FunctionCall, print: Print): string {
  const name = functionNameText(call.name);
  if (call.form === 'niladic') return name;
  const order = call.orderBy.length > 0 ? `ORDER BY ${commas(call.orderBy, print)}` : undefined;
  const inside = words(
    call.quantifier,
    argumentsText(call.form, call.arguments, print),
    call.orderPlace === 'arguments' && order,
  );
  return words(
    `${name}(${inside})`,
    call.nulls && `${call.nulls} NULLS`,
    call.orderPlace === 'within-group' && `WITHIN GROUP (${order ?? ''})`,
    call.filter && `FILTER (WHERE ${print(call.filter)})`,
    after('OVER', call.over, print),
  );
}

/** The words between the arguments, in each form that has some. */
const separators: { readonly [F in CallForm]?: readonly string[] } = {
  extract: [' FROM '],
  position: [' IN ', ' FROM '],
  overlay: [' PLACING ', ' FROM ', ' FOR '],
  substring: [' FROM ', ' FOR '],
  'round-to': [' TO '],
  'convert-using': [' USING '],
};

function argumentsText(form: CallForm, args: readonly Argument[], print: Print): string {
  if (form === 'trim') return trimText(args, print);
  const between = separators[form];
  const texts = args.map((argument, i) =>
    i === 0 && isOpen(form, argument) ? `(${print(argument)})` : print(argument),
  );
  if (between === undefined) return texts.join(', ');
  return texts.map((text, i) => `${i === 0 ? '' : (between[i - 1] ?? ', ')}${text}`).join('');
}

/** Whether the word behind a first argument would be read as a part of it: IN as an operator, TO behind an interval. */
function isOpen(form: CallForm, argument: Argument): boolean {
  if (form === 'position') return isOperator(argument);
  return form === 'round-to' && !['column', 'call', 'cast', 'element', 'field'].includes(argument.kind);
}

/** `BOTH what FROM text`, of which only the text must be there. */
function trimText(args: readonly Argument[], print: Print): string {
  const texts = args.map(print);
  if (args[0]?.kind !== 'symbol') return texts.join(' FROM ');
  const [side, ...rest] = texts;
  return words(side, rest.join(' FROM '));
}

function orderText(items: readonly { readonly kind: string }[], print: Print): string | undefined {
  return items.length === 0 ? undefined : `ORDER BY ${commas(items, print)}`;
}

export const callPrinters: Printers<FunctionCall | ArgumentOnly | Window | WindowFrame | FrameBound> = {
  call: callText,
  default: () => 'DEFAULT',
  symbol: ({ value }) => value,
  'named-argument': ({ name, value }, print) => `${print(name)} => ${print(value)}`,
  'table-argument': ({ table, partitionBy, orderBy }, print) =>
    words(
      table.kind === 'query' ? `(${print(table.query)})` : `TABLE ${print(table.path)}`,
      partitionBy.length > 0 && `PARTITION BY (${commas(partitionBy, print)})`,
      orderBy.length > 0 && `ORDER BY (${commas(orderBy, print)})`,
    ),
  'model-argument': ({ path }, print) => `MODEL ${print(path)}`,
  descriptor: ({ columns }, print) => `DESCRIPTOR(${commas(columns, print)})`,
  window: ({ base, partitionBy, orderBy, frame, allowPartial }, print) =>
    `(${words(
      base && print(base),
      partitionBy.length > 0 && `PARTITION BY ${commas(partitionBy, print)}`,
      orderText(orderBy, print),
      frame && print(frame),
      allowPartial === true && 'ALLOW PARTIAL',
      allowPartial === false && 'DISALLOW PARTIAL',
    )})`,
  'window-frame': ({ unit, start, end }, print) =>
    end === undefined ? `${unit} ${print(start)}` : `${unit} BETWEEN ${print(start)} AND ${print(end)}`,
  'current-row': () => 'CURRENT ROW',
  'unbounded-preceding': () => 'UNBOUNDED PRECEDING',
  'unbounded-following': () => 'UNBOUNDED FOLLOWING',
  preceding: ({ value }, print) => `${print(value)} PRECEDING`,
  following: ({ value }, print) => `${print(value)} FOLLOWING`,
};
