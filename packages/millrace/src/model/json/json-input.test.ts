import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypeInformation } from '../type-information.js';
import { Types } from '../types.js';
import { JsonInput } from './json-input.js';
import { type JsonReaderOptions, jsonReader } from './json-reader.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a reader makes of a text, through its bytes or not: the value, or the error. */
function outcome(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch (error) {
    const { code, message, facts } = error as { code: string; message: string; facts: object };
    return { code, message, facts };
  }
}

/** Bytes between others, which look as if the record went on. */
function between(bytes: Uint8Array, before: string, after: string): Uint8Array {
  return Uint8Array.from([...utf8(before), ...bytes, ...utf8(after)]);
}

const sale = Types.OBJECT({
  id: Types.LONG(),
  name: Types.STRING(),
  price: Types.DOUBLE(),
  count: Types.NULLABLE(Types.INT()),
  note: Types.OPTIONAL(Types.STRING()),
  paid: Types.BOOLEAN(),
  tags: Types.LIST(Types.STRING()),
  at: Types.SQL_TIMESTAMP(),
});
const row = Types.ROW_NAMED(['id', 'über "x"', 'inner'], [Types.SHORT(), Types.FLOAT(), Types.ROW([Types.BYTE()])]);
const types: readonly TypeInformation<unknown>[] = [
  sale,
  row,
  Types.OBJECT({}),
  Types.OBJECT({ toString: Types.STRING(), $a: Types.LONG({ as: 'bigint' }), inner: Types.OBJECT({ x: Types.INT() }) }),
  Types.LIST(Types.NULLABLE(Types.LONG({ as: 'canonical' }))),
  Types.STRING(),
  Types.DOUBLE(),
  Types.FLOAT(),
  Types.BOOLEAN(),
  Types.LONG(),
] as TypeInformation<unknown>[];

const optionSets: readonly JsonReaderOptions[] = [
  {},
  { unknownFields: 'fail' },
  { missingFields: 'fail' },
  { nullFields: 'fail' },
];

const FULL =
  '{"id":1,"name":"fig","price":1.5,"count":3,"note":"n","paid":true,"tags":["a"],"at":"2026-01-31 12:00:00"}';

/** Texts near to those that the types have: built of the same words, in any order, right or wrong. */
const word = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '\n',
    '"',
    '"id"',
    '"name"',
    '"über \\"x\\""',
    '"inner"',
    '"f0"',
    '"$a"',
    '"x"',
  ],
  ...[
    '"toString"',
    '"__proto__"',
    '0',
    '-0',
    '01',
    '1',
    '-7',
    '1.50',
    '1.',
    '.5',
    '1e3',
    '1E+400',
    '2147483648',
    '1e',
    '-',
  ],
  ...[
    '123456789012345',
    '1234567890123456',
    '0.1234567890123456789',
    'true',
    'false',
    'null',
    'nul',
    'NaN',
    '"NaN"',
    '"5"',
  ],
  ...['"fig"', '"f\\u00fcr"', '"\\ud800"', '"\\x"', '"ü€😀"', '"a\u0001"', '"2026-01-31T12:00:00Z"', '\ufeff'],
);
const jumbled = fc.array(word, { maxLength: 14 }).map((words) => words.join(''));
const document = fc
  .record({
    fields: fc.shuffledSubarray(['id', 'name', 'price', 'count', 'note', 'paid', 'tags', 'at', 'other', 'id', 'x']),
    values: fc.array(
      fc.oneof(
        fc.integer(),
        fc.double(),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.constant(null),
        fc.jsonValue(),
      ),
      { minLength: 11, maxLength: 11 },
    ),
    space: fc.constantFrom('', ' ', '\n\t '),
  })
  .map(({ fields, values, space }) => {
    const members = fields.map((name, i) => `${JSON.stringify(name)}:${space}${JSON.stringify(values[i])}`);
    return `{${members.join(`,${space}`)}}`;
  });

describe('bytes are read as their text is', () => {
  it.each(types.map((type) => [String(type), type] as const))('%s', (_name, type) => {
    const readers = optionSets.map((options) => jsonReader(type, options));
    fc.assert(
      fc.property(
        fc.oneof(word, jumbled, document, fc.json()),
        fc.constantFrom('', '{"id":1'),
        fc.constantFrom('', '"}', ',1]'),
        (text, before, after) => {
          const bytes = utf8(text);
          // Well-formed text only: the bytes of a lone surrogate are those of another text.
          const same = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replace(/^\ufeff/, '');
          const all = between(bytes, before, after);
          for (const { read, readBytes } of readers) {
            const expected = outcome(() => read(same));
            expect(outcome(() => readBytes(bytes))).toEqual(expected);
            const start = utf8(before).length;
            expect(outcome(() => readBytes(Buffer.from(all), start, start + bytes.length))).toEqual(expected);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('whatever single byte is changed', () => {
    const { readBytes } = jsonReader(sale);
    fc.assert(
      fc.property(fc.nat(FULL.length - 1), fc.nat(255), (at, byte) => {
        const bytes = utf8(FULL);
        bytes[at] = byte;
        const text = outcome(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
        const { value } = text as { value?: string };
        const expected =
          value === undefined
            ? { code: 'JSON_NOT_UTF8' }
            : outcome(() => jsonReader(sale).read(value.replace(/^\ufeff/, '')));
        expect(outcome(() => readBytes(bytes))).toMatchObject(expected as object);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('plain JSON', () => {
  const isPlain = (type: TypeInformation<unknown>, text: string): boolean => {
    const read = type.json?.plain?.({
      unknownFields: 'ignore',
      missingFields: 'null',
      nullFields: 'null',
      exact: false,
    });
    const input = new JsonInput();
    const bytes = utf8(text);
    input.begin(bytes, 0, bytes.length);
    read?.(input);
    return input.endsHere();
  };

  it.each([
    ['the fields in order', FULL],
    ['with spaces', FULL.replaceAll('":', '": ').replaceAll(',', ', ')],
    ['with lines', `\n${FULL.replaceAll(',', ',\n\t')}\n`],
    [
      'in another order',
      '{"at":"2026-01-31T12:00:00Z","paid":false,"tags":[],"price":-0.25,"count":null,"name":"","id":-15}',
    ],
    ['with unknown fields', FULL.replace('"paid"', '"x":{"y":[1,-2.5e3,"ü",true,false,null,{}]},"paid"')],
    ['with escapes and more than ASCII', FULL.replace('fig', 'f\\u0069g ü€😀 \\\\ \\"')],
  ])('is read without parsing its text: %s', (_what, text) => {
    expect(isPlain(sale as TypeInformation<unknown>, text)).toBe(true);
  });

  it.each([
    ['a long number', FULL.replace('1,', '1234567890123456,')],
    ['digits in quotes', FULL.replace('1,', '"1",')],
    ['an escaped name', FULL.replace('"note"', '"n\\u006fte"')],
    ['what is nested deep', FULL.replace('"paid"', `"x":${'['.repeat(40)}${']'.repeat(40)},"paid"`)],
  ])('is not: %s', (_what, text) => {
    expect(isPlain(sale as TypeInformation<unknown>, text)).toBe(false);
  });
});
