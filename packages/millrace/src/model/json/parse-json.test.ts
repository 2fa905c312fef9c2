import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../millrace-error.js';
import { JsonNumber } from './json-conversion.js';
import { parseJsonExactly } from './parse-json.js';
import { hasLongNumber, isTooDeep } from './scan-json.js';
import { plainNumbers } from './untyped-json.js';

function outcome(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof MillraceError && error.code === 'JSON_MALFORMED'))
      return 'malformed';
    throw error;
  }
}

/** Numbers as doubles, so that both parsers can be compared. */
const asDoubles = (text: string): unknown => outcome(() => doubles(parseJsonExactly(text)));

function doubles(json: unknown): unknown {
  if (json instanceof JsonNumber) return Number(json.text);
  if (Array.isArray(json)) return json.map(doubles);
  if (typeof json !== 'object' || json === null) return json;
  const object = {};
  for (const [name, value] of Object.entries(json)) {
    Object.defineProperty(object, name, {
      value: doubles(value),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return object;
}

const fragments = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u00',
  'e',
  '1',
  '-',
  '.',
  '0',
  'true',
  'null',
  ' ',
  '\n',
  '"a"',
  '\u0001',
  '\ufeff',
);

describe('the exact JSON parser', () => {
  it('parses random documents as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.json({ stringUnit: 'binary', depthSize: 'small' }),
        fc.constantFrom(undefined, 1, '\t'),
        (text, indent) => {
          const spaced = JSON.stringify(JSON.parse(text), null, indent);
          for (const one of [text, spaced]) expect(asDoubles(one)).toEqual(outcome(() => JSON.parse(one)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('accepts and refuses exactly what JSON.parse does', () => {
    const mutated = fc.tuple(fc.json(), fc.nat(), fragments).map(([text, at, fragment]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + fragment + text.slice(place + (at % 3));
    });
    const made = fc.array(fragments, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(mutated, made), (text) => {
        expect(asDoubles(text)).toEqual(outcome(() => JSON.parse(text)));
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps the digits of every number', () => {
    const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,40})(\.\d{1,40})?([eE][+-]?\d{1,3})?$/);
    fc.assert(
      fc.property(digits, (text) => {
        expect(String((parseJsonExactly(`[ ${text} ]`) as unknown[])[0])).toBe(text);
      }),
    );
  });

  it.each([
    ['{"a":1,}', 7, 'a field name in quotes is expected at character 7'],
    ['{"a" 1}', 5, "':' is expected at character 5"],
    ['[1 2]', 3, "',' or ']' is expected at character 3"],
    ['"abc', 4, 'a string does not end at the end'],
    ['"\\x"', 1, 'an escape is not known'],
    ['tru', 0, 'a value is expected at character 0'],
    ['', 0, 'a value is expected at the end'],
    ['1 1', 2, 'nothing may follow the value'],
    ['"a\nb"', 2, 'a control character'],
  ])('says where %j goes wrong', (text, position, what) => {
    expect(() => parseJsonExactly(text)).toThrow(
      expect.objectContaining({
        code: 'JSON_MALFORMED',
        message: expect.stringContaining(what),
        facts: expect.objectContaining({ position }),
      }),
    );
  });

  it('shows only a short excerpt', () => {
    const text = `{"long":"${'x'.repeat(1000)}" oops}`;
    expect(() => parseJsonExactly(text)).toThrow(
      expect.objectContaining({ facts: { position: 1011, length: 1016, excerpt: '…xxxxxxxxxxxxxxxxxx" oops}' } }),
    );
  });

  it.each(['[', '{"a":'])('refuses 100,000 of %s', (opening) => {
    expect(() => parseJsonExactly(opening.repeat(100_000))).toThrow(expect.objectContaining({ code: 'JSON_TOO_DEEP' }));
  });
});

describe('scanning JSON', () => {
  it.each([
    ['{"id":123456789012345}', false],
    ['{"id":1234567890123456}', true],
    ['[-9007199254740993]', true],
    ['{"x":0.1234567890123456}', true],
    ['{"card":"1234567890123456789"}', false],
    ['{"card":"1234567890123456789","id":1}', false],
    ['{"quote":"\\"","id":1234567890123456789}', true],
    ['{"slash":"\\\\","card":"1234567890123456789"}', false],
    ['{"a":"\\\\\\"1234567890123456789"}', false],
  ])('finds a long number in %s: %s', (text, found) => {
    expect(hasLongNumber(text)).toBe(found);
  });

  it('never misses a number that JSON.parse would change', () => {
    const numbers = fc.oneof(
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
      fc.stringMatching(/^-?(0|[1-9]\d{0,20})\.\d{1,20}$/),
    );
    fc.assert(
      fc.property(fc.string(), numbers, fc.string(), (before, digits, after) => {
        const text = `{${JSON.stringify(before)}:[${JSON.stringify(after)},${digits}],"z":${JSON.stringify(before)}}`;
        const significant = digits.replace(/[-.]/g, '').replace(/^0+/, '');
        if (significant.length > 15) expect(hasLongNumber(text)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('counts nesting, but not brackets in strings', () => {
    const deep = '['.repeat(1001) + ']'.repeat(1001);
    expect(isTooDeep(deep)).toBe(true);
    expect(isTooDeep(`[${JSON.stringify(deep)},"\\\\"]`)).toBe(false);
    expect(isTooDeep(`[${'[1],'.repeat(5000)}1]`)).toBe(false);
    expect(isTooDeep('['.repeat(1000) + ']'.repeat(1000))).toBe(false);
  });
});

describe('untyped numbers', () => {
  it('are numbers where they are exact or have a fraction, and bigints else', () => {
    const text =
      '{"a":9007199254740991,"b":9007199254740993,"c":[0.1000000000000000055],"d":-18446744073709551617,"e":1e400}';
    expect(plainNumbers(parseJsonExactly(text))).toEqual({
      a: 9007199254740991,
      b: 9007199254740993n,
      c: [0.1],
      d: -18446744073709551617n,
      e: Number.POSITIVE_INFINITY,
    });
  });

  it('leave the own key __proto__ alone', () => {
    const value = plainNumbers(parseJsonExactly('{"__proto__":12345678901234567890,"a":1}')) as object;
    expect(Object.entries(value)).toEqual([['__proto__', 12345678901234567890n], ['a', 1]]); // biome-ignore format: pairs
  });
});
