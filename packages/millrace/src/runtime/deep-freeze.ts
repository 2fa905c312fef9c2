/** Freezes a value and everything that it holds, as far as the language can; typed arrays stay as they are. */
export function deepFreeze<T>(value: T): T {
  const open: unknown[] = [value];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null || Object.isFrozen(next) || ArrayBuffer.isView(next)) continue;
    Object.freeze(next);
    if (next instanceof Map) for (const [key, entry] of next) open.push(key, entry);
    if (next instanceof Set) for (const entry of next) open.push(entry);
    for (const key of Reflect.ownKeys(next)) open.push((next as Record<PropertyKey, unknown>)[key]);
  }
  return value;
}
