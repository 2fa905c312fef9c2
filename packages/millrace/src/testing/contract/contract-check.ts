import { DataWriter } from '../../model/data-writer.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { describeValue } from '../../model/type-mismatch.js';

/**
 * One thing that every source, or every sink, must do. `run` settles when the connector does it, and rejects with a
 * MillraceError `CONTRACT_BROKEN` when not: give both to the `it` or `test` of your test runner.
 */
export interface ContractCheck {
  readonly name: string;
  run(): Promise<void>;
}

/** The error for a connector that does not keep its contract. */
export function contractBroken(message: string, facts: Readonly<Record<string, unknown>> = {}): MillraceError {
  return new MillraceError('CONTRACT_BROKEN', message, {
    facts: Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, factOf(value)])),
  });
}

/** @throws MillraceError `CONTRACT_BROKEN` unless the condition holds. */
export function must(condition: boolean, message: string, facts: Readonly<Record<string, unknown>> = {}): void {
  if (!condition) throw contractBroken(message, facts);
}

/** Compares records by the bytes of their type, so that it does not matter how a value is made. */
export class RecordComparison<T> {
  constructor(private readonly type: TypeInformation<T>) {}

  /** Two equal records have the same text. */
  text(value: unknown): string {
    const out = new DataWriter();
    this.type.codec.write(this.type.codec.check(value, 'value'), out);
    return String.fromCharCode(...out.toBytes());
  }

  /** The same records in the same order. */
  mustBeSame(seen: readonly unknown[], expected: readonly unknown[], what: string): void {
    const place = Array.from({ length: Math.max(seen.length, expected.length) }, (_, index) => index).find(
      (index) =>
        index >= seen.length || index >= expected.length || this.text(seen[index]) !== this.text(expected[index]),
    );
    if (place === undefined) return;
    throw contractBroken(`${what}: record ${place} is not the one expected.`, {
      record: place,
      seen: place < seen.length ? describeRecord(seen[place]) : 'nothing',
      expected: place < expected.length ? describeRecord(expected[place]) : 'nothing',
      seenCount: seen.length,
      expectedCount: expected.length,
    });
  }

  /** The same records, in whatever order. */
  mustHoldSame(seen: readonly unknown[], expected: readonly unknown[], what: string): void {
    const left = this.counts(expected);
    for (const value of seen) {
      const text = this.text(value);
      const count = left.get(text) ?? 0;
      if (count === 0)
        throw contractBroken(`${what}: a record came that was not expected, or once too often.`, {
          seen: describeRecord(value),
        });
      left.set(text, count - 1);
    }
    const missing = expected.filter((value) => (left.get(this.text(value)) ?? 0) > 0);
    must(missing.length === 0, `${what}: records are missing.`, {
      missing: missing.length,
      first: describeRecord(missing[0]),
    });
  }

  /** Every expected record is there, some perhaps more than once, and no other. */
  mustHoldAll(seen: readonly unknown[], expected: readonly unknown[], what: string): void {
    const seenTexts = new Set(seen.map((value) => this.text(value)));
    const expectedTexts = new Set(expected.map((value) => this.text(value)));
    const missing = expected.find((value) => !seenTexts.has(this.text(value)));
    const foreign = seen.find((value) => !expectedTexts.has(this.text(value)));
    must(missing === undefined, `${what}: a record is missing.`, { missing: describeRecord(missing) });
    must(foreign === undefined, `${what}: a record came that was not expected.`, { seen: describeRecord(foreign) });
  }

  private counts(values: readonly unknown[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(this.text(value), (counts.get(this.text(value)) ?? 0) + 1);
    return counts;
  }
}

/** True for what JSON can hold as it stands. */
export function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return ['string', 'boolean'].includes(typeof value) || value === null;
  if (Array.isArray(value)) return value.every(isJson);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson);
}

/** The error that a promise, or a call, ends with. */
export async function errorOf(work: () => unknown, what: string): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw contractBroken(what);
}

/** The state forms of a connector refuse what they did not write, and say what they saw. */
export async function mustRefuseForeignState(
  form: { readonly version: number; fromJson(version: number, json: unknown): unknown },
  written: unknown,
  what: string,
): Promise<void> {
  must(Number.isSafeInteger(form.version) && form.version > 0, `The ${what} has no version.`, {
    version: form.version,
  });
  for (const version of [0, form.version + 1, form.version + 98]) {
    const error = await errorOf(() => form.fromJson(version, written), `The ${what} of version ${version} was taken.`);
    must(
      error instanceof MillraceError && error.code === 'STATE_FORM_UNKNOWN' && error.facts['version'] === version,
      `The ${what} of another version must be refused with STATE_FORM_UNKNOWN and the version that was seen.`,
      { seen: error },
    );
  }
  for (const foreign of [null, 7, 'text', [[]], { of: 'another connector' }]) {
    const error = await errorOf(
      () => form.fromJson(form.version, foreign),
      `The ${what} was read from what another connector wrote: ${JSON.stringify(foreign)}.`,
    );
    must(error instanceof MillraceError, `The ${what} of another connector must be refused with a MillraceError.`, {
      seen: error,
    });
  }
}

function describeRecord(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)).slice(0, 200);
  } catch {
    return describeValue(value);
  }
}

function factOf(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' || value === undefined)
    return value;
  return value instanceof Error ? `${value.name}: ${value.message}` : describeRecord(value);
}
