import { DAYS_LONG, hourOf, type LocalFields, MONTHS_LONG, minuteOf, secondOf, sundayWeek } from './datetime-fields.js';
import type { PatternDialect, PatternPart } from './datetime-pattern.js';
import { dayOfWeek, dayOfYear, isoDayOfWeek } from './temporal-units.js';

type Print = (fields: LocalFields) => string;
type MakePrint = (count: number, dialect: PatternDialect) => Print | undefined;

const padded = (value: number, count: number): string =>
  value < 0 ? `-${String(-value).padStart(count, '0')}` : String(value).padStart(count, '0');

const number =
  (of: (fields: LocalFields) => number): MakePrint =>
  (count) =>
  (fields) =>
    padded(of(fields), count);

/** Two letters are the last two digits of a year; four and more show a plus when there are more digits. */
const year =
  (of: (fields: LocalFields) => number): MakePrint =>
  (count, dialect) =>
  (fields) => {
    const value = of(fields);
    if (count === 2) return padded(((value % 100) + 100) % 100, 2);
    const text = padded(value, count);
    return dialect === 'java-time' && count >= 4 && value > 10 ** count - 1 ? `+${text}` : text;
  };

/** One or two letters are a number, three a short name, four the whole one, five its first letter. */
const named =
  (of: (fields: LocalFields) => number, names: readonly string[], first: number): MakePrint =>
  (count) =>
  (fields) => {
    const value = of(fields);
    const name = names[value - first] as string;
    if (count <= 2) return padded(value, count);
    return count === 4 ? name : count === 5 ? (name[0] as string) : name.slice(0, 3);
  };

const dayName: MakePrint = (count) => (fields) => {
  const name = DAYS_LONG[dayOfWeek(fields.days) - 1] as string;
  return count === 5 ? (name[0] as string) : count === 4 ? name : name.slice(0, 3);
};

const quarterOf = ({ month }: LocalFields): number => Math.floor((month + 2) / 3);

const quarter: MakePrint = (count) => (fields) => {
  const value = quarterOf(fields);
  if (count <= 2) return padded(value, count);
  const ordinal = ['1st', '2nd', '3rd', '4th'][value - 1];
  return count === 3 ? `Q${value}` : count === 4 ? `${ordinal} quarter` : String(value);
};

/** `S` is the fraction of the second; in SimpleDateFormat the number of milliseconds. */
const fraction: MakePrint = (count, dialect) => (fields) =>
  dialect === 'simple'
    ? padded(Math.floor(fields.nanoOfSecond / 1_000_000), count)
    : String(fields.nanoOfSecond).padStart(9, '0').padEnd(count, '0').slice(0, count);

/** `+01`, `+0130`, `+01:30` and so on, by the number of letters; `zero` stands for no offset. */
const offset =
  (zero: string | undefined): MakePrint =>
  (count) =>
  ({ offsetMs }) => {
    if (offsetMs === 0 && zero !== undefined) return zero;
    const minutes = Math.abs(Math.trunc(offsetMs / 60_000));
    const [hours, rest] = [padded(Math.floor(minutes / 60), 2), padded(minutes % 60, 2)];
    const sign = offsetMs < 0 ? '-' : '+';
    if (count === 1) return `${sign}${hours}${rest === '00' ? '' : rest}`;
    return `${sign}${hours}${count === 3 || count === 5 ? ':' : ''}${rest}`;
  };

const era: MakePrint = (count) => (fields) => {
  const [short, long] = fields.year > 0 ? ['AD', 'Anno Domini'] : ['BC', 'Before Christ'];
  return count === 4 ? (long as string) : count === 5 ? (short?.[0] as string) : (short as string);
};

const yearOfEra = ({ year: value }: LocalFields): number => (value > 0 ? value : 1 - value);

const PRINTERS: Readonly<Record<string, MakePrint>> = {
  G: era,
  y: year(yearOfEra),
  u: (count, dialect) =>
    dialect === 'simple'
      ? number(({ days }) => isoDayOfWeek(days))(count, dialect)
      : year(({ year: value }) => value)(count, dialect),
  Y: year((fields) => sundayWeek(fields).year),
  M: named(({ month }) => month, MONTHS_LONG, 1),
  L: named(({ month }) => month, MONTHS_LONG, 1),
  d: number(({ day }) => day),
  D: number(({ days }) => dayOfYear(days)),
  E: dayName,
  e: (count, dialect) => (count <= 2 ? number(({ days }) => dayOfWeek(days))(count, dialect) : dayName(count, dialect)),
  c: (count, dialect) => (count <= 2 ? number(({ days }) => dayOfWeek(days))(count, dialect) : dayName(count, dialect)),
  F: number(({ day }) => Math.floor((day - 1) / 7) + 1),
  w: number((fields) => sundayWeek(fields).week),
  W: number((fields) => Math.floor((fields.day - 1 + dayOfWeek(fields.days - fields.day + 1) - 1) / 7) + 1),
  Q: quarter,
  q: quarter,
  a: () => (fields) => (hourOf(fields) < 12 ? 'AM' : 'PM'),
  H: number(hourOf),
  k: number((fields) => hourOf(fields) || 24),
  K: number((fields) => hourOf(fields) % 12),
  h: number((fields) => hourOf(fields) % 12 || 12),
  m: number(minuteOf),
  s: number(secondOf),
  S: fraction,
  A: number(({ timeOfDayMs }) => timeOfDayMs),
  n: number(({ nanoOfSecond }) => nanoOfSecond),
  N: number((fields) => Math.floor(fields.timeOfDayMs / 1000) * 1_000_000_000 + fields.nanoOfSecond),
  V: (count) => (count === 2 ? ({ zoneId = '' }) => zoneId : undefined),
  z:
    () =>
    ({ zoneId = '' }) =>
      zoneId,
  O: (count, dialect) => (fields) =>
    fields.offsetMs === 0 ? 'GMT' : `GMT${offset(undefined)(count === 4 ? 3 : 1, dialect)?.(fields)}`,
  X: offset('Z'),
  x: offset(undefined),
  Z: (count, dialect) => (count === 5 ? offset('Z')(3, dialect) : offset(undefined)(2, dialect)),
};

/** Prints by a pattern; undefined when a letter has no meaning. */
export function compilePrinter(parts: readonly PatternPart[], dialect: PatternDialect): Print | undefined {
  const printers: Print[] = [];
  for (const part of parts) {
    const print = printerOf(part, dialect);
    if (print === undefined) return undefined;
    printers.push(print);
  }
  return (fields) => printers.map((print) => print(fields)).join('');
}

function printerOf(part: PatternPart, dialect: PatternDialect): Print | undefined {
  switch (part.kind) {
    case 'text':
      return () => part.text;
    case 'optional':
      return compilePrinter(part.parts, dialect);
    case 'field':
      return Object.hasOwn(PRINTERS, part.letter) ? PRINTERS[part.letter]?.(part.count, dialect) : undefined;
  }
}
