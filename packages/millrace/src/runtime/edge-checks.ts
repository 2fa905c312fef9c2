import type { Codec } from '../model/codec.js';
import { DataReader } from '../model/data-reader.js';
import { DataWriter } from '../model/data-writer.js';
import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import type { Element } from '../operator/element.js';
import type { Input } from '../operator/input.js';
import { deepFreeze } from './deep-freeze.js';

/** How many values of an untyped edge are encoded and decoded even when nothing needs it. */
const ROUND_TRIPS = 16;

/** An edge in check mode: every record goes through its codec, and arrives frozen. */
export function checkedEdge(input: Input, codec: Codec<unknown>, element: Element, from: string): Input {
  return {
    processElement(value) {
      const { timestamp, kind } = element;
      const out = new DataWriter();
      located(from, () => codec.write(codec.check(value, 'value'), out));
      input.processElement(deepFreeze(codec.read(new DataReader(out.toBytes()))));
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
    type.codec.copy(type.codec.check(value, 'value'));
  };
}

/**
 * An edge without type information that could be an exchange: its first records are encoded and decoded, so that a job
 * that works at parallelism 1 works at any.
 */
export function roundTrippedEdge(input: Input, type: TypeInformation<unknown>, from: string): Input {
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
export function located<T>(from: string, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    throw cause instanceof MillraceError ? cause.withFacts({ operator: from }) : cause;
  }
}
