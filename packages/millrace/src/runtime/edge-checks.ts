import type { Codec } from '../model/codec.js';
import { DataReader } from '../model/data-reader.js';
import { DataWriter } from '../model/data-writer.js';
import type { TypeInformation } from '../model/type-information.js';
import type { Element } from '../operator/element.js';
import type { Input } from '../operator/input.js';
import { deepFreeze } from './deep-freeze.js';

/** How many values of an untyped edge are encoded and decoded even when nothing needs it. */
const ROUND_TRIPS = 16;

/** An edge in check mode: every record goes through its codec, and arrives frozen. */
export function checkedEdge(input: Input, codec: Codec<unknown>, element: Element): Input {
  return {
    processElement(value) {
      const { timestamp, kind } = element;
      const out = new DataWriter();
      codec.write(codec.check(value, 'value'), out);
      input.processElement(deepFreeze(codec.read(new DataReader(out.toBytes()))));
      element.timestamp = timestamp;
      element.kind = kind;
    },
    processWatermark: (time) => input.processWatermark(time),
    processStatus: (idle) => input.processStatus(idle),
  };
}

/**
 * An edge without type information that could be an exchange: its first records are encoded and decoded, so that a job
 * that works at parallelism 1 works at any.
 */
export function roundTrippedEdge(input: Input, type: TypeInformation<unknown>): Input {
  if (type.spec.kind !== 'untyped') return input;
  let left = ROUND_TRIPS;
  return {
    processElement(value) {
      if (left > 0) {
        left--;
        type.codec.copy(type.codec.check(value, 'value'));
      }
      input.processElement(value);
    },
    processWatermark: (time) => input.processWatermark(time),
    processStatus: (idle) => input.processStatus(idle),
  };
}
