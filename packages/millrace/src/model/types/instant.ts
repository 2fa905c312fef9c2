import { bytesToken } from '../bytes-token.js';
import { formatDate, formatTime, parseDate, parseTime } from '../calendar.js';
import type { Codec } from '../codec.js';
import { Instant } from '../instant.js';
import { textJson } from '../json/scalar-json.js';
import { compareInstants } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

const codec: Codec<Instant> = {
  immutable: true,
  fits: (value) => value instanceof Instant,
  check(value, path) {
    if (value instanceof Instant) return value;
    throw typeMismatch(path, 'Instant', value, 'Use Instant.ofEpochMilli(ms).');
  },
  write(value, out) {
    out.writeLong(value.seconds);
    out.writeVarUint(value.nanos);
  },
  read(input) {
    const seconds = input.readSafeLong();
    const nanos = input.readVarUint();
    if (nanos > 999_999_999) throw input.corrupt(`${nanos} nanoseconds are more than a second`);
    return new Instant(seconds, nanos);
  },
  copy: (value) => value,
  token: (value) => bytesToken(codec, value),
};

const DAY_SECONDS = 86_400;

function printInstant(value: Instant, options: { readonly timestampFormat: string }): string {
  const days = Math.floor(value.seconds / DAY_SECONDS);
  const time = formatTime((value.seconds - days * DAY_SECONDS) * 1000);
  const fraction = value.nanos === 0 ? '' : `.${String(value.nanos).padStart(9, '0').replace(/0+$/, '')}`;
  return `${formatDate(days)}${options.timestampFormat === 'SQL' ? ' ' : 'T'}${time}${fraction}Z`;
}

function parseInstant(text: string): Instant | undefined {
  const match = /^([^ T]+)[ T]([^.Z]+)(?:\.(\d{1,9}))?Z?$/.exec(text);
  const days = parseDate(match?.[1] ?? '');
  const ms = parseTime(match?.[2] ?? '');
  if (days === undefined || ms === undefined) return undefined;
  return new Instant(days * DAY_SECONDS + ms / 1000, Number((match?.[3] ?? '').padEnd(9, '0')));
}

const json = textJson('Instant', printInstant, parseInstant);

export const INSTANT_TYPE: TypeInformation<Instant> = {
  spec: { kind: 'instant' },
  codec,
  json,
  compare: compareInstants,
  toString: () => 'Instant',
};

export const instantKind: TypeKind = { kind: 'instant', fromSpec: () => INSTANT_TYPE };
