import { MillraceError } from '../../model/millrace-error.js';

const MAGIC = /[*?[{]/;

/** True when a path may be a pattern. */
export function isPattern(path: string): boolean {
  return MAGIC.test(path);
}

/** One part of a pattern, between two `/`. */
export type PatternPart =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'any-directories' }
  | { readonly kind: 'matching'; matches(name: string): boolean };

/**
 * The parts of a pattern, once for each way to choose from its braces: `*` any characters, `?` one, `[a-c]` and `[!a-c]`
 * one of or not of some, `{x,y}` one of several texts, `**` as a whole part any directories, also none. A backslash takes
 * the next character as it is.
 *
 * @throws MillraceError `FILE_PATH_INVALID` for a bracket or brace without its end.
 */
export function parsePattern(pattern: string): PatternPart[][] {
  return expandBraces(pattern, pattern).map((one) =>
    one
      .split('/')
      .filter((part) => part !== '')
      .map(parsePart),
  );
}

function parsePart(part: string): PatternPart {
  if (part === '**') return { kind: 'any-directories' };
  if (!MAGIC.test(part)) return { kind: 'name', name: part.replaceAll(/\\(.)/g, '$1') };
  const expression = partExpression(part);
  return { kind: 'matching', matches: (name) => expression.test(name) };
}

function partExpression(part: string): RegExp {
  let source = '';
  for (let at = 0; at < part.length; at++) {
    const char = part[at] as string;
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (char === '\\') source += quoted(part[++at] ?? '\\');
    else if (char === '[') {
      const end = part.indexOf(']', at + 2);
      if (end === -1) throw unended(part, '[');
      const negated = part[at + 1] === '!' || part[at + 1] === '^';
      const members = part.slice(at + (negated ? 2 : 1), end).replaceAll(/[\\\]^[]/g, '\\$&');
      source += `[${negated ? '^' : ''}${members}]`;
      at = end;
    } else source += quoted(char);
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch (cause) {
    throw new MillraceError('FILE_PATH_INVALID', `The pattern '${part}' has a range that is none.`, {
      facts: { pattern: part },
      cause,
    });
  }
}

function quoted(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function expandBraces(pattern: string, whole: string): string[] {
  const open = findOutside(pattern, '{');
  if (open === -1) return [pattern];
  const { end, choices } = bracesAt(pattern, open, whole);
  const before = pattern.slice(0, open);
  const after = pattern.slice(end + 1);
  return choices.flatMap((choice) => expandBraces(before + choice + after, whole));
}

function bracesAt(pattern: string, open: number, whole: string) {
  const choices: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (char === '{') depth++;
    else if (char === ',' && depth === 1) {
      choices.push(pattern.slice(from, at));
      from = at + 1;
    } else if (char === '}' && --depth === 0) {
      choices.push(pattern.slice(from, at));
      return { end: at, choices };
    }
  }
  throw unended(whole, '{');
}

function findOutside(pattern: string, char: string): number {
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === char) return at;
  }
  return -1;
}

function unended(pattern: string, char: string): MillraceError {
  return new MillraceError('FILE_PATH_INVALID', `In the pattern '${pattern}' a '${char}' is not closed.`, {
    facts: { pattern },
    hint: `Close it, or write '\\${char}' for the character itself.`,
  });
}
