interface WellFormedCheck {
  isWellFormed(): boolean;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** True when a string holds no lone surrogate, so that UTF-8 can carry it. */
export function isWellFormed(text: string): boolean {
  // Every supported Node has the method; the library level of the compiler does not know it yet.
  return (text as unknown as WellFormedCheck).isWellFormed();
}

const POOL_LENGTH = 1 << 16;
/** The longest text whose bytes come from the pool, so that one text never takes much of it. */
const POOLED_TEXT = POOL_LENGTH / 16;
let pool = new Uint8Array(POOL_LENGTH);
let pooled = 0;

/**
 * The UTF-8 bytes of a string; a lone surrogate becomes U+FFFD.
 *
 * Those of short strings are parts of a larger buffer, as Node's `Buffer.from` does it: allocating memory of its own for
 * a hundred bytes takes longer than encoding them. So the `buffer` of the result must not be transferred.
 */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > POOLED_TEXT) return encoder.encode(text);
  // A UTF-16 code unit takes three bytes at most.
  if (pooled + text.length * 3 > POOL_LENGTH) {
    pool = new Uint8Array(POOL_LENGTH);
    pooled = 0;
  }
  const start = pooled;
  pooled += encoder.encodeInto(text, pool.subarray(start)).written;
  return pool.subarray(start, pooled);
}

/** Decodes UTF-8; undefined when the bytes are not well-formed. A byte order mark stays in the text. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The position of the first byte that begins no well-formed UTF-8 sequence, or -1. */
export function invalidUtf8Position(bytes: Uint8Array): number {
  let position = 0;
  while (position < bytes.length) {
    const size = sequenceLength(bytes, position);
    if (size === 0) return position;
    position += size;
  }
  return -1;
}

function sequenceLength(bytes: Uint8Array, position: number): number {
  const first = bytes[position] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[position + 1] ?? 0;
  if (first < 0xe0) return isContinuation(second) ? 2 : 0;
  if (first < 0xf0) {
    // Overlong forms below U+0800, and the surrogates U+D800..U+DFFF.
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
    return isContinuation(second) && isContinuation(bytes[position + 2] ?? 0) ? 3 : 0;
  }
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
  return isContinuation(second) && isContinuation(bytes[position + 2] ?? 0) && isContinuation(bytes[position + 3] ?? 0)
    ? 4
    : 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/**
 * Decodes UTF-8 in which a lone surrogate may stand as its own three bytes (WTF-8): what `DataWriter.writeString` writes.
 * Undefined when the bytes are not even that.
 */
export function decodeWtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  let position = start;
  while (position < end) {
    const first = bytes[position++] ?? 0;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    const more = first < 0xc2 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : 0;
    if (more === 0 || position + more > end) return undefined;
    let code = first & (0x3f >> more);
    for (let i = 0; i < more; i++) {
      const next = bytes[position++] ?? 0;
      if (!isContinuation(next)) return undefined;
      code = (code << 6) | (next & 0x3f);
    }
    if (code > 0x10ffff || (more === 2 && code < 0x800) || (more === 3 && code < 0x10000)) return undefined;
    text += String.fromCodePoint(code);
  }
  return text;
}

const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Decodes UTF-8 as Java does: what is not well-formed becomes U+FFFD. */
export function decodeUtf8Leniently(bytes: Uint8Array): string {
  return lenientDecoder.decode(bytes);
}
