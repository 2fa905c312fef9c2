import { type Literal, literal } from '../../expressions/resolved-expression.js';
import { MILLISECONDS, MONTHS } from '../../functions/datetime-arithmetic.js';
import { notNull } from '../../model/logical-types/logical-type.js';
import type { IntervalQualifier, IntervalUnit } from '../ast/data-type.js';
import type { IntervalLiteral } from '../ast/expression.js';
import { translateFailure } from './translate-failure.js';

/** Months for units of months, else milliseconds. */
const SIZE: Readonly<Record<IntervalUnit, number>> = {
  YEAR: 12,
  QUARTER: 3,
  MONTH: 1,
  WEEK: 604_800_000,
  DAY: 86_400_000,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
};

const MONTH_UNITS: readonly IntervalUnit[] = ['YEAR', 'QUARTER', 'MONTH'];
const TIME_UNITS: readonly IntervalUnit[] = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];
/** The most that a unit behind the first one counts to. */
const LIMIT: Readonly<Partial<Record<IntervalUnit, number>>> = { MONTH: 11, HOUR: 23, MINUTE: 59, SECOND: 59 };

export const isMonthUnit = (unit: IntervalUnit): boolean => MONTH_UNITS.includes(unit);

/** One of a unit, as an interval. */
export function intervalOfUnit(unit: IntervalUnit): Literal {
  return literal(SIZE[unit], notNull(isMonthUnit(unit) ? MONTHS : MILLISECONDS));
}

/** `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 10:20' DAY TO MINUTE`. */
export function translateInterval(node: IntervalLiteral): Literal {
  const units = unitsOf(node.qualifier);
  const match = patternOf(units).exec(node.text.trim());
  if (match === null) throw invalid(node, `'${node.text}' is not written as ${describe(node.qualifier)}`);
  const [, sign, ...parts] = match;
  let total = 0;
  for (const [i, unit] of units.entries()) {
    const value = Number(parts[i]);
    const digits = node.qualifier.precision ?? 2;
    if (i === 0 && Math.trunc(value) >= 10 ** digits) {
      throw invalid(
        node,
        `${parts[i]} has more digits than ${unit}(${digits})`,
        `Write ${unit}(${String(parts[i]).length}).`,
      );
    }
    if (i > 0 && Math.trunc(value) > (LIMIT[unit] ?? 0)) throw invalid(node, `${unit} goes to ${LIMIT[unit]} only`);
    // Finer than milliseconds is cut off.
    total += Math.trunc((Math.round(value * 1e9) / 1e9) * SIZE[unit]);
  }
  const negative = (sign === '-') !== node.negative;
  return literal(negative ? 0 - total : total, notNull(isMonthUnit(node.qualifier.from) ? MONTHS : MILLISECONDS));
}

function unitsOf({ from, to }: IntervalQualifier): readonly IntervalUnit[] {
  if (to === undefined) return [from];
  if (from === 'YEAR') return ['YEAR', 'MONTH'];
  return TIME_UNITS.slice(TIME_UNITS.indexOf(from), TIME_UNITS.indexOf(to) + 1);
}

/** `d h:m:s.f`, `y-m`, or a number. */
function patternOf(units: readonly IntervalUnit[]): RegExp {
  const parts = units.map((unit) => (unit === 'SECOND' ? String.raw`(\d+(?:\.\d{1,9})?)` : String.raw`(\d+)`));
  const separators = units.map((unit) => (unit === 'YEAR' ? '-' : unit === 'DAY' ? ' +' : ':'));
  const body = parts.map((part, i) => (i + 1 < parts.length ? part + separators[i] : part)).join('');
  return new RegExp(`^([+-]?)${body}$`);
}

function describe({ from, to }: IntervalQualifier): string {
  return to === undefined ? `a number of ${from}` : `${from} TO ${to}`;
}

function invalid(node: IntervalLiteral, why: string, hint?: string) {
  return translateFailure('SQL_LITERAL_INVALID', `The interval cannot be read: ${why}.`, node, hint);
}
