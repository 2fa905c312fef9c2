import type { Expression } from '../ast/expression.js';
import type { Argument, CallForm, SymbolArgument } from '../ast/function-call.js';
import type { Path } from '../ast/node.js';
import { functionName, specialCall } from './function-call.js';
import { node, type Parser } from './parser.js';
import type { TokenKind } from './token-kind.js';

type Reader = (parser: Parser) => Expression;

/** A function whose arguments `read` takes from behind its opening parenthesis. */
function special(form: CallForm, read: (parser: Parser) => Argument[]): Reader {
  return (parser) => {
    const first = parser.index;
    const name = nameOf(parser);
    return specialCall(parser, first, form, name, read(parser));
  };
}

function nameOf(parser: Parser): Path {
  const name = functionName(parser);
  parser.expect('(');
  return name;
}

/** A unit of time: a word, whether reserved or not. */
function unit(parser: Parser): SymbolArgument {
  const { index } = parser;
  if (!units.has(parser.kind) && !parser.atIdentifier()) parser.fail('a unit of time');
  const source = parser.source();
  const value = (parser.kind === 'quoted identifier' ? source.slice(1, -1) : source).toUpperCase();
  parser.advance();
  return node({ kind: 'symbol', value, at: parser.positionFrom(index) });
}

const units: ReadonlySet<TokenKind> = new Set<TokenKind>(['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND']);

const extract = special('extract', (parser) => {
  const part = unit(parser);
  parser.expect('FROM');
  return [part, parser.rules.expression(parser)];
});

/** `POSITION(a IN b FROM c)`; what is looked for is an operand without operators, as IN is one. */
const position = special('position', (parser) => {
  const args: Argument[] = [parser.rules.primary(parser)];
  parser.expect('IN');
  args.push(parser.rules.expression(parser));
  if (parser.accept('FROM')) args.push(parser.rules.expression(parser));
  return args;
});

/** `OVERLAY(a PLACING b FROM c FOR d)`. */
const overlay = special('overlay', (parser) => {
  const { expression } = parser.rules;
  const args: Argument[] = [expression(parser)];
  parser.expect('PLACING');
  args.push(expression(parser));
  parser.expect('FROM');
  args.push(expression(parser));
  if (parser.accept('FOR')) args.push(expression(parser));
  return args;
});

/** `SUBSTRING(a FROM b FOR c)`, or commas in place of the words. */
function substring(parser: Parser): Expression {
  const first = parser.index;
  const name = nameOf(parser);
  const { expression } = parser.rules;
  const args: Argument[] = [expression(parser)];
  const words = parser.accept('FROM');
  if (!words) parser.expect(',');
  args.push(expression(parser));
  if (parser.accept(words ? 'FOR' : ',')) args.push(expression(parser));
  return specialCall(parser, first, words ? 'substring' : 'plain', name, args);
}

/** `TRIM(BOTH a FROM b)`: where, what (a space if not said), and of which text. */
const trim = special('trim', (parser) => {
  const { index } = parser;
  const { expression } = parser.rules;
  let side: SymbolArgument | undefined;
  if (parser.at('BOTH') || parser.at('LEADING') || parser.at('TRAILING')) {
    const value = parser.kind;
    parser.advance();
    side = node({ kind: 'symbol', value, at: parser.positionFrom(index) });
  }
  const before: Argument[] = side === undefined ? [] : [side];
  if (side !== undefined && parser.accept('FROM')) return [side, expression(parser)];
  const what = expression(parser);
  return parser.accept('FROM') ? [...before, what, expression(parser)] : [...before, what];
});

/** `CEIL(x)`, `FLOOR(x TO unit)`. */
function roundTo(parser: Parser): Expression {
  const first = parser.index;
  const name = nameOf(parser);
  const value = parser.rules.expression(parser);
  if (!parser.accept('TO')) return specialCall(parser, first, 'plain', name, [value]);
  return specialCall(parser, first, 'round-to', name, [value, unit(parser)]);
}

/** `TIMESTAMPADD(unit, n, t)`, `TIMESTAMPDIFF(unit, from, to)`. */
const withUnit = special('plain', (parser) => {
  const part = unit(parser);
  parser.expect(',');
  const from = parser.rules.expression(parser);
  parser.expect(',');
  return [part, from, parser.rules.expression(parser)];
});

/** `TRANSLATE(a USING charset)`, `TRANSLATE(a, from, to)`; CONVERT has the first form only. */
function translate(parser: Parser): Expression {
  const first = parser.index;
  const { kind } = parser;
  const name = nameOf(parser);
  const args: Argument[] = [parser.rules.expression(parser)];
  if (kind === 'TRANSLATE' && parser.at(',')) {
    while (parser.accept(',')) args.push(parser.rules.expression(parser));
    return specialCall(parser, first, 'plain', name, args);
  }
  parser.expect('USING');
  const charset = parser.identifier();
  args.push(node({ kind: 'symbol', value: charset.value.toUpperCase(), at: charset.at }));
  return specialCall(parser, first, 'convert-using', name, args);
}

/** `CLASSIFIER()`, `MATCH_NUMBER()`. */
const withoutArguments = special('plain', () => []);

/** `PREV(x, n)`, `NEXT(x, n)`; FIRST and LAST are like other functions. */
const navigation = special('plain', (parser) => {
  const args: Argument[] = [parser.rules.expression(parser)];
  if (parser.accept(',')) args.push(parser.rules.expression(parser));
  return args;
});

/** Functions with a syntax of their own, by their word. */
export const specialFunctions: ReadonlyMap<TokenKind, Reader> = new Map<TokenKind, Reader>([
  ['EXTRACT', extract],
  ['POSITION', position],
  ['OVERLAY', overlay],
  ['SUBSTRING', substring],
  ['TRIM', trim],
  ['CEIL', roundTo],
  ['CEILING', roundTo],
  ['FLOOR', roundTo],
  ['TIMESTAMPADD', withUnit],
  ['TIMESTAMPDIFF', withUnit],
  ['TRANSLATE', translate],
  ['CONVERT', translate],
  ['CLASSIFIER', withoutArguments],
  ['MATCH_NUMBER', withoutArguments],
  ['PREV', navigation],
  ['NEXT', navigation],
]);
