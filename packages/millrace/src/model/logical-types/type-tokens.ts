import type { MillraceError } from '../millrace-error.js';

/** A piece of the text of a type: a bare word, a name in backticks, a text in quotes, a number, or a mark. */
export interface TypeToken {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'mark';
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

const PATTERN =
  /(?<space>\s+)|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)|(?<number>\d+)|(?<name>`(?:[^`]|``)*`)|(?<string>'(?:[^']|'')*')|(?<mark>[(),<>])/uy;

/** Cuts the text of a type into its pieces. */
export function tokenizeType(text: string, invalid: (at: number, why: string) => MillraceError): TypeToken[] {
  const tokens: TypeToken[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.length) {
    const at = PATTERN.lastIndex;
    const groups = PATTERN.exec(text)?.groups;
    if (groups === undefined) throw invalid(at, `'${text[at]}' cannot stand here`);
    const { word, number, name, string, mark } = groups;
    if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.slice(1, -1).replaceAll('``', '`'), at });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1).replaceAll("''", "'"), at });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, at });
  }
  return tokens;
}
