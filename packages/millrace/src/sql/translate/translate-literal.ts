import { type Literal, literal } from '../../expressions/resolved-expression.js';
import { readDate, readTime, readTimestamp } from '../../functions/cast/text-to-time.js';
import { parseDecimalText } from '../../model/big-decimal.js';
import { MAX_DECIMAL_PRECISION } from '../../model/decimal.js';
import {
  BIGINT,
  BOOLEAN,
  binaryType,
  charType,
  DATE,
  DOUBLE,
  decimalType,
  INT,
  NULL,
  notNull,
  timestampLtzType,
  timestampType,
  timeType,
} from '../../model/logical-types/logical-type.js';
import { timestampOf } from '../../model/sql-values/nano-timestamp.js';
import type { TimeZone } from '../../model/time-zone.js';
import { canonicalInteger, isInt64 } from '../../model/types/long.js';
import type { BinaryLiteral, Literal as LiteralNode, NumberLiteral, TemporalLiteral } from '../ast/expression.js';
import { translateFailure } from './translate-failure.js';
import { translateInterval } from './translate-interval.js';

/** A constant as written. */
export function translateLiteral(node: LiteralNode, timeZone: TimeZone): Literal {
  switch (node.kind) {
    case 'null':
      return literal(null, NULL);
    case 'boolean':
      return literal(node.value, node.value === null ? BOOLEAN : notNull(BOOLEAN));
    case 'number':
      return translateNumber(node, false);
    case 'string':
      return literal(node.value, notNull(charType(node.value.length)));
    case 'bytes':
      return translateBinary(node);
    case 'temporal':
      return translateTemporal(node, timeZone);
    case 'interval':
      return translateInterval(node);
  }
}

/** A number, with a minus before it when `negative`. */
export function translateNumber(node: NumberLiteral, negative: boolean): Literal {
  if (node.form === 'approximate') {
    const value = Number(node.text);
    return literal(negative ? -value : value, notNull(DOUBLE));
  }
  const parsed = parseDecimalText(node.text);
  const unscaled = parsed === undefined ? undefined : negative ? -parsed.unscaled : parsed.unscaled;
  // As in Flink, also the digits of a decimal must fit into 64 bits.
  if (parsed === undefined || unscaled === undefined || !isInt64(unscaled)) {
    throw translateFailure(
      'SQL_LITERAL_INVALID',
      `The number ${node.text} is out of range.`,
      node,
      `Write it as CAST('${node.text}' AS DECIMAL(38, s)).`,
    );
  }
  const value = canonicalInteger(unscaled);
  const { scale } = parsed;
  if (scale <= 0) return literal(value, notNull(BigInt.asIntN(32, unscaled) === unscaled ? INT : BIGINT));
  const digits = Math.max(`${parsed.unscaled}`.length, scale);
  if (digits > MAX_DECIMAL_PRECISION) {
    throw translateFailure('SQL_LITERAL_INVALID', `The number ${node.text} has more than 38 digits.`, node);
  }
  return literal(value, notNull(decimalType(digits, scale)));
}

function translateBinary(node: BinaryLiteral): Literal {
  if (node.hex.length % 2 === 1) {
    throw translateFailure('SQL_LITERAL_INVALID', 'A binary literal has an even number of hexadecimal digits.', node);
  }
  const bytes = Uint8Array.from({ length: node.hex.length / 2 }, (_, i) =>
    Number.parseInt(node.hex.slice(2 * i, 2 * i + 2), 16),
  );
  return literal(bytes, notNull(binaryType(bytes.length)));
}

function translateTemporal(node: TemporalLiteral, timeZone: TimeZone): Literal {
  const fraction = Math.min(/\.(\d+)\s*$/.exec(node.text)?.[1]?.length ?? 0, 9);
  switch (node.type) {
    case 'DATE': {
      const days = readDate(node.text);
      if (days !== undefined && /^\s*\d+-\d+-\d+\s*$/.test(node.text)) return literal(days, notNull(DATE));
      break;
    }
    case 'TIME': {
      const ms = readTime(node.text);
      if (ms !== undefined) return literal(ms, notNull(timeType(fraction)));
      break;
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const read = readTimestamp(node.text.trim());
      if (read === undefined) break;
      if (node.type === 'TIMESTAMP') {
        return literal(timestampOf(read.ms, read.nanos, fraction), notNull(timestampType(fraction)));
      }
      const value = timestampOf(timeZone.epochOf(read.ms), read.nanos, fraction);
      return literal(value, notNull(timestampLtzType(fraction)));
    }
  }
  throw translateFailure(
    'SQL_LITERAL_INVALID',
    `'${node.text}' is no ${node.type}.`,
    node,
    "Write DATE '2026-01-31', TIME '12:34:56' or TIMESTAMP '2026-01-31 12:34:56.789'.",
  );
}
