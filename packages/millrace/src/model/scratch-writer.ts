import { DataWriter } from './data-writer.js';

// A stack, because writing one value may need the bytes of another (the keys of a map, to order them).
const free: DataWriter[] = [];
/** Larger ones are dropped, so that one huge value does not hold memory for ever. */
const KEPT_LENGTH = 1 << 20;

/** An empty writer for short use; give it back with {@link releaseScratch}. */
export function acquireScratch(): DataWriter {
  return free.pop() ?? new DataWriter(256);
}

export function releaseScratch(writer: DataWriter): void {
  if (writer.length > KEPT_LENGTH || free.length >= 16) return;
  writer.reset();
  free.push(writer);
}
