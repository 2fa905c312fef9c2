import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonNumber } from '../../model/json/json-conversion.js';
import { parseJsonExactly } from '../../model/json/parse-json.js';

/** One step of a trace: the name of what is done (`processElement2`), and with what. */
export interface TraceStep {
  readonly call: string;
  readonly argument: unknown;
  /** An expectation that leaves the order of records between two watermarks open. */
  readonly sorted?: boolean;
}

/** One of Flink's operator traces. */
export interface Trace {
  /** Test class and method, such as `StreamMapTest.testMap`. */
  readonly id: string;
  readonly steps: readonly TraceStep[];
}

/** What a trace expects at one place of an output. */
export type ExpectedEmission =
  | { readonly kind: 'record'; readonly value: unknown; readonly timestamp?: number }
  | { readonly kind: 'watermark'; readonly time: number };

/** All traces in the folder `conformance/operators` of the shared material. */
export function readTraces(folder: string): readonly Trace[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const file = parseJsonExactly(readFileSync(join(folder, name), 'utf8')) as TraceFile;
      return file.cases.map(({ id, steps }) => ({ id, steps: steps.map(stepOf) }));
    });
}

/** A time of a trace: whole, or Flink's largest long, which is infinite here. */
export function traceTime(json: unknown): number {
  const value = traceValue(json);
  if (value === 'MAX' || value === LARGEST_LONG) return Number.POSITIVE_INFINITY;
  if (typeof value === 'number') return value;
  throw new Error(`A trace has the time ${JSON.stringify(json)}.`);
}

/** A value of a trace: tuples are arrays, 64-bit integers outside ±(2^53−1) are bigints. */
function traceValue(json: unknown): unknown {
  if (json instanceof JsonNumber) return numberOf(json.text);
  if (Array.isArray(json)) return json.map(traceValue);
  if (typeof json !== 'object' || json === null) return json;
  const [entry, ...others] = Object.entries(json);
  if (entry === undefined || others.length > 0) throw new Error(`A trace has the value ${JSON.stringify(json)}.`);
  const [mark, inner] = entry;
  if (mark === '$of' || mark === '$tuple') return traceValue(inner);
  if (mark === '$bigint') return numberOf(String(inner));
  throw new Error(`A trace has a value marked ${mark}.`);
}

/** The element of a step, or of an expected output. */
export function elementOf(json: unknown): { readonly value: unknown; readonly timestamp?: number } {
  const { value, ts } = json as { readonly value: unknown; readonly ts?: unknown };
  return { value: traceValue(value), ...(ts === undefined ? {} : { timestamp: traceTime(ts) }) };
}

export function expectedOf(argument: unknown): readonly ExpectedEmission[] {
  return (argument as readonly { readonly watermark?: unknown }[]).map((each) =>
    each.watermark === undefined
      ? { kind: 'record', ...elementOf(each) }
      : { kind: 'watermark', time: traceTime(each.watermark) },
  );
}

/** Emissions with the records between two watermarks in an order of their own. */
export function inOneOrder<E extends { readonly kind: string }>(emissions: readonly E[]): readonly E[] {
  const ordered: E[] = [];
  let run: E[] = [];
  const endRun = () => {
    ordered.push(...run.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)));
    run = [];
  };
  for (const emission of emissions) {
    if (emission.kind === 'record') {
      run.push(emission);
    } else {
      endRun();
      ordered.push(emission);
    }
  }
  endRun();
  return ordered;
}

interface TraceFile {
  readonly cases: readonly { readonly id: string; readonly steps: readonly Readonly<Record<string, unknown>>[] }[];
}

const LARGEST_LONG = 9_223_372_036_854_775_807n;

function stepOf(json: Readonly<Record<string, unknown>>): TraceStep {
  // An expectation carries more fields beside it (`sorted`); its own is the first.
  const [[call, argument] = ['', undefined]] = Object.entries(json);
  return { call, argument, ...(json['sorted'] === true ? { sorted: true } : {}) };
}

function numberOf(text: string): number | bigint {
  if (!/^-?\d+$/.test(text)) return Number(text);
  const exact = BigInt(text);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}
