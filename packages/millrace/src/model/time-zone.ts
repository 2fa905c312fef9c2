import { MillraceError } from './millrace-error.js';

/** A zone of the time-zone database, or a fixed offset: how far local time is ahead of UTC. */
export interface TimeZone {
  /** As it was given. */
  readonly id: string;
  /** Milliseconds that local time is ahead at a moment. */
  offsetAt(epochMs: number): number;
  /** The moment at which the clocks of the zone show a local time: in a gap shifted forward by its length, in an overlap the earlier one. */
  epochOf(localMs: number): number;
}

const HOUR_MS = 3_600_000;
/** No zone has changed twice within an hour. */
const SLOT_MS = HOUR_MS;
const MAX_SLOTS = 100_000;

/** The three letters by which Java still knows some zones. */
const SHORT_IDS: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  EST: '-05:00',
  HST: '-10:00',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  MST: '-07:00',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
};

export const UTC: TimeZone = fixedZone('UTC', 0);

const zones = new Map<string, TimeZone>([['UTC', UTC]]);

/**
 * The zone with an id such as `Asia/Shanghai`, `UTC`, `GMT+08:00` or `+8`.
 *
 * @throws MillraceError `TIME_ZONE_UNKNOWN`.
 */
export function timeZone(id: string): TimeZone {
  const known = zones.get(id);
  if (known !== undefined) return known;
  const meant = SHORT_IDS[id] ?? id;
  const zone = { ...(offsetZone(meant) ?? regionZone(meant)), id };
  zones.set(id, zone);
  return zone;
}

function fixedZone(id: string, offsetMs: number): TimeZone {
  return { id, offsetAt: () => offsetMs, epochOf: (localMs) => localMs - offsetMs };
}

const OFFSET = /^(?:UTC|GMT|UT)?(?:([+-])(\d{1,2})(?::?(\d\d)(?::?(\d\d))?)?)?$/;

function offsetZone(id: string): TimeZone | undefined {
  if (id === 'Z') return fixedZone(id, 0);
  const match = id === '' ? null : OFFSET.exec(id);
  if (match === null) return undefined;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const ms = Number(hours) * HOUR_MS + Number(minutes) * 60_000 + Number(seconds) * 1000;
  // Java's zones reach to 18 hours.
  if (ms > 18 * HOUR_MS || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return fixedZone(id, sign === '-' ? 0 - ms : ms);
}

function regionZone(id: string): TimeZone {
  const format = regionFormat(id);
  // Offsets hold for long: they are kept for slots in which they do not change.
  const slots = new Map<number, number | undefined>();
  const offsetAt = (epochMs: number): number => {
    const slot = Math.floor(epochMs / SLOT_MS);
    let offset = slots.get(slot);
    if (offset === undefined && !slots.has(slot)) {
      if (slots.size >= MAX_SLOTS) slots.clear();
      const first = computeOffset(format, slot * SLOT_MS);
      offset = first === computeOffset(format, (slot + 1) * SLOT_MS - 1) ? first : undefined;
      slots.set(slot, offset);
    }
    return offset ?? computeOffset(format, epochMs);
  };
  return {
    id,
    offsetAt,
    epochOf(localMs) {
      const before = offsetAt(localMs - 24 * HOUR_MS);
      const after = offsetAt(localMs + 24 * HOUR_MS);
      if (offsetAt(localMs - before) === before) return localMs - before;
      if (offsetAt(localMs - after) === after) return localMs - after;
      // No moment has this local time: the clocks were put forward over it.
      return localMs - before;
    },
  };
}

function regionFormat(id: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: id,
      calendar: 'iso8601',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    throw new MillraceError('TIME_ZONE_UNKNOWN', `There is no time zone '${id}'.`, {
      facts: { zone: id },
      hint: "Give the name of a region, such as 'Europe/Berlin', or an offset, such as 'GMT+02:00'.",
      cause: error,
    });
  }
}

function computeOffset(format: Intl.DateTimeFormat, epochMs: number): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(clampToDate(epochMs))) parts[type] = value;
  const number = (name: string): number => Number(parts[name]);
  const year = parts['era']?.startsWith('B') === true ? 1 - number('year') : number('year');
  const date = new Date(0);
  date.setUTCFullYear(year, number('month') - 1, number('day'));
  date.setUTCHours(number('hour'), number('minute'), number('second'));
  return date.getTime() - Math.floor(clampToDate(epochMs) / 1000) * 1000;
}

/** `Date` ends at 100 million days; far out the offsets no longer change. */
function clampToDate(epochMs: number): number {
  return Math.min(Math.max(epochMs, -8.64e15 + 864e5), 8.64e15 - 864e5);
}
