import { type FunctionRegistry, functionRegistry } from '../expressions/function-registry.js';
import type { ScalarFunction } from '../expressions/scalar-function.js';
import { arithmeticFunctions } from './arithmetic.js';
import { castFunctions } from './cast.js';
import { comparisonFunctions } from './comparison.js';
import { conditionalFunctions } from './conditional.js';
import { datetimeArithmeticFunctions } from './datetime-arithmetic.js';
import { logicFunctions } from './logic.js';
import { mathFunctions } from './math.js';
import { roundingFunctions } from './rounding.js';
import { stringFunctions } from './string.js';
import { temporalExtractFunctions } from './temporal-extract.js';
import { temporalFormatFunctions } from './temporal-format.js';
import { temporalNowFunctions } from './temporal-now.js';
import { temporalShiftFunctions } from './temporal-shift.js';
import { valueAccessFunctions } from './value-access.js';
import { valueConstructionFunctions } from './value-construction.js';

/** Every built-in scalar function, one line a family. */
export const builtInFunctions: readonly ScalarFunction[] = [
  ...comparisonFunctions,
  ...logicFunctions,
  ...arithmeticFunctions,
  ...mathFunctions,
  ...roundingFunctions,
  ...stringFunctions,
  ...conditionalFunctions,
  ...castFunctions,
  ...datetimeArithmeticFunctions,
  ...temporalExtractFunctions,
  ...temporalShiftFunctions,
  ...temporalFormatFunctions,
  ...temporalNowFunctions,
  ...valueConstructionFunctions,
  ...valueAccessFunctions,
];

/** The built-in functions by name. */
export const builtInRegistry: FunctionRegistry = functionRegistry(builtInFunctions);
