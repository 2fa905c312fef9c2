import { MAX_JSON_DEPTH } from './parse-json.js';

/** A number of so many digits and points may be longer than what a JavaScript number surely holds. */
const LONG = 16;

/**
 * True when JSON text has a number of more than 15 digits outside its strings, which `JSON.parse` might round.
 *
 * Text that is not JSON gives any answer: the parser will find out.
 */
export function hasLongNumber(text: string): boolean {
  if (!hasLongDigits(text, 0, text.length)) return false;
  let outside = 0;
  for (;;) {
    const quote = text.indexOf('"', outside);
    if (hasLongDigits(text, outside, quote === -1 ? text.length : quote)) return true;
    if (quote === -1) return false;
    outside = stringEnd(text, quote + 1);
  }
}

/** True when there are 16 digits and points in a row. Every such row covers one of the places that are looked at. */
function hasLongDigits(text: string, start: number, end: number): boolean {
  for (let i = start + LONG - 1; i < end; i += LONG) {
    if (!isDigitOrPoint(text.charCodeAt(i))) continue;
    let first = i;
    while (first > start && isDigitOrPoint(text.charCodeAt(first - 1))) first--;
    let last = i;
    while (last + 1 < end && isDigitOrPoint(text.charCodeAt(last + 1))) last++;
    if (last - first + 1 >= LONG) return true;
  }
  return false;
}

function isDigitOrPoint(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2e;
}

/** True when JSON text is nested deeper than {@link MAX_JSON_DEPTH}. */
export function isTooDeep(text: string): boolean {
  // So many brackets must be opened and closed; most texts are shorter or have fewer.
  if (text.length < 2 * MAX_JSON_DEPTH || !hasManyOpenings(text)) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      i = stringEnd(text, i + 1) - 1;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return false;
}

function hasManyOpenings(text: string): boolean {
  let count = 0;
  for (const opening of ['{', '[']) {
    for (let at = text.indexOf(opening); at !== -1; at = text.indexOf(opening, at + 1)) {
      if (++count > MAX_JSON_DEPTH) return true;
    }
  }
  return false;
}

/** The position behind the quote that ends a string, or the length of the text. */
function stringEnd(text: string, start: number): number {
  for (let from = start; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}
