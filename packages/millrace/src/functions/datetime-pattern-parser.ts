import { DAYS_LONG, MONTHS_LONG } from './datetime-fields.js';
import type { PatternDialect, PatternPart } from './datetime-pattern.js';

/** What was read; a field that the pattern does not have is undefined. */
export interface ParsedFields {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour?: number;
  hourOfHalf?: number;
  afternoon?: boolean;
  minute?: number;
  second?: number;
  nanoOfSecond?: number;
  offsetMs?: number;
  zoneId?: string;
}

type Store = (fields: ParsedFields, text: string) => void;

/** How a letter is read: digits, of which there are at least and at most so many, or one of some texts, or what matches. */
type FieldReader =
  | {
      readonly kind: 'digits';
      readonly min: number;
      readonly max: number;
      readonly signed: boolean;
      readonly store: Store;
    }
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly store: Store }
  | { readonly kind: 'sticky'; readonly expression: RegExp; readonly store: Store };

type MakeReader = (count: number, dialect: PatternDialect) => FieldReader | undefined;

const MAX_DIGITS = 9;

const ignored: Store = () => undefined;

/** As many digits as letters; one letter takes any number of them, and so does every one of SimpleDateFormat. */
const number =
  (store: (fields: ParsedFields, value: number) => void): MakeReader =>
  (count, dialect) => ({
    kind: 'digits',
    min: dialect === 'simple' ? 1 : count,
    max: dialect === 'simple' || count === 1 ? MAX_DIGITS : count,
    signed: false,
    store: (fields, text) => store(fields, Number(text)),
  });

const year: MakeReader = (count, dialect) => ({
  kind: 'digits',
  min: dialect === 'simple' ? 1 : count,
  max: count === 2 && dialect === 'java-time' ? 2 : MAX_DIGITS,
  signed: count !== 2,
  store(fields, text) {
    const value = Number(text);
    fields.year = count === 2 && /^\d{2}$/.test(text) ? 2000 + value : value;
  },
});

const shortNames = (names: readonly string[]): readonly string[] => names.map((name) => name.slice(0, 3));

const words = (names: readonly string[], store: Store): FieldReader => ({
  kind: 'words',
  // The longer one first, so that a short name does not stop in the middle of it.
  words: [...names].sort((a, b) => b.length - a.length),
  store,
});

const month: MakeReader = (count, dialect) => {
  if (count <= 2) return number((fields, value) => assign(fields, { month: value }))(count, dialect);
  const short = shortNames(MONTHS_LONG);
  const accepted = dialect === 'simple' ? [...MONTHS_LONG, ...short] : count === 3 ? short : MONTHS_LONG;
  return words(accepted, (fields, text) => assign(fields, { month: short.indexOf(text.slice(0, 3)) + 1 }));
};

const fraction: MakeReader = (count, dialect) =>
  dialect === 'simple'
    ? number((fields, value) => assign(fields, { nanoOfSecond: value * 1_000_000 }))(count, dialect)
    : {
        kind: 'digits',
        min: count,
        max: count,
        signed: false,
        store: (fields, text) => assign(fields, { nanoOfSecond: Number(text.padEnd(9, '0').slice(0, 9)) }),
      };

const offset: MakeReader = () => ({
  kind: 'sticky',
  expression: /Z|[+-]\d\d(?::?\d\d)?/y,
  store(fields, text) {
    const [, sign, hours, minutes = '0'] = /([+-])(\d\d):?(\d\d)?/.exec(text) ?? [undefined, '+', '0'];
    const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
    fields.offsetMs = sign === '-' ? -ms : ms;
  },
});

const zone: MakeReader = () => ({
  kind: 'sticky',
  expression: /[A-Za-z][\w+\-/:]*/y,
  store: (fields, text) => assign(fields, { zoneId: text }),
});

function assign(fields: ParsedFields, values: ParsedFields): void {
  Object.assign(fields, values);
}

const unused = number(() => undefined);

const READERS: Readonly<Record<string, MakeReader>> = {
  G: () => words(['AD', 'BC'], ignored),
  y: year,
  u: year,
  Y: year,
  M: month,
  L: month,
  d: number((fields, value) => assign(fields, { day: value })),
  D: number((fields, value) => assign(fields, { dayOfYear: value })),
  E: (count) => words(count === 4 ? DAYS_LONG : shortNames(DAYS_LONG), ignored),
  a: () => words(['AM', 'PM'], (fields, text) => assign(fields, { afternoon: text === 'PM' })),
  H: number((fields, value) => assign(fields, { hour: value })),
  k: number((fields, value) => assign(fields, { hour: value % 24 })),
  K: number((fields, value) => assign(fields, { hourOfHalf: value })),
  h: number((fields, value) => assign(fields, { hourOfHalf: value % 12 })),
  m: number((fields, value) => assign(fields, { minute: value })),
  s: number((fields, value) => assign(fields, { second: value })),
  S: fraction,
  n: number((fields, value) => assign(fields, { nanoOfSecond: value })),
  X: offset,
  x: offset,
  Z: offset,
  V: zone,
  z: zone,
  O: () => ({ kind: 'sticky', expression: /GMT(?:[+-]\d{1,2}(?::\d\d)?)?/y, store: ignored }),
  // What is read, but decides nothing.
  Q: unused,
  q: unused,
  w: unused,
  W: unused,
  e: unused,
  c: unused,
  F: unused,
  A: unused,
  N: unused,
};

/** Reads from a place on, once and without going back; gives the place behind, or -1. */
type Step = (text: string, at: number, fields: ParsedFields) => number;

/** Reads by a pattern; undefined when a letter has no meaning. */
export function compileParser(
  parts: readonly PatternPart[],
  dialect: PatternDialect,
): ((text: string) => ParsedFields | undefined) | undefined {
  const read = sequence(parts, dialect);
  if (read === undefined) return undefined;
  return (text) => {
    const fields: ParsedFields = {};
    const end = read(text, 0, fields);
    // SimpleDateFormat does not mind what stands behind.
    return end === text.length || (end !== -1 && dialect === 'simple') ? fields : undefined;
  };
}

function sequence(parts: readonly PatternPart[], dialect: PatternDialect): Step | undefined {
  const steps: Step[] = [];
  for (const i of parts.keys()) {
    const step = stepOf(parts, i, dialect);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return (text, start, fields) => {
    let at = start;
    for (const step of steps) {
      at = step(text, at, fields);
      if (at === -1) return -1;
    }
    return at;
  };
}

function stepOf(parts: readonly PatternPart[], i: number, dialect: PatternDialect): Step | undefined {
  const part = parts[i] as PatternPart;
  if (part.kind === 'text') {
    return (text, at) => (text.startsWith(part.text, at) ? at + part.text.length : -1);
  }
  if (part.kind === 'optional') {
    const inner = sequence(part.parts, dialect);
    if (inner === undefined) return undefined;
    return (text, at, fields) => {
      const read: ParsedFields = {};
      const end = inner(text, at, read);
      if (end === -1) return at;
      Object.assign(fields, read);
      return end;
    };
  }
  const reader = readerOf(parts[i], dialect, touchesNumber(parts, i));
  return reader && fieldStep(reader, reservedBehind(parts, i, dialect));
}

function touchesNumber(parts: readonly PatternPart[], i: number): boolean {
  return parts[i + 1]?.kind === 'field' || parts[i - 1]?.kind === 'field';
}

/** Where numbers touch one another, each of SimpleDateFormat too has as many digits as letters. */
function readerOf(part: PatternPart | undefined, dialect: PatternDialect, touching: boolean): FieldReader | undefined {
  if (part?.kind !== 'field' || !Object.hasOwn(READERS, part.letter)) return undefined;
  return READERS[part.letter]?.(part.count, touching ? 'java-time' : dialect);
}

/** The digits that belong to the fields right behind. */
function reservedBehind(parts: readonly PatternPart[], i: number, dialect: PatternDialect): number {
  let reserved = 0;
  for (let next = i + 1; ; next++) {
    const reader = readerOf(parts[next], dialect, touchesNumber(parts, next));
    if (reader?.kind !== 'digits') return reserved;
    reserved += reader.min;
  }
}

function fieldStep(reader: FieldReader, reserved: number): Step {
  switch (reader.kind) {
    case 'digits':
      return (text, at, fields) => {
        const sign = reader.signed && (text[at] === '-' || text[at] === '+') ? 1 : 0;
        const run = digitsFrom(text, at + sign);
        const width = Math.min(reader.max, Math.max(reader.min, run - reserved));
        if (run < reader.min || width > run) return -1;
        reader.store(fields, text.slice(at, at + sign + width));
        return at + sign + width;
      };
    case 'words':
      return (text, at, fields) => {
        const word = reader.words.find((candidate) => text.startsWith(candidate, at));
        if (word === undefined) return -1;
        reader.store(fields, word);
        return at + word.length;
      };
    case 'sticky':
      return (text, at, fields) => {
        reader.expression.lastIndex = at;
        const match = reader.expression.exec(text)?.[0];
        if (match === undefined) return -1;
        reader.store(fields, match);
        return at + match.length;
      };
  }
}

function digitsFrom(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return end - start;
}
