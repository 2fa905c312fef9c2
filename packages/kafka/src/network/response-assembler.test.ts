import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseAssembler } from './response-assembler.js';

function framed(bodies: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    bodies.flatMap((body) => {
      const size = Buffer.alloc(4);
      size.writeInt32BE(body.length, 0);
      return [size, Buffer.from(body)];
    }),
  );
}

describe('answers', () => {
  it('are whole, however the bytes are cut', () => {
    const bodies = fc.array(fc.uint8Array({ minLength: 4, maxLength: 50 }), { maxLength: 8 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sent, cuts) => {
        const got: Buffer[] = [];
        const assembler = new ResponseAssembler((response) => got.push(response));
        const bytes = framed(sent);
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = Math.min(cuts[turn % cuts.length] as number, bytes.length - at);
          // One buffer, overwritten each time, as the socket does it.
          const piece = Buffer.from(bytes.subarray(at, at + size));
          assembler.push(piece, size);
          piece.fill(0xee);
          at += size;
        }
        expect(got.map((body) => [...body])).toEqual(sent.map((body) => [...body]));
      }),
    );
  });

  it.each([
    ['TLS', [0x15, 0x03, 0x03, 0x00], 'KAFKA_TLS_FAILED'],
    ['HTTP', [...Buffer.from('HTTP')], 'KAFKA_PROTOCOL_ERROR'],
    ['a negative size', [0xff, 0xff, 0xff, 0xff], 'KAFKA_PROTOCOL_ERROR'],
    ['a size without room for a correlation id', [0, 0, 0, 3], 'KAFKA_PROTOCOL_ERROR'],
  ])('that are %s are refused before anything is allocated', (_, bytes, code) => {
    const assembler = new ResponseAssembler(() => undefined);
    expect(() => assembler.push(Buffer.from(bytes), 4)).toThrow(expect.objectContaining({ code }));
  });
});
