import { parseDecimalText } from '../big-decimal.js';
import { MillraceError } from '../millrace-error.js';
import { describeValue } from '../type-mismatch.js';
import {
  type JsonConversion,
  type JsonDecodeOptions,
  JsonNumber,
  jsonMismatch,
  NEEDS_EXACT_NUMBERS,
  printJsonPath,
} from './json-conversion.js';

const FLOATING_TEXT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity)$/;

/** Text, as JSON has it. Numbers and booleans are taken by their text, as Flink does. */
export const stringJson: JsonConversion<string> = {
  encoder: () => (value, out) => out.string(value),
  decoder: (options) => (json, parent, key) => {
    if (typeof json === 'string') return json;
    const text = scalarText(json, options);
    if (text === undefined) throw jsonMismatch('String', json, parent, key);
    return text;
  },
  plain: () => (input) => input.string(),
};

export const booleanJson: JsonConversion<boolean> = {
  encoder: () => (value, out) => out.ascii(value ? 'true' : 'false'),
  decoder: () => (json, parent, key) => {
    if (typeof json === 'boolean') return json;
    const text = typeof json === 'string' ? json.trim().toLowerCase() : '';
    if (text === 'true' || text === 'false') return text === 'true';
    throw jsonMismatch('Boolean', json, parent, key);
  },
  plain: () => (input) => input.boolean(),
};

/** Whole numbers of a range inside ±(2^53 − 1), as digits; digits in quotes are read too, as Flink does. */
export function integerJson(name: string, min: number, max: number): JsonConversion<number> {
  return {
    encoder: () => (value, out) => out.integer(value),
    decoder: (options) => (json, parent, key) => {
      if (typeof json === 'number' && Number.isInteger(json) && json >= min && json <= max) return json + 0;
      const value = wholeNumber(json, options);
      if (value !== undefined && value >= min && value <= max) return Number(value);
      throw jsonMismatch(name, json, parent, key);
    },
    plain: () => (input) => {
      const value = input.integer();
      if (value < min || value > max) input.giveUp();
      return value;
    },
  };
}

/** How whole numbers of a type get their form in memory. */
export interface BigintForm<T> {
  readonly fits: (value: bigint) => boolean;
  /** From a safe integer. */
  readonly small: (value: number) => T;
  /** From any that fits; `path` prints where it stands, for an error. */
  readonly large: (value: bigint, path: () => string) => T;
}

/** Whole numbers that may be beyond ±(2^53 − 1), as digits; digits in quotes are read too, as Flink does. */
export function bigintJson<T extends number | bigint>(name: string, form: BigintForm<T>): JsonConversion<T> {
  return {
    encoder: () => (value, out) => out.integer(value),
    decoder: (options) => (json, parent, key) => {
      if (typeof json === 'number' && Number.isSafeInteger(json)) return form.small(json + 0);
      const value = wholeNumber(json, options);
      if (value === undefined || !form.fits(value)) throw jsonMismatch(name, json, parent, key);
      return form.large(value, () => printJsonPath(parent, key));
    },
    plain: () => (input) => form.small(input.integer()),
  };
}

/** Floating-point numbers. `print` gives the shortest digits, `round` the value as the type holds it. */
export function floatingJson(
  name: string,
  print: (value: number) => string,
  round: (value: number) => number,
): JsonConversion<number> {
  return {
    encoder: () => (value, out) => {
      if (Number.isFinite(value)) out.ascii(Object.is(value, -0) ? '-0.0' : print(value));
      else
        throw new MillraceError('JSON_NOT_FINITE', `JSON has no number for ${value}.`, {
          facts: { type: name },
          hint: 'Replace it before it is written, or write it as text.',
        });
    },
    decoder: () => (json, parent, key) => {
      if (typeof json === 'number') return round(json);
      if (json instanceof JsonNumber) return round(Number(json.text));
      const text = typeof json === 'string' ? json.trim() : '';
      if (text === 'NaN') return Number.NaN;
      if (FLOATING_TEXT.test(text)) return round(Number(text));
      throw jsonMismatch(name, json, parent, key);
    },
    plain: () => (input) => round(input.floating()),
  };
}

/** Values that JSON has as text of their own form. */
export function textJson<T>(
  name: string,
  print: (value: T, options: { readonly timestampFormat: string }) => string,
  parse: (text: string) => T | undefined,
): JsonConversion<T> {
  return {
    encoder: (options) => (value, out) => out.string(print(value, options)),
    decoder: () => (json, parent, key) => {
      const value = typeof json === 'string' ? parse(json) : undefined;
      if (value === undefined) throw jsonMismatch(name, json, parent, key);
      return value;
    },
    plain: () => (input) => {
      const value = parse(input.string());
      if (value === undefined) input.giveUp();
      return value as T;
    },
  };
}

/** Decimals, read by their digits, with or without quotes. */
export function decimalJson<T>(
  name: string,
  print: (value: T) => string,
  parse: (text: string) => T | undefined,
): Pick<JsonConversion<T>, 'encoder' | 'decoder'> {
  return {
    encoder: () => (value, out) => out.ascii(print(value)),
    decoder: () => (json, parent, key) => {
      const text =
        json instanceof JsonNumber
          ? json.text
          : typeof json === 'number' || typeof json === 'string'
            ? String(json).trim()
            : '';
      const value = parse(text);
      if (value === undefined) throw jsonMismatch(name, json, parent, key, `${describeValue(text)} does not fit.`);
      return value;
    },
  };
}

/** The whole number that a JSON value stands for; undefined when it stands for none. */
function wholeNumber(json: unknown, options: JsonDecodeOptions): bigint | undefined {
  if (typeof json === 'number') {
    if (!Number.isInteger(json)) return undefined;
    if (!Number.isSafeInteger(json) && !options.exact) throw NEEDS_EXACT_NUMBERS;
    return BigInt(json);
  }
  if (typeof json === 'string') return /^\s*[+-]?\d+\s*$/.test(json) ? BigInt(json.trim().replace('+', '')) : undefined;
  const parsed = json instanceof JsonNumber ? parseDecimalText(json.text) : undefined;
  if (parsed === undefined) return undefined;
  if (parsed.scale <= 0) return parsed.unscaled * 10n ** BigInt(-parsed.scale);
  const divisor = 10n ** BigInt(parsed.scale);
  return parsed.unscaled % divisor === 0n ? parsed.unscaled / divisor : undefined;
}

/** The text of a number or boolean, digit by digit as it stands in the JSON. */
function scalarText(json: unknown, options: JsonDecodeOptions): string | undefined {
  if (json instanceof JsonNumber) return json.text;
  if (typeof json === 'boolean') return String(json);
  if (typeof json !== 'number') return undefined;
  if (!options.exact) throw NEEDS_EXACT_NUMBERS;
  return String(json);
}
