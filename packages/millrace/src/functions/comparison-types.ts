import type { ArgumentInfo, Inferred } from '../expressions/signature.js';
import { leastRestrictiveType } from '../model/logical-types/common-type.js';
import { BOOLEAN, type LogicalType, withNullability } from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';

/** Whether only equality is asked, which more types have than an order. */
export type ComparisonKind = 'equality' | 'order';

/** The types as which values are compared; undefined when they cannot be. */
export function comparableTypes(
  types: readonly LogicalType[],
  kind: ComparisonKind,
): readonly LogicalType[] | undefined {
  const known = types.find((type) => type.kind !== 'NULL');
  if (known === undefined) return types.map(() => BOOLEAN);
  if (types.some((type) => type.kind === 'NULL'))
    return comparableTypes(
      types.map((type) => (type.kind === 'NULL' ? withNullability(known, true) : type)),
      kind,
    );
  if (kind === 'order' && !isOrdered(known)) return undefined;
  // Decimals are compared as they are, whatever their scales.
  if (types.every((type) => type.kind === 'DECIMAL')) return types;
  const datetime = types.find((type) => hasFamily(type, 'DATETIME'));
  const others = types.filter((type) => !hasFamily(type, 'CHARACTER_STRING'));
  if (datetime !== undefined && others.length < types.length) return asOne(types, leastRestrictiveType(others));
  if (kind === 'order' && hasFamily(known, 'NUMERIC') !== hasFamily(types.at(-1) as LogicalType, 'NUMERIC')) {
    return types.every((type) => hasFamily(type, 'NUMERIC') || hasFamily(type, 'CHARACTER_STRING'))
      ? asOne(types, leastRestrictiveType(others))
      : undefined;
  }
  return asOne(types, leastRestrictiveType(types));
}

function asOne(types: readonly LogicalType[], common: LogicalType | undefined): readonly LogicalType[] | undefined {
  if (common === undefined) return undefined;
  // Texts and bytes of other lengths are compared without being padded.
  if (hasFamily(common, 'CHARACTER_STRING') || hasFamily(common, 'BINARY_STRING')) return types;
  return types.map((type) => withNullability(common, type.nullable));
}

const UNORDERED = new Set(['ARRAY', 'MAP', 'MULTISET', 'ROW', 'STRUCTURED', 'RAW', 'VARIANT', 'BITMAP']);

function isOrdered(type: LogicalType): boolean {
  return !UNORDERED.has(type.kind);
}

/** The signature of a predicate over comparable values; its result is NULL when one of them is. */
export function inferComparison(args: readonly ArgumentInfo[], kind: ComparisonKind): Inferred | undefined {
  const argumentTypes = comparableTypes(
    args.map((argument) => argument.type),
    kind,
  );
  if (argumentTypes === undefined) return undefined;
  const nullable = args.some((argument) => argument.type.nullable);
  return { argumentTypes, resultType: withNullability(BOOLEAN, nullable) };
}
