import { MillraceError } from '../../../model/millrace-error.js';

/** The parts of a moment in a time zone. */
interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

type WritePart = (time: LocalTime) => string;

const MINUTE_MS = 60_000;

/** How long offsets of time zones stay the same, at least: they change at whole quarters of an hour. */
const OFFSET_SPAN_MS = 15 * MINUTE_MS;

const numberOf: Readonly<Record<string, (time: LocalTime) => number>> = {
  y: ({ year }) => year,
  u: ({ year }) => year,
  M: ({ month }) => month,
  d: ({ day }) => day,
  H: ({ hour }) => hour,
  m: ({ minute }) => minute,
  s: ({ second }) => second,
};

/**
 * Writes moments by a pattern of Java's `DateTimeFormatter`: `y` or `u` year, `M` month, `d` day, `H` hour, `m` minute,
 * `s` second, `S` fraction, as many letters as digits; text in single quotes as it is.
 *
 * @param timeZone of the IANA data base, such as `Europe/Berlin`, or an offset such as `+02:00`; by default the host's.
 * @throws MillraceError `CONFIG_INVALID_VALUE` for other letters, and for a time zone that there is none.
 */
export function dateTimeWriter(pattern: string, timeZone: string | undefined): (timeMs: number) => string {
  const parts = parsePattern(pattern);
  const offsetAt = offsetReader(timeZone);
  return (timeMs) => {
    const local = new Date(timeMs + offsetAt(timeMs));
    const time = {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      millisecond: local.getUTCMilliseconds(),
    };
    return parts.map((write) => write(time)).join('');
  };
}

function parsePattern(pattern: string): WritePart[] {
  const token = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g;
  return Array.from(pattern.matchAll(token), ([text, quoted, letter]): WritePart => {
    if (quoted !== undefined) {
      const literal = quoted === '' ? "'" : quoted.replaceAll("''", "'");
      return () => literal;
    }
    if (text === "'") throw invalidPattern(pattern, 'a quote is not closed');
    if (letter === undefined) return () => text;
    return partOf(letter, text.length, pattern);
  });
}

function partOf(letter: string, width: number, pattern: string): WritePart {
  if (letter === 'S' && width <= 3) {
    return ({ millisecond }) => String(millisecond).padStart(3, '0').slice(0, width);
  }
  const read = numberOf[letter];
  const isYear = letter === 'y' || letter === 'u';
  if (read === undefined || letter === 'S' || (!isYear && width > 2)) {
    throw invalidPattern(pattern, `'${letter.repeat(width)}' is not known`);
  }
  if (isYear && width === 2) return (time) => String(read(time) % 100).padStart(2, '0');
  return (time) => String(read(time)).padStart(width, '0');
}

/** The offset from UTC at a moment, in milliseconds. */
function offsetReader(timeZone: string | undefined): (timeMs: number) => number {
  const fixed = timeZone === undefined ? undefined : fixedOffset(timeZone);
  if (fixed !== undefined) return () => fixed;
  const format = zoneFormat(timeZone);
  let span = Number.NaN;
  let offset = 0;
  return (timeMs) => {
    const start = Math.floor(timeMs / OFFSET_SPAN_MS) * OFFSET_SPAN_MS;
    if (start !== span) {
      span = start;
      offset = localMs(format, start) - start;
    }
    return offset;
  };
}

function fixedOffset(timeZone: string): number | undefined {
  if (timeZone === 'Z') return 0;
  const match = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(timeZone);
  if (match === null) return undefined;
  const [, sign, hours, minutes] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
}

function zoneFormat(timeZone: string | undefined): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...(timeZone === undefined ? {} : { timeZone }),
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new MillraceError('CONFIG_INVALID_VALUE', `There is no time zone '${timeZone}'.`, {
      facts: { timeZone: String(timeZone) },
      hint: "Give one such as 'Europe/Berlin', 'UTC' or '+02:00'.",
      cause,
    });
  }
}

function localMs(format: Intl.DateTimeFormat, timeMs: number): number {
  const parts = Object.fromEntries(format.formatToParts(timeMs).map(({ type, value }) => [type, value]));
  const of = (type: string) => Number(parts[type]);
  const year = parts['era'] === 'BC' ? 1 - of('year') : of('year');
  const date = new Date(0);
  date.setUTCFullYear(year, of('month') - 1, of('day'));
  date.setUTCHours(of('hour'), of('minute'), of('second'), 0);
  return date.getTime();
}

function invalidPattern(pattern: string, reason: string): MillraceError {
  return new MillraceError('CONFIG_INVALID_VALUE', `'${pattern}' is no pattern of dates and times: ${reason}.`, {
    facts: { pattern },
    hint: "For example 'yyyy-MM-dd--HH', or \"'dt='yyyy-MM-dd\" with text in quotes.",
  });
}
