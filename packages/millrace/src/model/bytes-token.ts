import type { Codec } from './codec.js';
import { acquireScratch, releaseScratch } from './scratch-writer.js';

const CHUNK = 4096;

/** The token of a value that has no simpler one: its canonical bytes, each as one character. */
export function bytesToken<T>(codec: Pick<Codec<T>, 'write'>, value: T): string {
  const out = acquireScratch();
  try {
    codec.write(value, out);
    return latin1(out.view());
  } finally {
    releaseScratch(out);
  }
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  if (bytes.length <= 64) {
    for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i] ?? 0);
    return text;
  }
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return text;
}
