import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Types } from '../types.js';
import { jsonWriter } from './json-writer.js';

describe('writing JSON into a buffer', () => {
  const order = Types.OBJECT({
    id: Types.LONG(),
    'a "long" näme, which is written by a loop': Types.STRING(),
    note: Types.OPTIONAL(Types.STRING()),
    tags: Types.LIST(Types.STRING()),
  });
  type Order = Parameters<typeof order.codec.write>[0];
  const orders: fc.Arbitrary<Order> = fc.record(
    {
      id: fc.maxSafeInteger(),
      'a "long" näme, which is written by a loop': fc.string({ unit: 'binary', maxLength: 90 }),
      note: fc.string({ maxLength: 200 }),
      tags: fc.array(fc.oneof(fc.string(), fc.constantFrom('é'.repeat(40), `${'x'.repeat(40)}"`, 'Ł'.repeat(33))), {
        maxLength: 3,
      }),
    },
    { requiredKeys: ['id', 'a "long" näme, which is written by a loop', 'tags'] },
  ) as fc.Arbitrary<Order>;

  it('gives the same bytes as without one, touches nothing before them, or says that they do not fit', () => {
    const writer = jsonWriter(order);
    fc.assert(
      fc.property(
        fc.array(orders, { minLength: 1, maxLength: 4 }),
        fc.nat(40),
        fc.nat(600),
        fc.boolean(),
        (values, start, room, ofNode) => {
          const buffer = (ofNode ? Buffer.alloc(start + room) : new Uint8Array(start + room)).fill(7);
          let position = start;
          for (const value of values) {
            const bytes = writer.writeBytes(value);
            const before = Uint8Array.from(buffer.subarray(0, position));
            const end = writer.writeInto(value, buffer, position);
            expect(Buffer.compare(buffer.slice(0, position), before)).toBe(0);
            if (end === -1) {
              // Text that may need escapes or more than one byte a character asks for more room than it takes.
              expect(position + bytes.length * 3 + 16).toBeGreaterThan(buffer.length);
              continue;
            }
            expect(Buffer.compare(buffer.slice(position, end), bytes)).toBe(0);
            position = end;
          }
        },
      ),
    );
  });

  it('does not while the writer is busy with the value around', () => {
    const writer = jsonWriter(Types.OBJECT({ id: Types.LONG() }));
    const buffer = new Uint8Array(100);
    const inner: number[] = [];
    const value = {
      get id() {
        inner.push(writer.writeInto({ id: 2 }, buffer, 50));
        return 1;
      },
    };
    expect(writer.writeInto(value, buffer, 0)).toBe('{"id":1}'.length);
    expect(inner).toEqual([-1]);
  });
});
