import { MillraceError } from '../../../model/millrace-error.js';
import type { CsvFormat } from './csv-schema.js';

/** Cuts text into fields; `isOpen` when it ends inside quotes, so that the record goes on in the next line. */
export interface CsvFields {
  readonly fields: readonly string[];
  /** Which fields were in quotes: they are never null. */
  readonly quoted: ReadonlySet<number> | undefined;
  readonly isOpen: boolean;
}

const SPACE = 32;

/** The fields of a line without quotes and escapes. */
export function plainFields(line: string, separator: string): string[] {
  const fields: string[] = [];
  let start = 0;
  for (let end = line.indexOf(separator); end !== -1; end = line.indexOf(separator, start)) {
    fields.push(line.slice(start, end));
    start = end + 1;
  }
  fields.push(line.slice(start));
  return fields;
}

/** The fields of a record that may have quotes and escapes. */
export function markedFields(text: string, { columnSeparator, quoteChar, escapeChar }: CsvFormat): CsvFields {
  const fields: string[] = [];
  const quoted = new Set<number>();
  for (let at = 0; ; at++) {
    let field = '';
    const open = firstMark(text, at);
    const isQuoted = quoteChar !== undefined && text[open] === quoteChar;
    if (isQuoted) {
      quoted.add(fields.length);
      at = open + 1;
      for (; text[at] !== quoteChar || text[at + 1] === quoteChar; at++) {
        if (at >= text.length) return { fields, quoted, isOpen: true };
        if (text[at] === escapeChar || text[at] === quoteChar) at++;
        field += text[at] ?? '';
      }
      at++;
      while (text.charCodeAt(at) === SPACE) at++;
      if (at < text.length && text[at] !== columnSeparator) throw behindQuote(at);
    } else {
      for (; at < text.length && text[at] !== columnSeparator; at++) {
        if (text[at] === escapeChar) at++;
        field += text[at] ?? '';
      }
    }
    fields.push(field);
    if (at >= text.length) return { fields, quoted, isOpen: false };
  }
}

/** Spaces before a quote do not belong to the field. */
function firstMark(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

function behindQuote(position: number): MillraceError {
  return new MillraceError(
    'CSV_MALFORMED',
    `Behind the quote that ends a field something follows at character ${position}.`,
    {
      facts: { position },
      hint: 'A quote inside a field in quotes is written twice.',
    },
  );
}
