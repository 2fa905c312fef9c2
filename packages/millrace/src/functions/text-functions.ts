import { invalidValue } from './sql-failure.js';

/** The start of every code point of a text, in UTF-16 units, and its end; undefined when each unit is one. */
function pointStarts(text: string): readonly number[] | undefined {
  if (!/[\ud800-\udfff]/.test(text)) return undefined;
  const starts: number[] = [];
  for (let i = 0; i < text.length; i += (text.codePointAt(i) as number) > 0xffff ? 2 : 1) starts.push(i);
  starts.push(text.length);
  return starts;
}

/** A text by code points, as Flink counts characters. */
export interface PointText {
  readonly length: number;
  /** The code points from `start` to before `end`, both within the text. */
  slice(start: number, end?: number): string;
}

export function pointText(text: string): PointText {
  const starts = pointStarts(text);
  if (starts === undefined) return text;
  return {
    length: starts.length - 1,
    slice: (start, end = starts.length - 1) => text.slice(starts[start], starts[end]),
  };
}

/** How many code points stand before a place in UTF-16 units. */
function pointsBefore(text: string, unit: number): number {
  const starts = pointStarts(text);
  return starts === undefined ? unit : starts.indexOf(unit);
}

/**
 * The part from a position, counted from 1, or from the end when negative; null for a negative length. What begins before
 * the text is empty.
 */
export function substring(text: string, position: number, length?: number): string | null {
  if (length !== undefined && length < 0) return null;
  const points = pointText(text);
  const start = position > 0 ? position - 1 : position < 0 ? points.length + position : 0;
  if (start < 0 || start >= points.length) return '';
  return points.slice(start, Math.min(points.length, start + (length ?? points.length)));
}

/** Where a text is in another, counted from 1, beginning at a position; 0 when it is not. */
export function locate(wanted: string, text: string, position = 1): number {
  if (position > 1) {
    const points = pointText(text);
    if (position > points.length) return 0;
    const skipped = points.slice(0, position - 1);
    const found = text.indexOf(wanted, skipped.length);
    return found === -1 ? 0 : pointsBefore(text, found) + 1;
  }
  const found = text.indexOf(wanted);
  return found === -1 ? 0 : pointsBefore(text, found) + 1;
}

/** Where a text is in another for the n-th time, searching from a position; backwards from the end when it is negative. */
export function locateOccurrence(wanted: string, text: string, start: number, occurrence: number): number {
  if (occurrence < 1 || start === 0) return 0;
  const points = pointText(text);
  const backwards = start < 0;
  let at = backwards
    ? points.slice(0, Math.max(0, points.length + start + 1)).length - 1
    : points.slice(0, start - 1).length;
  if (at < 0) return 0;
  for (let found = 0; ; at += backwards ? -1 : 1) {
    at = backwards ? text.lastIndexOf(wanted, at) : text.indexOf(wanted, at);
    if (at === -1) return 0;
    if (++found === occurrence) return pointsBefore(text, at) + 1;
    if (backwards ? at === 0 : at >= text.length) return 0;
  }
}

export type TrimSide = 'BOTH' | 'LEADING' | 'TRAILING';

/** Cuts off every character of a set at one end or both. */
export function trimCharacters(text: string, characters: string, side: TrimSide): string {
  const set = new Set(characters);
  if (set.size === 0) return text;
  const points = Array.from(text);
  let start = 0;
  let end = points.length;
  if (side !== 'TRAILING') while (start < end && set.has(points[start] as string)) start++;
  if (side !== 'LEADING') while (end > start && set.has(points[end - 1] as string)) end--;
  return start === 0 && end === points.length ? text : points.slice(start, end).join('');
}

/** Fills a text up to a length, or cuts it; null where it cannot be. */
export function pad(text: string, length: number, filling: string, side: 'left' | 'right'): string | null {
  const points = pointText(text);
  if (length < 0 || filling === '') return null;
  if (points.length >= length) return points.slice(0, length);
  const missing = length - points.length;
  const fill = pointText(repeatText(filling, Math.ceil(missing / pointText(filling).length))).slice(0, missing);
  return side === 'left' ? fill + text : text + fill;
}

/** Replaces a part from a position, counted from 1, of a length; by default as long as what is put in. */
export function overlay(text: string, replacement: string, position: number, length?: number): string {
  const points = pointText(text);
  if (position <= 0 || position > points.length) return text;
  const cut = length ?? pointText(replacement).length;
  const before = points.slice(0, position - 1);
  const end = position - 1 + cut;
  // A negative length leaves nothing of the rest, as in Flink.
  return before + replacement + (cut >= 0 && end < points.length ? points.slice(end) : '');
}

/** Every word with a capital first letter and small ones behind; words are letters and digits. */
export function initCap(text: string): string {
  let result = '';
  let inWord = false;
  for (const point of text) {
    const belongs = /[\p{L}\p{Nd}]/u.test(point);
    result += !belongs ? point : inWord ? point.toLowerCase() : point.toUpperCase();
    inWord = belongs;
  }
  return result;
}

/** The text backwards. */
export function reverse(text: string): string {
  return Array.from(text).reverse().join('');
}

/** The part with a number, from 0, between separators; null when there is none. An empty text has no parts. */
export function splitIndex(text: string, separator: string, index: number): string | null {
  if (index < 0 || text === '') return null;
  // Without a separator the text is one part.
  if (separator === '') return index === 0 ? text : null;
  return text.split(separator)[index] ?? null;
}

/** The longest text that JavaScript can hold, in UTF-16 units. */
const MAX_TEXT_LENGTH = 2 ** 29 - 24;

/** The text so many times. */
export function repeatText(text: string, count: number): string {
  if (text.length * count <= MAX_TEXT_LENGTH) return text.repeat(count);
  throw invalidValue(
    'REPEAT',
    `a text of ${text.length} characters ${count} times is too long.`,
    'Repeat it less often.',
  );
}
