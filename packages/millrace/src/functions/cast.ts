import { eager } from '../expressions/implementation.js';
import { call, type ResolvedExpression } from '../expressions/resolved-expression.js';
import { scalarFunction } from '../expressions/scalar-function.js';
import { supportsExplicitCast } from '../model/logical-types/cast-support.js';
import { type LogicalType, nullable, withNullability } from '../model/logical-types/logical-type.js';
import { summarizeType } from '../model/logical-types/print-type.js';
import { MillraceError } from '../model/millrace-error.js';
import { UTC } from '../model/time-zone.js';
import { isCastFailure } from './cast/cast-failure.js';
import type { Conversion } from './cast/conversion.js';
import { conversionOf } from './cast/conversions.js';

const printCast =
  (name: string) =>
  (args: readonly string[], type: LogicalType): string =>
    `${name}(${args[0]} AS ${summarizeType(nullable(type))})`;

/** CAST as written in a query. Its target is the type of the call, so calls are made by {@link resolveCast}. */
const castFunction = scalarFunction({
  name: 'CAST',
  category: 'type conversion',
  usage: 'CAST(value AS type)',
  summary: 'The value as one of another type. A text that is no such value is an error.',
  signatures: [],
  implement: ({ argumentTypes, resultType }, runtime) =>
    eager(conversionOf(argumentTypes[0] as LogicalType, resultType, runtime) as Conversion),
  examples: [
    { sql: "CAST('42' AS INT)", result: '42' },
    { sql: 'CAST(42 AS STRING)', result: '42' },
    { sql: "CAST('1.555' AS DECIMAL(10, 2))", result: '1.56' },
  ],
  print: printCast('CAST'),
});

/** The conversion that the resolver puts around an argument. */
const implicitCastFunction = scalarFunction({
  ...castFunction,
  name: 'IMPLICIT_CAST',
  usage: 'none: it is put in where a query mixes types',
  summary: 'The value as one of another type.',
  examples: [],
});

const tryCastFunction = scalarFunction({
  ...castFunction,
  name: 'TRY_CAST',
  usage: 'TRY_CAST(value AS type)',
  summary: 'The value as one of another type; NULL where CAST would fail.',
  implement({ argumentTypes, resultType }, runtime) {
    const convert = conversionOf(argumentTypes[0] as LogicalType, resultType, runtime) as Conversion;
    return eager((value: unknown) => {
      try {
        return convert(value);
      } catch (error) {
        if (isCastFailure(error)) return null;
        throw error;
      }
    });
  },
  examples: [
    { sql: "TRY_CAST('x' AS INT)", result: 'NULL' },
    { sql: "TRY_CAST('42' AS INT)", result: '42' },
  ],
  print: printCast('TRY_CAST'),
});

export const castFunctions = [castFunction, implicitCastFunction, tryCastFunction];

/**
 * `CAST(value AS target)` or `TRY_CAST`; NULL stays possible where it was.
 *
 * @throws MillraceError `SQL_CAST_UNSUPPORTED` when no value of the one type can be one of the other.
 */
export function resolveCast(
  value: ResolvedExpression,
  target: LogicalType,
  operator: 'CAST' | 'TRY_CAST',
): ResolvedExpression {
  const type = withNullability(target, operator === 'TRY_CAST' || value.type.nullable);
  const found =
    supportsExplicitCast(value.type, type) || value.type.kind === 'NULL'
      ? conversionOf(value.type, type, { timeZone: UTC })
      : undefined;
  if (found !== undefined) return call(operator === 'CAST' ? castFunction : tryCastFunction, [value], type);
  const [from, to] = [summarizeType(nullable(value.type)), summarizeType(nullable(target))];
  throw new MillraceError('SQL_CAST_UNSUPPORTED', `A value of type ${from} cannot be cast to ${to}.`, {
    facts: { from, to },
    hint: 'Convert it in two steps, or with a function made for it.',
  });
}
