import type { Codec } from '../model/codec.js';
import { DataReader } from '../model/data-reader.js';
import { DataWriter } from '../model/data-writer.js';
import { type ErrorFacts, MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import type { Element } from '../operator/element.js';
import type { Input } from '../operator/input.js';
import { deepFreeze } from './deep-freeze.js';

/** How many values of an untyped edge are encoded and decoded even when nothing needs it. */
const ROUND_TRIPS = 16;

/** The operators at the two ends of an edge, as errors name them. */
export interface EdgeEnds {
  readonly from: ErrorFacts;
  readonly to: ErrorFacts;
}

/**
 * An edge in check mode: every record goes through its codec, and arrives frozen; what cannot be frozen is compared when
 * the call is over.
 */
export function checkedEdge(input: Input, codec: Codec<unknown>, element: Element, { from, to }: EdgeEnds): Input {
  return {
    processElement(value) {
      const { timestamp, kind } = element;
      const record = codec.read(new DataReader(located(from, () => bytesOf(codec, value))));
      const before = deepFreeze(record) ? undefined : bytesOf(codec, record);
      try {
        input.processElement(record);
      } catch (cause) {
        throw ofFrozen(cause);
      }
      if (before !== undefined && !isSame(codec, record, before)) throw inputChanged(to);
      element.timestamp = timestamp;
      element.kind = kind;
    },
    processWatermark: (time) => input.processWatermark(time),
    processStatus: (idle) => input.processStatus(idle),
  };
}

/**
 * A look at the first values of an untyped edge: whatever cannot be encoded is refused now, and not first when the edge
 * happens to be an exchange between threads. Undefined for types that check every value.
 */
export function firstValuesCheck(type: TypeInformation<unknown>): ((value: unknown) => void) | undefined {
  if (type.spec.kind !== 'untyped') return undefined;
  let left = ROUND_TRIPS;
  return (value) => {
    if (left === 0) return;
    left--;
    type.codec.write(type.codec.check(value, 'value'), new DataWriter());
  };
}

/**
 * An edge without type information that could be an exchange: its first records are encoded and decoded, so that a job
 * that works at parallelism 1 works at any.
 */
export function roundTrippedEdge(input: Input, type: TypeInformation<unknown>, from: ErrorFacts): Input {
  const check = firstValuesCheck(type);
  if (check === undefined) return input;
  return {
    processElement(value) {
      located(from, () => check(value));
      input.processElement(value);
    },
    processWatermark: (time) => input.processWatermark(time),
    processStatus: (idle) => input.processStatus(idle),
  };
}

/** Names the operator in front of an edge in what its check throws. */
export function located<T>(from: ErrorFacts, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    throw cause instanceof MillraceError ? cause.withFacts(from) : cause;
  }
}

function bytesOf(codec: Codec<unknown>, value: unknown): Uint8Array {
  const out = new DataWriter();
  codec.write(codec.check(value, 'value'), out);
  return out.toBytes();
}

/** False also for a record that can no longer be encoded. */
function isSame(codec: Codec<unknown>, record: unknown, before: Uint8Array): boolean {
  try {
    const after = bytesOf(codec, record);
    return after.length === before.length && after.every((byte, index) => byte === before[index]);
  } catch {
    return false;
  }
}

const CHANGE_HINT = 'A record is shared with whoever else reads it: make a copy, and change that.';

function inputChanged(to: ErrorFacts): MillraceError {
  return new MillraceError('INPUT_CHANGED', `Operator '${to['operator']}' changed a record that it was given.`, {
    facts: to,
    hint: CHANGE_HINT,
  });
}

/** What V8 says when something frozen is changed. */
const FROZEN = /read only property|object is not extensible|Cannot delete property|Cannot redefine property/;

/** Says why, in check mode, an object that looks like any other cannot be changed. */
function ofFrozen(error: unknown): unknown {
  if (!(error instanceof MillraceError) || error.hint !== undefined) return error;
  const { cause } = error;
  if (!(cause instanceof TypeError && FROZEN.test(cause.message))) return error;
  return new MillraceError(error.code, error.message, {
    facts: error.facts,
    hint: `In check mode records are frozen. ${CHANGE_HINT}`,
    cause,
  });
}
