import type {
  JsonArray,
  JsonArrayAggregate,
  JsonBehavior,
  JsonEntry,
  JsonExists,
  JsonObject,
  JsonObjectAggregate,
  JsonPassing,
  JsonQuery,
  JsonValue,
} from '../ast/json-function.js';
import { after, commas, type Print, type Printers, words } from './print.js';

type JsonNode =
  | JsonArray
  | JsonArrayAggregate
  | JsonBehavior
  | JsonEntry
  | JsonExists
  | JsonObject
  | JsonObjectAggregate
  | JsonPassing
  | JsonQuery
  | JsonValue;

function pathText({ input, path, passing }: JsonExists | JsonQuery | JsonValue, print: Print): string {
  return words(`${print(input)}, ${print(path)}`, passing.length > 0 && `PASSING ${commas(passing, print)}`);
}

function outcome(behavior: JsonBehavior | undefined, event: 'EMPTY' | 'ERROR', print: Print): string | undefined {
  return behavior && `${print(behavior)} ON ${event}`;
}

function wrapperText(wrapper: JsonQuery['wrapper']): string | undefined {
  if (wrapper === undefined) return undefined;
  return wrapper === 'WITHOUT' ? 'WITHOUT ARRAY WRAPPER' : `WITH ${wrapper} ARRAY WRAPPER`;
}

export const jsonPrinters: Printers<JsonNode> = {
  'json-behavior': ({ behavior, value }, print) => words(behavior, value && print(value)),
  'json-passing': ({ value, name }, print) => `${print(value)} AS ${print(name)}`,
  'json-entry': ({ key, value }, print) => `KEY ${print(key)} VALUE ${print(value)}`,
  'json-exists': (node, print) => `JSON_EXISTS(${words(pathText(node, print), outcome(node.onError, 'ERROR', print))})`,
  'json-value': (node, print) =>
    `JSON_VALUE(${words(
      pathText(node, print),
      after('RETURNING', node.returning, print),
      outcome(node.onEmpty, 'EMPTY', print),
      outcome(node.onError, 'ERROR', print),
    )})`,
  'json-query': (node, print) =>
    `JSON_QUERY(${words(
      pathText(node, print),
      after('RETURNING', node.returning, print),
      wrapperText(node.wrapper),
      outcome(node.onEmpty, 'EMPTY', print),
      outcome(node.onError, 'ERROR', print),
    )})`,
  'json-object': ({ entries, onNull }, print) => `JSON_OBJECT(${words(commas(entries, print), onNull)})`,
  'json-array': ({ elements, onNull }, print) => `JSON_ARRAY(${words(commas(elements, print), onNull)})`,
  'json-object-aggregate': ({ entry, onNull }, print) => `JSON_OBJECTAGG(${words(print(entry), onNull)})`,
  'json-array-aggregate': ({ element, orderBy, onNull }, print) =>
    words(
      `JSON_ARRAYAGG(${words(print(element), onNull)})`,
      orderBy.length > 0 && `WITHIN GROUP (ORDER BY ${commas(orderBy, print)})`,
    ),
};
