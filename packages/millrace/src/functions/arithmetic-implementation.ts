import { type EagerImplementation, eager } from '../expressions/implementation.js';
import type { BoundCall } from '../expressions/scalar-function.js';
import type { UnscaledDecimal } from '../model/decimal.js';
import type { DecimalType, LogicalKind, LogicalType } from '../model/logical-types/logical-type.js';
import {
  addDecimal,
  divideDecimal,
  multiplyDecimal,
  remainderDecimal,
} from '../model/sql-values/decimal-arithmetic.js';
import { addLong, divideLong, type Long, multiplyLong, remainderLong, subtractLong } from '../model/sql-values/long.js';
import { divisionByZero } from './sql-failure.js';

export type ArithmeticSign = '+' | '-' | '*' | '/' | '%';

type NumberOperation = (a: number, b: number) => number;

const PLAIN: Readonly<Record<ArithmeticSign, NumberOperation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': Math.imul,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

/** What a 32-bit result is cut to. */
const NARROW: Readonly<
  Partial<Record<LogicalKind, { readonly cut: (value: number) => number; readonly shift: number }>>
> = {
  TINYINT: { cut: (value) => (value << 24) >> 24, shift: 24 },
  SMALLINT: { cut: (value) => (value << 16) >> 16, shift: 16 },
  INT: { cut: (value) => value | 0, shift: 0 },
};

/** Whole numbers of up to 32 bits: computed in 32 bits, then cut to the type, as Java does. */
function smallInteger(sign: ArithmeticSign, kind: LogicalKind): EagerImplementation | undefined {
  const narrow = NARROW[kind];
  if (narrow === undefined) return undefined;
  const operation = PLAIN[sign];
  const { cut, shift } = narrow;
  const divides = sign === '/' || sign === '%';
  const evaluate = divides
    ? (a: number, b: number) => {
        if (b === 0) throw divisionByZero();
        return cut(operation(a, b));
      }
    : (a: number, b: number) => cut(operation(a, b));
  if (divides) return eager(evaluate);
  return eager(evaluate, ([a, b]) => {
    const value = sign === '*' ? `Math.imul(${a}, ${b})` : `(${a} ${sign} ${b})`;
    return shift === 0 ? `${value} | 0` : `${value} << ${shift} >> ${shift}`;
  });
}

const LONG_OPERATIONS: Readonly<Record<ArithmeticSign, (a: Long, b: Long) => Long>> = {
  '+': addLong,
  '-': subtractLong,
  '*': multiplyLong,
  '/': divideLong,
  '%': remainderLong,
};

function long(sign: ArithmeticSign): EagerImplementation {
  const operation = LONG_OPERATIONS[sign];
  if (sign !== '/' && sign !== '%') return eager(operation);
  return eager((a: Long, b: Long) => {
    if (b === 0) throw divisionByZero();
    return operation(a, b);
  });
}

/** Doubles follow IEEE 754: what is divided by zero is infinite, or not a number. */
function floating(sign: ArithmeticSign, kind: LogicalKind): EagerImplementation {
  const operation: NumberOperation = sign === '*' ? (a, b) => a * b : PLAIN[sign];
  if (kind === 'DOUBLE') return eager(operation, ([a, b]) => `${a} ${sign} ${b}`);
  return eager(
    (a: number, b: number) => Math.fround(operation(a, b)),
    ([a, b]) => `Math.fround(${a} ${sign} ${b})`,
  );
}

/** As in Flink a constant divided by a constant zero is an error of doubles too. */
function constantDivision(sign: ArithmeticSign, args: BoundCall['arguments']): EagerImplementation | undefined {
  if (sign !== '/' || args[0]?.literal === undefined || args[1]?.literal?.value !== 0) return undefined;
  return eager(() => {
    throw divisionByZero();
  });
}

function decimal(sign: ArithmeticSign, types: readonly LogicalType[], result: DecimalType): EagerImplementation {
  const [{ scale: aScale }, { scale: bScale }] = types as readonly [DecimalType, DecimalType];
  switch (sign) {
    case '+':
      return eager((a: UnscaledDecimal, b: UnscaledDecimal) => addDecimal(a, aScale, b, bScale, result));
    case '-':
      return eager((a: UnscaledDecimal, b: UnscaledDecimal) =>
        // The negative of a canonical value is canonical, but for −0.
        addDecimal(a, aScale, typeof b === 'number' ? 0 - b : -b, bScale, result),
      );
    case '*':
      return eager((a: UnscaledDecimal, b: UnscaledDecimal) => multiplyDecimal(a, aScale, b, bScale, result));
    case '/':
    case '%': {
      const operation = sign === '/' ? divideDecimal : remainderDecimal;
      return eager((a: UnscaledDecimal, b: UnscaledDecimal) => {
        if (b === 0) throw divisionByZero();
        return operation(a, aScale, b, bScale, result);
      });
    }
  }
}

/** How two numbers of the same kind are combined; the result may be of a narrower kind than they are. */
export function implementArithmetic(
  sign: ArithmeticSign,
  { argumentTypes, resultType, arguments: args }: BoundCall,
): EagerImplementation {
  if (resultType.kind === 'DECIMAL') return decimal(sign, argumentTypes, resultType);
  if (resultType.kind === 'FLOAT' || resultType.kind === 'DOUBLE') {
    return constantDivision(sign, args) ?? floating(sign, resultType.kind);
  }
  const [a] = argumentTypes as readonly [LogicalType];
  const wide = a.kind === 'BIGINT' || a.kind === 'DECIMAL';
  return (wide ? undefined : smallInteger(sign, resultType.kind)) ?? long(sign);
}
