import { childTypes, type LogicalType, nullable } from './logical-type.js';

/** True for the same type with the same nullability and, in rows, the same field names. */
export function equalTypes(a: LogicalType, b: LogicalType): boolean {
  return a.nullable === b.nullable && equalIgnoringNullability(a, b);
}

/** True for the same type, whether or not the outermost value may be NULL. */
export function equalIgnoringNullability(a: LogicalType, b: LogicalType): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || !equalParameters(a, b)) return false;
  const inA = childTypes(a);
  const inB = childTypes(b);
  return inA.length === inB.length && inA.every((child, i) => equalTypes(child, inB[i] as LogicalType));
}

function equalParameters(a: LogicalType, b: LogicalType): boolean {
  const parametersOfA = Object.entries(nullable(a));
  const parametersOfB = nullable(b) as unknown as Readonly<Record<string, unknown>>;
  return parametersOfA.every(([name, value]) => {
    if (name === 'fields') {
      const fields = parametersOfB['fields'] as readonly { readonly name: string }[];
      return (value as readonly { readonly name: string }[]).every((field, i) => field.name === fields[i]?.name);
    }
    return typeof value === 'object' || parametersOfB[name] === value;
  });
}
