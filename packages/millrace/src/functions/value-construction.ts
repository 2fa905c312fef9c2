import { eager } from '../expressions/implementation.js';
import { scalarFunction } from '../expressions/scalar-function.js';
import type { ArgumentInfo, Signature } from '../expressions/signature.js';
import { leastRestrictiveType } from '../model/logical-types/common-type.js';
import { arrayType, type LogicalType, mapType, notNull, rowType } from '../model/logical-types/logical-type.js';
import { SqlMap } from '../model/sql-values/sql-map.js';
import { nullSafeEqualityOf } from '../model/sql-values/value-equality.js';

const typesOf = (args: readonly ArgumentInfo[]): LogicalType[] => args.map(({ type }) => type);

const row = scalarFunction({
  name: 'ROW',
  category: 'value construction',
  usage: 'ROW(value1 [, value2 ...]), (value1, value2 [, value3 ...])',
  summary: 'A row of the values; its fields are named EXPR$0, EXPR$1 and so on.',
  nulls: 'own',
  signatures: [
    {
      text: '<ANY>, [<ANY> ...]',
      infer(args) {
        const types = typesOf(args);
        if (types.length === 0) return undefined;
        const fields = types.map((type, i) => ({ name: `EXPR$${i}`, type }));
        return { argumentTypes: types, resultType: notNull(rowType(fields)) };
      },
    },
  ],
  implement: () =>
    eager(
      (...values: readonly unknown[]) => values,
      (values) => `[${values.join(', ')}]`,
    ),
  examples: [{ sql: "ROW(1, 'a')", result: '(1, a)' }],
});

const array = scalarFunction({
  name: 'ARRAY',
  category: 'value construction',
  usage: 'ARRAY[value1 [, value2 ...]]',
  summary: 'An array of values of one type.',
  nulls: 'own',
  signatures: [
    {
      text: '<ANY>, [<ANY> ...]',
      infer(args) {
        const types = typesOf(args);
        const element = types.length === 0 ? undefined : leastRestrictiveType(types);
        if (element === undefined) return undefined;
        return { argumentTypes: types.map(() => element), resultType: notNull(arrayType(element)) };
      },
    },
  ],
  implement: () =>
    eager(
      (...values: readonly unknown[]) => values,
      (values) => `[${values.join(', ')}]`,
    ),
  examples: [{ sql: 'ARRAY[1, 2.5]', result: '[1.0, 2.5]' }],
  print: (args) => `ARRAY[${args.join(', ')}]`,
});

const mapSignature: Signature = {
  text: '<ANY>, <ANY>, [<ANY>, <ANY> ...]',
  infer(args) {
    if (args.length === 0 || args.length % 2 === 1) return undefined;
    const types = typesOf(args);
    const key = leastRestrictiveType(types.filter((_, i) => i % 2 === 0));
    const value = leastRestrictiveType(types.filter((_, i) => i % 2 === 1));
    if (key === undefined || value === undefined) return undefined;
    return {
      argumentTypes: types.map((_, i) => (i % 2 === 0 ? key : value)),
      resultType: notNull(mapType(key, value)),
    };
  },
};

const map = scalarFunction({
  name: 'MAP',
  category: 'value construction',
  usage: 'MAP[key1, value1 [, key2, value2 ...]]',
  summary: 'A map; of equal keys the last value holds.',
  nulls: 'own',
  signatures: [mapSignature],
  implement({ argumentTypes }) {
    const equality = nullSafeEqualityOf(argumentTypes[0] as LogicalType);
    return eager((...items: readonly unknown[]) => {
      const entries: [unknown, unknown][] = [];
      for (let i = 0; i < items.length; i += 2) entries.push([items[i], items[i + 1]]);
      return SqlMap.of(entries, equality);
    });
  },
  examples: [{ sql: "MAP['a', 1, 'b', 2]", result: '{a=1, b=2}' }],
  print: (args) => `MAP[${args.join(', ')}]`,
});

export const valueConstructionFunctions = [row, array, map];
