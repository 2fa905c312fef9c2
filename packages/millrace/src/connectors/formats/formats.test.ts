import { describe, expect, it } from 'vitest';
import { Row } from '../../model/row.js';
import { Types } from '../../model/types.js';
import { ByteArraySchema } from './byte-array-schema.js';
import { JsonRowDeserializationSchema } from './json-row-deserialization-schema.js';
import { JsonRowSerializationSchema } from './json-row-serialization-schema.js';
import { SimpleStringSchema } from './simple-string-schema.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const coded = (code: string, facts: object = {}): unknown =>
  expect.objectContaining({ code, facts: expect.objectContaining(facts) });

describe('SimpleStringSchema', () => {
  it('reads and writes UTF-8', () => {
    const schema = new SimpleStringSchema();
    expect(schema.deserialize(schema.serialize('häppy 😀'))).toBe('häppy 😀');
    expect(String(schema.getProducedType())).toBe('String');
  });

  it('keeps a byte order mark, as Flink does', () => {
    expect(new SimpleStringSchema().deserialize(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });

  it('refuses bytes that are no text, or replaces them', () => {
    const bytes = Uint8Array.of(0x61, 0xff);
    expect(() => new SimpleStringSchema('UTF-8').deserialize(bytes)).toThrow(coded('TEXT_MALFORMED', { position: 1 }));
    expect(new SimpleStringSchema({ invalid: 'replace' }).deserialize(bytes)).toBe('a\ufffd');
  });

  it('reads other character sets, and writes none of them', () => {
    const latin1 = new SimpleStringSchema('ISO-8859-1');
    expect(latin1.deserialize(Uint8Array.of(0xe4))).toBe('ä');
    expect(() => latin1.serialize('ä')).toThrow(coded('CONFIG_INVALID_VALUE'));
  });

  it('refuses unknown character sets and options, and values that are no text', () => {
    expect(() => new SimpleStringSchema('klingon')).toThrow(coded('CONFIG_INVALID_VALUE', { charset: 'klingon' }));
    expect(() => new SimpleStringSchema({ invalid: 'ignore' as 'fail' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' }),
    );
    expect(() => new SimpleStringSchema().serialize(5 as unknown as string)).toThrow(coded('TYPE_MISMATCH'));
  });

  it('gives bytes that later ones do not overwrite', () => {
    const schema = new SimpleStringSchema();
    const all = Array.from({ length: 3000 }, (_, i) => schema.serialize(`record ${i}`.repeat(i % 40)));
    expect(all.map(text)).toEqual(all.map((_, i) => `record ${i}`.repeat(i % 40)));
  });
});

describe('ByteArraySchema', () => {
  it('gives a copy, and takes bytes only', () => {
    const schema = new ByteArraySchema();
    const bytes = Uint8Array.of(1, 2);
    const read = schema.deserialize(bytes);
    bytes[0] = 9;
    expect(read).toEqual(Uint8Array.of(1, 2));
    expect(schema.serialize(bytes)).toBe(bytes);
    expect(() => schema.serialize('x' as unknown as Uint8Array)).toThrow(coded('TYPE_MISMATCH'));
  });
});

describe('JsonRowDeserializationSchema', () => {
  const rows = Types.ROW_NAMED(['id', 'name'], [Types.LONG(), Types.STRING()]);

  it('reads rows, built as PyFlink builds it', () => {
    const schema = JsonRowDeserializationSchema.builder().typeInfo(rows).build();
    expect(schema.deserialize(utf8('{"name":"apple","id":1,"more":2}'))).toEqual(Row.named({ id: 1, name: 'apple' }));
    expect(schema.deserialize(utf8('{"id":1}'))?.getField('name')).toBeNull();
    expect(schema.getProducedType()).toBe(rows);
  });

  it('fails on missing fields when told so', () => {
    const schema = JsonRowDeserializationSchema.builder().typeInfo(rows).failOnMissingField().build();
    expect(() => schema.deserialize(utf8('{"id":1}'))).toThrow(coded('JSON_FIELD_MISSING', { field: 'name' }));
  });

  it.each(['{"id":', '{"id":"x"}', '[]', '{"id":9007199254740993}'])(
    'skips %s when parse errors are ignored',
    (json) => {
      const lenient = JsonRowDeserializationSchema.builder().typeInfo(rows).ignoreParseErrors().build();
      expect(lenient.deserialize(utf8(json))).toBeUndefined();
      expect(() => new JsonRowDeserializationSchema({ typeInfo: rows }).deserialize(utf8(json))).toThrow();
    },
  );

  it('skips bytes that are not UTF-8 when parse errors are ignored', () => {
    const lenient = new JsonRowDeserializationSchema({ typeInfo: rows, ignoreParseErrors: true });
    expect(lenient.deserialize(Uint8Array.of(0x22, 0xff, 0x22))).toBeUndefined();
  });

  it('refuses options that contradict, are unknown or have no such value', () => {
    const build = (options: object) => () => new JsonRowDeserializationSchema({ typeInfo: rows, ...options });
    expect(build({ missingFields: 'fail', ignoreParseErrors: true })).toThrow(
      expect.objectContaining({ code: 'CONFIG_CONTRADICTION' }),
    );
    expect(build({ unknownField: 'fail' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_UNKNOWN_KEY', hint: "Did you mean 'unknownFields'?" }),
    );
    expect(build({ unknownFields: 'warn' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID_VALUE', hint: "It takes 'ignore' or 'fail'." }),
    );
    expect(() => JsonRowDeserializationSchema.builder().build()).toThrow(
      expect.objectContaining({ code: 'CONFIG_MISSING' }),
    );
  });
});

describe('JsonRowSerializationSchema', () => {
  it('writes rows in the order of the type, with times as PyFlink writes them', () => {
    const typeInfo = Types.ROW_NAMED(['id', 'at', 'name'], [Types.LONG(), Types.SQL_TIMESTAMP(), Types.STRING()]);
    const schema = JsonRowSerializationSchema.builder().withTypeInfo(typeInfo).build();
    const row = typeInfo.codec.check([1, 0, null], 'value');
    expect(text(schema.serialize(row))).toBe('{"id":1,"at":"1970-01-01T00:00:00Z","name":null}');
  });

  it('follows its options', () => {
    const typeInfo = Types.OBJECT({ at: Types.SQL_TIMESTAMP(), name: Types.NULLABLE(Types.STRING()) });
    const schema = new JsonRowSerializationSchema({ typeInfo, timestampFormat: 'SQL', ignoreNullFields: true });
    expect(text(schema.serialize({ at: 0, name: null }))).toBe('{"at":"1970-01-01 00:00:00"}');
  });

  it('names what is wrong with a value', () => {
    const schema = new JsonRowSerializationSchema({ typeInfo: Types.OBJECT({ a: Types.LIST(Types.INT()) }) });
    expect(() => schema.serialize({ a: [1, 2.5] })).toThrow(coded('TYPE_MISMATCH', { path: 'value.a[1]' }));
  });

  it('refuses to be built without a type, or with an unknown form of times', () => {
    expect(() => JsonRowSerializationSchema.builder().build()).toThrow(
      expect.objectContaining({ code: 'CONFIG_MISSING' }),
    );
    const options = { typeInfo: Types.INT(), timestampFormat: 'ISO' as 'SQL' };
    expect(() => new JsonRowSerializationSchema(options)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' }),
    );
  });
});

describe('a schema that reads and writes inside of a buffer', () => {
  const typeInfo = Types.OBJECT({ id: Types.LONG() });

  it('gives what the ordinary way gives', () => {
    const buffer = new TextEncoder().encode(`{"id":1}{"id":2}{"id":x}${' '.repeat(20)}`);
    const reads = new JsonRowDeserializationSchema({ typeInfo });
    expect(reads.deserializeRange?.(buffer, 8, 16)).toEqual({ id: 2 });
    expect(() => reads.deserializeRange?.(buffer, 16, 24)).toThrow(expect.objectContaining({ code: 'JSON_MALFORMED' }));
    const skips = new JsonRowDeserializationSchema({ typeInfo, ignoreParseErrors: true });
    expect(skips.deserializeRange?.(buffer, 16, 24)).toBeUndefined();
    const writes = new JsonRowSerializationSchema({ typeInfo });
    expect(writes.serializeInto?.({ id: 7 }, buffer, 8)).toBe(16);
    expect(text(buffer.subarray(0, 24))).toBe('{"id":1}{"id":7}{"id":x}');
    expect(writes.serializeInto?.({ id: 7 }, buffer, 40)).toBe(-1);
    expect(() => writes.serializeInto?.({ id: 'a' } as never, buffer, 0)).toThrow(
      expect.objectContaining({ code: 'TYPE_MISMATCH' }),
    );
  });

  it('has no such way where a subclass reads or writes by itself', () => {
    class Reads extends JsonRowDeserializationSchema<{ id: number }> {
      override deserialize() {
        return { id: 5 };
      }
    }
    class Writes extends JsonRowSerializationSchema<{ id: number }> {
      override serialize() {
        return Uint8Array.of(5);
      }
    }
    expect(new Reads({ typeInfo }).deserializeRange).toBeUndefined();
    expect(new Writes({ typeInfo }).serializeInto).toBeUndefined();
  });
});
