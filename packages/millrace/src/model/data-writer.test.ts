import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataReader } from './data-reader.js';
import { DataWriter } from './data-writer.js';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

function canonical(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function roundTrip<T>(write: (out: DataWriter) => void, read: (input: DataReader) => T): T {
  const out = new DataWriter(1);
  write(out);
  const input = new DataReader(out.toBytes());
  const value = read(input);
  expect(input.remaining).toBe(0);
  return value;
}

describe('DataWriter and DataReader', () => {
  it('carry every 64-bit integer in its canonical form', () => {
    const edges = [0n, 1n, -1n, 63n, 64n, -64n, -65n, 2n ** 31n, -(2n ** 31n), 2n ** 48n, 2n ** 53n - 1n, 2n ** 53n];
    const negative = [-(2n ** 53n) + 1n, -(2n ** 53n), -(2n ** 53n) - 1n, 2n ** 54n, INT64_MIN, INT64_MAX];
    const any = fc.oneof(fc.constantFrom(...edges, ...negative), fc.bigInt({ min: INT64_MIN, max: INT64_MAX }));
    fc.assert(
      fc.property(any, (value) => {
        const back = roundTrip(
          (out) => out.writeLong(canonical(value)),
          (input) => input.readLong(),
        );
        expect(back).toBe(canonical(value));
      }),
    );
  });

  it('write a safe integer and the same bigint as the same bytes', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const asNumber = new DataWriter();
        const asBigint = new DataWriter();
        asNumber.writeLong(value);
        asBigint.writeLong(BigInt(value));
        expect(asBigint.toBytes()).toEqual(asNumber.toBytes());
      }),
    );
  });

  it('carry unsigned numbers, floats, booleans, bytes and times', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (value) => {
        expect(
          roundTrip(
            (out) => out.writeVarUint(value),
            (input) => input.readVarUint(),
          ),
        ).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.double(), fc.float(), fc.boolean(), fc.uint8Array({ maxLength: 2000 }), (a, b, c, d) => {
        const write = (out: DataWriter): void => {
          out.writeFloat64(a);
          out.writeFloat32(b);
          out.writeBoolean(c);
          out.writeBytes(d);
        };
        const read = (input: DataReader): unknown[] => [
          input.readFloat64(),
          input.readFloat32(),
          input.readBoolean(),
          input.readBytes(),
        ];
        expect(roundTrip(write, read)).toEqual([a, b, c, d]);
      }),
    );
    for (const time of [0, -1, 1_700_000_000_000, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(
        roundTrip(
          (out) => out.writeTime(time),
          (input) => input.readTime(),
        ),
      ).toBe(time);
    }
  });

  it('carry any UTF-16, lone surrogates too, short and long', () => {
    const unit = fc.string({ unit: 'binary' });
    const lone = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 120 })
      .map((codes) => String.fromCharCode(...codes));
    const long = fc.tuple(fc.string({ unit: 'grapheme' }), fc.nat(300)).map(([text, times]) => text.repeat(times));
    fc.assert(
      fc.property(fc.oneof(fc.string(), unit, lone, long), (text) => {
        expect(
          roundTrip(
            (out) => out.writeString(text),
            (input) => input.readString(),
          ),
        ).toBe(text);
      }),
    );
  });

  it('carry a string of ten million characters', () => {
    const text = 'äb'.repeat(5_000_000);
    expect(
      roundTrip(
        (out) => out.writeString(text),
        (input) => input.readString(),
      ),
    ).toBe(text);
  });

  it('refuse every shortened form of what was written', () => {
    const out = new DataWriter();
    out.writeString('häa');
    out.writeLong(2n ** 60n);
    out.writeFloat64(1.5);
    const bytes = out.toBytes();
    for (let length = 0; length < bytes.length; length++) {
      const input = new DataReader(bytes, 0, length);
      const read = (): unknown => [input.readString(), input.readLong(), input.readFloat64()];
      expect(read).toThrow(expect.objectContaining({ code: 'DATA_CORRUPT' }));
    }
  });

  it('refuse integers that are too long, booleans that are none, and text that is not UTF-8', () => {
    const corrupt = expect.objectContaining({ code: 'DATA_CORRUPT' });
    const tooLong = Uint8Array.of(...new Array<number>(10).fill(0xff), 0x01);
    expect(() => new DataReader(tooLong).readLong()).toThrow(corrupt);
    expect(() => new DataReader(tooLong).readVarUint()).toThrow(corrupt);
    expect(() => new DataReader(Uint8Array.of(2)).readBoolean()).toThrow(corrupt);
    expect(() => new DataReader(Uint8Array.of(2, 0xc3, 0x28)).readString()).toThrow(corrupt);
    expect(() => new DataReader(Uint8Array.of(2, 0xc0, 0x80)).readString()).toThrow(corrupt);
    expect(() => new DataReader(Uint8Array.of(0xff, 0xff, 0x03, 1)).readCount()).toThrow(corrupt);
  });

  it('never crash or hang on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const read of ['readLong', 'readVarUint', 'readString', 'readBytes', 'readFloat64', 'readTime'] as const) {
          try {
            new DataReader(bytes)[read]();
          } catch (error) {
            expect(error).toMatchObject({ code: 'DATA_CORRUPT' });
          }
        }
      }),
    );
  });

  it('refuse to write what is no value of the form', () => {
    const refused = expect.objectContaining({ code: 'DATA_NOT_WRITABLE' });
    const out = new DataWriter();
    for (const value of [1.5, Number.NaN, 2 ** 53, INT64_MAX + 1n, undefined as unknown as number]) {
      expect(() => out.writeLong(value)).toThrow(refused);
    }
    expect(() => out.writeVarUint(-1)).toThrow(refused);
    expect(() => out.writeString(5 as unknown as string)).toThrow(refused);
    expect(out.length).toBe(0);
  });

  it('hand out memory that a later write does not change', () => {
    const out = new DataWriter(4);
    out.writeUint32(1);
    const copied = out.toBytes();
    const detached = out.detach();
    out.writeUint32(2);
    expect([copied, detached]).toEqual([Uint8Array.of(0, 0, 0, 1), Uint8Array.of(0, 0, 0, 1)]);
    expect(out.toBytes()).toEqual(Uint8Array.of(0, 0, 0, 2));
  });

  it('put a length in afterwards, and drop what was written too much', () => {
    const out = new DataWriter();
    out.writeUint32(0);
    out.writeString('ab');
    out.patchUint32(0, out.length - 4);
    out.writeString('dropped');
    out.truncate(7);
    expect(out.toBytes()).toEqual(Uint8Array.of(0, 0, 0, 3, 2, 97, 98));
  });
});
