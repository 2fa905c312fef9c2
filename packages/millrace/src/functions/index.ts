import { type FunctionRegistry, functionRegistry } from '../expressions/function-registry.js';
import type { ScalarFunction } from '../expressions/scalar-function.js';
import { arithmeticFunctions } from './arithmetic.js';
import { castFunctions } from './cast.js';
import { comparisonFunctions } from './comparison.js';
import { conditionalFunctions } from './conditional.js';
import { datetimeArithmeticFunctions } from './datetime-arithmetic.js';
import { logicFunctions } from './logic.js';
import { valueAccessFunctions } from './value-access.js';
import { valueConstructionFunctions } from './value-construction.js';

/** Every built-in scalar function, one line a family. */
export const builtInFunctions: readonly ScalarFunction[] = [
  ...comparisonFunctions,
  ...logicFunctions,
  ...arithmeticFunctions,
  ...conditionalFunctions,
  ...castFunctions,
  ...datetimeArithmeticFunctions,
  ...valueConstructionFunctions,
  ...valueAccessFunctions,
];

/** The built-in functions by name. */
export const builtInRegistry: FunctionRegistry = functionRegistry(builtInFunctions);
