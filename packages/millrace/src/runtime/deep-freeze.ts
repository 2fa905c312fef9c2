/**
 * Freezes a value and everything that it holds, as far as the language can.
 *
 * @returns false when it holds what can still be changed: the bytes of a view, the entries of a map or set, a date.
 */
export function deepFreeze(value: unknown): boolean {
  let isFrozen = true;
  const open: unknown[] = [value];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    if (ArrayBuffer.isView(next)) {
      isFrozen = false;
      continue;
    }
    Object.freeze(next);
    if (isStillOpen(next)) isFrozen = false;
    if (next instanceof Map) for (const [key, entry] of next) open.push(key, entry);
    if (next instanceof Set) for (const entry of next) open.push(entry);
    for (const key of Reflect.ownKeys(next)) open.push((next as Record<PropertyKey, unknown>)[key]);
  }
  return isFrozen;
}

/** What a frozen object holds beside its properties stays open. */
function isStillOpen(object: object): boolean {
  return object instanceof Map || object instanceof Set || object instanceof Date || object instanceof ArrayBuffer;
}
