/**
 * What is stored under one key: a slot for each state of the operator.
 *
 * Two slots stand in the object itself, which is all that most operators need and saves an array a key.
 */
export class HeapEntry {
  readonly key: unknown;
  /** Rises with each entry made, and so along the key table: a scan knows by it whom it has passed. */
  readonly sequence: number;
  readonly stamp: number;
  first: unknown = undefined;
  second: unknown = undefined;
  more: unknown[] | undefined = undefined;

  constructor(key: unknown, sequence: number, stamp: number) {
    this.key = key;
    this.sequence = sequence;
    this.stamp = stamp;
  }
}

/** What a slot holds; undefined when it is empty. */
export function readSlot(entry: HeapEntry, slot: number): unknown {
  if (slot === 0) return entry.first;
  return slot === 1 ? entry.second : entry.more?.[slot - 2];
}

export function writeSlot(entry: HeapEntry, slot: number, stored: unknown): void {
  if (slot === 0) entry.first = stored;
  else if (slot === 1) entry.second = stored;
  else writeFurther(entry, slot - 2, stored);
}

function writeFurther(entry: HeapEntry, index: number, stored: unknown): void {
  const more = entry.more ?? [];
  while (more.length < index) more.push(undefined);
  more[index] = stored;
  entry.more = more;
}

/** The same entry with slots of its own; what stands in them is shared. */
export function copyEntry(entry: HeapEntry, stamp: number): HeapEntry {
  const copy = new HeapEntry(entry.key, entry.sequence, stamp);
  copy.first = entry.first;
  copy.second = entry.second;
  copy.more = entry.more?.slice();
  return copy;
}

export function isEmptyEntry(entry: HeapEntry): boolean {
  if (entry.first !== undefined || entry.second !== undefined) return false;
  return entry.more === undefined || entry.more.every((stored) => stored === undefined);
}
