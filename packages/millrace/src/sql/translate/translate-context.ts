import type { FunctionRegistry } from '../../expressions/function-registry.js';
import type { ResolvedExpression } from '../../expressions/resolved-expression.js';
import type { TimeZone } from '../../model/time-zone.js';
import type { Expression } from '../ast/expression.js';
import type { Scope } from './scope.js';

/** What the names in an expression may mean. */
export interface TranslateContext {
  readonly scope: Scope;
  readonly registry: FunctionRegistry;
  /** The zone of the session, in which literals with a local time zone are read. */
  readonly timeZone: TimeZone;
  /** Translates what holds a query; without it sub-queries are refused. */
  readonly subquery?: (expression: Expression) => ResolvedExpression;
}
