const DAY_MS = 86_400_000;

/** `2026-01-31` for a number of days since 1970-01-01; years beyond 9999 or before 0 have a sign, as in ISO 8601. */
export function formatDate(days: number): string {
  const [year, month, day] = civilFromDays(days);
  return `${formatYear(year)}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** `12:00:00.5` for milliseconds since midnight: as many digits of the second as it has. */
export function formatTime(ms: number): string {
  const fraction = ms % 1000;
  const text = `${twoDigits(Math.floor(ms / 3_600_000))}:${twoDigits(Math.floor(ms / 60_000) % 60)}:${twoDigits(
    Math.floor(ms / 1000) % 60,
  )}`;
  return fraction === 0 ? text : `${text}.${String(fraction).padStart(3, '0').replace(/0+$/, '')}`;
}

/** The date and the time of milliseconds since 1970-01-01 00:00:00, with `separator` between. */
export function formatTimestamp(ms: number, separator: string): string {
  const days = Math.floor(ms / DAY_MS);
  return `${formatDate(days)}${separator}${formatTime(ms - days * DAY_MS)}`;
}

/** Days since 1970-01-01 of `2026-01-31`; undefined for other text and for days that no month has. */
export function parseDate(text: string): number | undefined {
  const match = /^([+-]?\d{4,9})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const days = daysFromCivil(year, month, day);
  // What no calendar has comes back as another day.
  const [, sameMonth, sameDay] = civilFromDays(days);
  return month >= 1 && month <= 12 && sameMonth === month && sameDay === day ? days : undefined;
}

/** Milliseconds since midnight of `12:00`, `12:00:00` or `12:00:00.123`, with or without `Z`; finer digits are cut off. */
export function parseTime(text: string): number | undefined {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z?$/.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const ms = Number((match[4] ?? '').padEnd(3, '0').slice(0, 3));
  return hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + ms;
}

/** Milliseconds since 1970-01-01 00:00:00 of a date and a time with a space or `T` between; undefined for other text. */
export function parseTimestamp(text: string): number | undefined {
  const separator = text.search(/[ T]/);
  const days = parseDate(separator === -1 ? text : text.slice(0, separator));
  const ms = separator === -1 ? 0 : parseTime(text.slice(separator + 1));
  return days === undefined || ms === undefined ? undefined : days * DAY_MS + ms;
}

function formatYear(year: number): string {
  if (year > 9999) return `+${year}`;
  return year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0');
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

// The proleptic Gregorian calendar in eras of 400 years that begin on 1 March: exact for every day, where Date ends at
// 100 million.

/** The year, month (from 1) and day of a number of days since 1970-01-01. */
export function civilFromDays(days: number): [year: number, month: number, day: number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

/** Days since 1970-01-01 of a date of the calendar; a day that its month lacks runs on into the next. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** True for a day that the calendar has. */
export function isCivil(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month);
}

/** How many days a month has. */
export function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
