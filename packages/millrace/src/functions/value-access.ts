import { eager } from '../expressions/implementation.js';
import { scalarFunction } from '../expressions/scalar-function.js';
import type { Signature } from '../expressions/signature.js';
import { type LogicalType, nullable, withNullability } from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import type { SqlMap } from '../model/sql-values/sql-map.js';
import { nullSafeEqualityOf } from '../model/sql-values/value-equality.js';
import { comparableTypes } from './comparison-types.js';

/** `row.field`: the second argument is the position of the field, found by name before. */
const field = scalarFunction({
  name: 'FIELD',
  category: 'value access',
  usage: 'row.field',
  summary: 'The field of a row.',
  signatures: [
    {
      text: '<ROW>, <POSITION>',
      infer(args) {
        const [row, position] = args;
        if (row === undefined || position?.literal === undefined || !('fields' in row.type)) return undefined;
        const type = row.type.fields[position.literal.value as number]?.type;
        if (type === undefined) return undefined;
        return {
          argumentTypes: [row.type, position.type],
          resultType: withNullability(type, type.nullable || row.type.nullable),
        };
      },
    },
  ],
  implement: () =>
    eager(
      (row: readonly unknown[], position: number) => row[position],
      ([row, position]) => `${row}[${position}]`,
    ),
  examples: [{ sql: "CAST(ROW(1, 'a') AS ROW<id INT, name STRING>).name", result: 'a' }],
  print: ([row, position]) => `${row}.${position}`,
});

const elementOfArray: Signature = {
  text: '<ARRAY>, <INT>',
  infer(args) {
    const [array, index] = args;
    if (array?.type.kind !== 'ARRAY' || index === undefined || !hasFamily(index.type, 'INTEGER_NUMERIC'))
      return undefined;
    if (index.type.kind === 'BIGINT') return undefined;
    // A position that is known never to be one is refused at once.
    if (index.literal !== undefined && Number(index.literal.value) < 1 && index.literal.value !== null)
      return undefined;
    return { argumentTypes: [array.type, index.type], resultType: nullable(array.type.element) };
  },
};

const valueOfMap: Signature = {
  text: '<MAP>, <KEY>',
  infer(args) {
    const [map, key] = args;
    if (map?.type.kind !== 'MAP' || key === undefined) return undefined;
    if (comparableTypes([map.type.key, key.type], 'equality') === undefined) return undefined;
    const keyType = hasFamily(map.type.key, 'CHARACTER_STRING')
      ? key.type
      : withNullability(map.type.key, key.type.nullable);
    return { argumentTypes: [map.type, keyType], resultType: nullable(map.type.value) };
  },
};

const item = scalarFunction({
  name: 'ITEM',
  category: 'value access',
  usage: 'array[index], map[key]',
  summary: 'The element of an array, counted from 1, or the value of a key; NULL when there is none.',
  signatures: [elementOfArray, valueOfMap],
  implement({ argumentTypes }) {
    const [collection] = argumentTypes as readonly [LogicalType];
    if (collection.kind !== 'MAP') {
      return eager((array: readonly unknown[], index: number) => array[index - 1] ?? null);
    }
    const equality = nullSafeEqualityOf(collection.key);
    return eager((map: SqlMap, key: unknown) => map.get(key, equality) ?? null);
  },
  examples: [
    { sql: 'ARRAY[10, 20][2]', result: '20' },
    { sql: "MAP['a', 1]['a']", result: '1' },
    { sql: 'ARRAY[10, 20][3]', result: 'NULL' },
  ],
  print: ([collection, index]) => `${collection}[${index}]`,
});

export const valueAccessFunctions = [field, item];
