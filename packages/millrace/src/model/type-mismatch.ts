import { MillraceError } from './millrace-error.js';

const MAX_TEXT = 40;

/** A short text about a value for an error message: what it is, and a bounded part of what it holds. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return value.length <= MAX_TEXT ? JSON.stringify(value) : longString(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return describeBigInt(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return describeObject(value);
  return String(value);
}

/** The error for a value that is not of the declared type. */
export function typeMismatch(path: string, type: string, value: unknown, hint?: string): MillraceError {
  return typeMismatchSeen(path, type, describeValue(value), hint);
}

/** As {@link typeMismatch}, for a value that is described already. */
export function typeMismatchSeen(path: string, type: string, seen: string, hint?: string): MillraceError {
  return new MillraceError('TYPE_MISMATCH', `${path} must be ${type}, but is ${seen}.`, {
    facts: { path, type, seen },
    hint: hint ?? 'Return a value of the declared type, or declare the type of what is returned.',
  });
}

/** The first characters of a text, for a message. */
export function shortened(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}

function longString(value: string): string {
  return `${JSON.stringify(value.slice(0, MAX_TEXT))}… (${value.length} characters)`;
}

function describeBigInt(value: bigint): string {
  // Printing an integer of a million bits takes seconds; nobody needs its digits in a message.
  if (BigInt.asIntN(128, value) !== value) return 'a bigint of more than 128 bits';
  return `${value}n`;
}

function describeObject(value: object): string {
  try {
    if (Array.isArray(value)) return `an array of ${value.length}`;
    if (value instanceof Promise) return 'a promise';
    if (value instanceof Date) return `the Date ${Number.isNaN(value.getTime()) ? 'Invalid' : value.toISOString()}`;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return `an instance of ${className(value)}`;
    const names = Object.keys(value);
    if (names.length === 0) return 'an object without fields';
    const shown = names.slice(0, 8).map((name) => name.slice(0, MAX_TEXT));
    return `an object with ${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
  } catch {
    return 'an object that cannot be read';
  }
}

function className(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name !== '' ? name.slice(0, MAX_TEXT) : 'an unnamed class';
}

/** The path of a part: `value.items`, `value['two words']`, `value[3]`. */
export function pathOf(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key.slice(0, MAX_TEXT))}]`;
}
