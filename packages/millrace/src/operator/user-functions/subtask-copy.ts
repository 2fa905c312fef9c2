import { MillraceError } from '../../model/millrace-error.js';

/**
 * The user function of one parallel instance: a copy of what the program gave, with fields of its own, as if it had been
 * sent there. So instances on one thread do not share fields, nor do two operators, nor a job and its restart. Plain
 * functions have no fields and stay as they are.
 *
 * Fields that hold plain data (objects, arrays, maps, sets, dates, bytes) are copied deeply; instances of classes, such as
 * clients and schemas, are shared.
 *
 * @param isAlone the operator has one instance: then one that cannot be copied is used as it is.
 * @throws MillraceError `FUNCTION_NOT_COPYABLE` for a class whose instances cannot be copied from outside.
 */
export function subtaskCopy(userFunction: unknown, operatorName: string, isAlone: boolean): unknown {
  if (typeof userFunction !== 'object' || userFunction === null) return userFunction;
  const why = whyNotCopyable(userFunction);
  if (why !== undefined) {
    if (isAlone) return userFunction;
    throw notCopyable(userFunction, operatorName, why);
  }
  const copy = Object.create(Object.getPrototypeOf(userFunction) as object | null) as Record<PropertyKey, unknown>;
  for (const key of Reflect.ownKeys(userFunction)) {
    const property = Object.getOwnPropertyDescriptor(userFunction, key) as PropertyDescriptor;
    if ('value' in property) property.value = dataCopy(property.value, new Map());
    Object.defineProperty(copy, key, property);
  }
  return copy;
}

function whyNotCopyable(instance: object): string | undefined {
  for (const key of Reflect.ownKeys(instance)) {
    const field = (instance as Record<PropertyKey, unknown>)[key];
    if (typeof field === 'function' && keepsThis(field))
      return `its field '${String(key)}' keeps the 'this' of the original`;
  }
  for (let type = instance.constructor; typeof type === 'function'; type = Object.getPrototypeOf(type) as typeof type) {
    if (/\.#[\p{ID_Start}$_]/u.test(Function.prototype.toString.call(type)))
      return `class ${type.name} has private # fields`;
  }
  return undefined;
}

/** An arrow function that speaks of `this` means the object in which it was made. */
function keepsThis(field: object): boolean {
  const text = Function.prototype.toString.call(field);
  return /^(async\s*)?(\([^)]*\)|[\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.test(text) && /\bthis\b/.test(text);
}

function notCopyable(instance: object, operatorName: string, why: string): MillraceError {
  return new MillraceError(
    'FUNCTION_NOT_COPYABLE',
    `The ${instance.constructor.name} of operator '${operatorName}' cannot be copied for parallel instances on one thread: ${why}.`,
    {
      facts: { operator: operatorName },
      hint: "Use methods, and TypeScript's 'private' in place of '#', or parallelism 1.",
    },
  );
}

/** A deep copy of plain data; whatever else a value holds is shared. */
function dataCopy(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return structuredClone(value);
  if (value instanceof Date) return new Date(value.getTime());
  if (Array.isArray(value))
    return filled(value, [] as unknown[], seen, (copy) => copy.push(...value.map((each) => dataCopy(each, seen))));
  if (value instanceof Map) {
    return filled(value, new Map<unknown, unknown>(), seen, (copy) => {
      for (const [key, entry] of value) copy.set(dataCopy(key, seen), dataCopy(entry, seen));
    });
  }
  if (value instanceof Set) {
    return filled(value, new Set<unknown>(), seen, (copy) => {
      for (const entry of value) copy.add(dataCopy(entry, seen));
    });
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return filled(value, {} as Record<string, unknown>, seen, (copy) => {
    for (const [key, entry] of Object.entries(value)) {
      Object.defineProperty(copy, key, {
        value: dataCopy(entry, seen),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
  });
}

function filled<C extends object>(original: object, copy: C, seen: Map<object, unknown>, fill: (copy: C) => void): C {
  seen.set(original, copy);
  fill(copy);
  return copy;
}
