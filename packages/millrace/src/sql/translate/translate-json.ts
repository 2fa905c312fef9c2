import { resolveCall } from '../../expressions/resolve-call.js';
import { literal, type ResolvedExpression } from '../../expressions/resolved-expression.js';
import { NULL, STRING } from '../../model/logical-types/logical-type.js';
import type { Expression } from '../ast/expression.js';
import type {
  JsonArray,
  JsonBehavior,
  JsonExists,
  JsonFormat,
  JsonObject,
  JsonQuery,
  JsonValue,
} from '../ast/json-function.js';
import type { NodeBase } from '../ast/node.js';
import { symbolArgument } from './translate-call.js';
import type { TranslateContext } from './translate-context.js';
import { placed, translateFailure } from './translate-failure.js';
import { translateType } from './translate-type.js';

type Translate = (node: Expression, context: TranslateContext) => ResolvedExpression;
/** The JSON functions with a syntax of their own. */
export type JsonNode = JsonExists | JsonValue | JsonQuery | JsonObject | JsonArray | JsonFormat;

/**
 * The JSON functions with a syntax of their own as plain calls. What stands in words becomes keyword arguments, always all of them:
 * JSON_EXISTS(input, path, onError),
 * JSON_VALUE(input, path, typed NULL, onEmpty, emptyDefault, onError, errorDefault),
 * JSON_QUERY(input, path, typed NULL, wrapper, onEmpty, onError),
 * JSON_OBJECT(onNull, key, value …), JSON_ARRAY(onNull, value …), JSON_FORMAT(value).
 */
export function translateJson(node: JsonNode, context: TranslateContext, translate: Translate): ResolvedExpression {
  const name = node.kind.toUpperCase().replaceAll('-', '_');
  const args = argumentsOf(node, (part) => translate(part, context));
  return placed(node, () => resolveCall(context.registry, name, args));
}

function argumentsOf(node: JsonNode, translate: (part: Expression) => ResolvedExpression): ResolvedExpression[] {
  const orNull = (part: Expression | undefined): ResolvedExpression =>
    part === undefined ? literal(null, NULL) : translate(part);
  switch (node.kind) {
    case 'json-exists':
      refusePassing(node);
      return [translate(node.input), translate(node.path), behavior(node.onError, 'FALSE')];
    case 'json-value':
      refusePassing(node);
      return [
        translate(node.input),
        translate(node.path),
        literal(null, node.returning === undefined ? STRING : translateType(node.returning)),
        behavior(node.onEmpty, 'NULL'),
        orNull(node.onEmpty?.value),
        behavior(node.onError, 'NULL'),
        orNull(node.onError?.value),
      ];
    case 'json-query':
      refusePassing(node);
      return [
        translate(node.input),
        translate(node.path),
        literal(null, node.returning === undefined ? STRING : translateType(node.returning)),
        symbolArgument(node.wrapper ?? 'WITHOUT'),
        behavior(node.onEmpty, 'NULL'),
        behavior(node.onError, 'NULL'),
      ];
    case 'json-object':
      return [
        symbolArgument(node.onNull ?? 'NULL ON NULL'),
        ...node.entries.flatMap(({ key, value }) => [translate(key), translate(value)]),
      ];
    case 'json-array':
      return [symbolArgument(node.onNull ?? 'ABSENT ON NULL'), ...node.elements.map(translate)];
    case 'json-format':
      return [translate(node.operand)];
  }
}

function behavior(node: JsonBehavior | undefined, ifAbsent: JsonBehavior['behavior']): ResolvedExpression {
  return symbolArgument(node?.behavior ?? ifAbsent);
}

function refusePassing(node: NodeBase & { readonly passing: readonly NodeBase[] }): void {
  const [passing] = node.passing;
  if (passing !== undefined)
    throw translateFailure('SQL_UNSUPPORTED', 'PASSING is not supported in JSON functions.', passing);
}
