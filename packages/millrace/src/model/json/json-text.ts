const SHORT_STRING = 32;
// All but the characters that need no escape: control characters, quotes, backslashes, and surrogates, which the engine
// escapes when they are alone.
const MUST_ESCAPE = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A string as JSON text. */
export function quoteJson(text: string): string {
  if (text.length > SHORT_STRING) return MUST_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Surrogates are left to the engine, which escapes those that are alone.
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code & 0xf800) === 0xd800) return JSON.stringify(text);
  }
  return `"${text}"`;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64_VALUES = new Map(Array.from(BASE64, (char, i) => [char.charCodeAt(0), i]));

/** Bytes as base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const chars = `${BASE64[word >> 18]}${BASE64[(word >> 12) & 63]}${BASE64[(word >> 6) & 63]}${BASE64[word & 63]}`;
    const missing = i + 3 - bytes.length;
    text += missing > 0 ? `${chars.slice(0, 4 - missing)}${'='.repeat(missing)}` : chars;
  }
  return text;
}

/** The bytes of base64 text with padding; undefined when it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let word = 0;
    for (let j = i; j < i + 4; j++) {
      const value = j < text.length - padding ? BASE64_VALUES.get(text.charCodeAt(j)) : 0;
      if (value === undefined) return undefined;
      word = (word << 6) | value;
    }
    for (let shift = 16; shift >= 0 && at < bytes.length; shift -= 8) bytes[at++] = word >> shift;
  }
  return bytes;
}
