import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToken } from './bytes-token.js';
import type { DataWriter } from './data-writer.js';

// Unlike a codec's, these bytes do not tell where they end.
const raw = { write: (value: Uint8Array, out: DataWriter): void => out.writeRaw(value) };

describe('the token of bytes', () => {
  it('tells an odd byte from one that a zero follows', () => {
    expect(bytesToken(raw, Uint8Array.of(5))).not.toBe(bytesToken(raw, Uint8Array.of(5, 0)));
  });

  it('is another for other bytes', () => {
    const bytes = fc
      .array(fc.constantFrom(0, 1, 0x30, 0x31, 0xd8, 0xff), { maxLength: 12 })
      .map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(bytesToken(raw, a) === bytesToken(raw, b)).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });
});
