/** The shortest big-endian two's complement form of an integer, as Java's `BigInteger.toByteArray` gives it. */
export function bigintToBytes(value: bigint): Uint8Array {
  const magnitude = value < 0n ? -value - 1n : value;
  const digits = magnitude === 0n ? '' : magnitude.toString(16);
  // One bit more than the magnitude needs, for the sign.
  const bits = digits === '' ? 1 : digits.length * 4 - Math.clz32(Number.parseInt(digits[0] ?? '0', 16)) + 28 + 1;
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  const padded = digits.padStart(bytes.length * 2, '0');
  const flip = value < 0n ? 0xff : 0;
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(padded.slice(i * 2, i * 2 + 2), 16) ^ flip;
  return bytes;
}

/** Reads the shortest two's complement form; undefined when there are no bytes or more than needed. */
export function bigintFromBytes(bytes: Uint8Array): bigint | undefined {
  const first = bytes[0];
  if (first === undefined) return undefined;
  const second = bytes[1];
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) return undefined;
  const flip = first >= 0x80 ? 0xff : 0;
  let digits = '0x';
  for (const byte of bytes) digits += (byte ^ flip).toString(16).padStart(2, '0');
  const magnitude = BigInt(digits);
  return flip === 0 ? magnitude : -magnitude - 1n;
}
