import { childTypes, type LogicalType } from '../../model/logical-types/logical-type.js';
import { SqlMap } from '../../model/sql-values/sql-map.js';
import { nullSafeEqualityOf } from '../../model/sql-values/value-equality.js';
import type { Conversion, ConversionRule, ConversionRules } from './conversion.js';

/** Finds the conversion between two types; the table of all rules, which these rules are a part of. */
export type FindConversion = ConversionRule;

/** Rules for types that hold others: each part is converted by its own rule. */
export function constructedRules(find: FindConversion): {
  readonly ARRAY: ConversionRules<'ARRAY'>;
  readonly MAP: ConversionRules<'MAP'>;
  readonly MULTISET: ConversionRules<'MULTISET'>;
  readonly ROW: ConversionRules<'ROW'>;
  readonly STRUCTURED: ConversionRules<'STRUCTURED'>;
} {
  const inner = (
    from: LogicalType,
    to: LogicalType,
    runtime: Parameters<FindConversion>[2],
  ): Conversion[] | undefined => {
    const target = childTypes(to);
    const conversions = childTypes(from).map((type, i) => find(type, target[i] as LogicalType, runtime));
    if (conversions.includes(undefined)) return undefined;
    return conversions.map((convert) => (value) => (value === null ? null : (convert as Conversion)(value)));
  };
  const ofArray: ConversionRule = (from, to, runtime) => {
    const [element] = inner(from, to, runtime) ?? [];
    return element && ((value) => (value as readonly unknown[]).map((item) => element(item)));
  };
  const ofRow: ConversionRule = (from, to, runtime) => {
    const fields = inner(from, to, runtime);
    return fields && ((value) => (value as readonly unknown[]).map((field, i) => fields[i]?.(field)));
  };
  const ofMap: ConversionRule = (from, to, runtime) => {
    const [key, value = (count: unknown) => count] = inner(from, to, runtime) ?? [];
    if (key === undefined) return undefined;
    const equality = nullSafeEqualityOf(childTypes(to)[0] as LogicalType);
    return (map) => {
      const { keys, values } = map as SqlMap;
      return SqlMap.of(
        keys.map((item, i) => [key(item), value(values[i])] as const),
        equality,
      );
    };
  };
  return {
    ARRAY: { ARRAY: ofArray },
    MAP: { MAP: ofMap },
    MULTISET: { MULTISET: ofMap },
    ROW: { ROW: ofRow, STRUCTURED: ofRow },
    STRUCTURED: { ROW: ofRow, STRUCTURED: ofRow },
  };
}
