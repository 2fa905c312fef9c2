import { MillraceError } from '../../model/millrace-error.js';
import { nearestName } from '../../model/nearest-name.js';
import { keywords, nonReservedWords } from './keywords.js';
import type { TokenKind } from './token-kind.js';
import type { TokenList } from './token-list.js';

/** What could stand at a place: a token, or a kind of phrase in words. */
export type Expectation = TokenKind | `a ${string}` | `an ${string}`;

const listed = 12;

const keywordSet: ReadonlySet<string> = new Set(keywords);

/** What is wrong with a token that could not be read. */
const invalid: Readonly<Record<string, string>> = {
  'unknown character': 'no token begins with this character',
  'unterminated string': 'the text that begins here has no closing quote',
  'unterminated identifier': 'the identifier that begins here has no closing backtick in its line',
  'empty identifier': 'an identifier has at least one character',
  'unterminated comment': 'the comment that begins here has no closing */',
};

/**
 * The error at a token: line, column, what was found, what could stand there, and the line with a caret below. A `reason` is
 * given in place of what could stand there.
 */
export function syntaxFailure(
  tokens: TokenList,
  index: number,
  expected: readonly Expectation[],
  reason?: string,
  hint?: string,
): MillraceError {
  const { line, column, offset } = tokens.position(index, index);
  const found = foundText(tokens, index);
  const wanted = [...new Set(expected)].sort(byUse);
  const what =
    reason ?? invalid[tokens.kinds[index]!] ?? (wanted.length === 0 ? undefined : `expected ${join(wanted)}`);
  const seen = tokens.kinds[index] === 'end' ? 'the text ends' : `found ${found}`;
  const message = `Line ${line}, column ${column}: ${seen}${what === undefined ? ' cannot stand here' : `: ${what}`}`;
  const advice = hint ?? hintFor(tokens, index, wanted);
  return new MillraceError('SQL_SYNTAX', `${message.replace(/\.$/, '')}.\n\n${excerpt(tokens.text, offset, column)}`, {
    facts: { line, column, offset, found, expected: wanted.join(' ') },
    ...(advice === undefined ? {} : { hint: advice }),
  });
}

function foundText(tokens: TokenList, index: number): string {
  if (tokens.kinds[index] === 'end') return 'the end of the text';
  const [line = ''] = tokens.source(index).slice(0, 200).split(/\s*\n/);
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

/** Phrases first, then signs, then words, so that the most telling come first. */
function byUse(a: Expectation, b: Expectation): number {
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function rank(expectation: Expectation): number {
  if (keywordSet.has(expectation)) return 2;
  return /^an? /.test(expectation) ? 0 : 1;
}

function join(expectations: readonly Expectation[]): string {
  const names = expectations.slice(0, listed).map(nameOf);
  if (expectations.length > listed) return `${names.join(', ')} or ${expectations.length - listed} others`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function nameOf(expectation: Expectation): string {
  if (keywordSet.has(expectation) || /^an? /.test(expectation)) return expectation;
  switch (expectation) {
    case 'end':
      return 'the end';
    case 'string':
      return "a text in '…'";
    case 'integer':
      return 'a whole number';
    default:
      return `'${expectation}'`;
  }
}

function hintFor(tokens: TokenList, index: number, expected: readonly Expectation[]): string | undefined {
  const kind = tokens.kinds[index]!;
  const source = tokens.source(index);
  if (kind === 'unknown character' && source === '"')
    return "Identifiers stand in `backticks`, texts in 'single quotes'.";
  if (kind === '!=') return 'Write <> in place of !=.';
  if (kind === 'identifier') {
    const nearest = nearestName(
      source,
      expected.filter((name) => keywordSet.has(name)),
    );
    return nearest === undefined ? undefined : `Did you mean ${nearest}?`;
  }
  const longer = expected.find((name) => keywordSet.has(name) && name.startsWith(source.toUpperCase()));
  if (keywordSet.has(kind) && longer !== undefined) return `Did you mean ${longer}?`;
  if (expected.includes('an identifier') && keywordSet.has(kind) && !nonReservedWords.has(kind)) {
    return `${kind} is a reserved word: as a name it stands in backticks, \`${source}\`.`;
  }
  return undefined;
}

/** The line, shortened around the column, with a caret below it. */
function excerpt(text: string, offset: number, column: number): string {
  const start = Math.max(offset - column + 1, offset - 100);
  const newline = text.indexOf('\n', offset);
  const end = Math.min(newline < 0 ? text.length : newline, start + 160);
  const before = text.slice(start, offset).replaceAll('\r', ' ');
  const line = before + text.slice(offset, end).replaceAll('\r', ' ').trimEnd();
  return `  ${line}\n  ${before.replace(/[^\t]/g, ' ')}^`;
}
