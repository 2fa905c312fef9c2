import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { JsonRowDeserializationSchema } from '../formats/json-row-deserialization-schema.js';
import { FileSource } from './file-source.js';
import { filesWith, readSource } from './files-fixture.test-support.js';
import { StreamFormat } from './stream-format.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, order: 'little' | 'big') => {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'little' ? bytes : bytes.swap16();
};

const read = <T>(format: StreamFormat<T>, content: string | Uint8Array) =>
  readSource(FileSource.forRecordStreamFormat(format, '/a').build(), { files: filesWith({ '/a': content }) });

describe('lines of text', () => {
  it.each<[string, string, readonly string[]]>([
    ['nothing', '', []],
    ['one line feed', '\n', ['']],
    ['no line feed', 'a', ['a']],
    ['a line feed at the end', 'a\nb\n', ['a', 'b']],
    ['none at the end', 'a\nb', ['a', 'b']],
    ['empty lines', '\n\na\n\n', ['', '', 'a', '']],
    ['carriage returns', 'a\r\nb\r\n\r\nc\r', ['a', 'b', '', 'c']],
    ['a carriage return inside', 'a\rb\n', ['a\rb']],
    ['more than ASCII', 'ä\n😀\nz\n', ['ä', '😀', 'z']],
    ['more than ASCII, and carriage returns', 'ä\r\n\r\n😀\r\nz', ['ä', '', '😀', 'z']],
    ['a byte order mark', '\ufeffa\nb', ['a', 'b']],
    ['only a byte order mark', '\ufeff', []],
    ['a byte order mark later', 'a\n\ufeffb', ['a', '\ufeffb']],
    ['zeros', 'a\0b\n', ['a\0b']],
  ])('%s', async (_what, content, lines) => {
    expect(await read(StreamFormat.textLineFormat(), content)).toEqual(lines);
  });

  it.each<[string, Uint8Array, readonly string[]]>([
    ['ISO-8859-1', Uint8Array.of(0xe4, 10, 0xf6, 13, 10), ['ä', 'ö']],
    ['UTF-16LE', utf16('ä\n\u0a0a\r\nz', 'little'), ['ä', '\u0a0a', 'z']],
    ['UTF-16BE', utf16('ä\n\u0a0a\u0a00\u000a\r\nz', 'big'), ['ä', '\u0a0a\u0a00', '', 'z']],
    ['UTF-16', utf16('\ufeffa\nb', 'little'), ['a', 'b']],
    ['UTF-16', utf16('\ufeffa\nb', 'big'), ['a', 'b']],
    ['UTF-16', utf16('a\nb\n', 'big'), ['a', 'b']],
    ['UTF-16LE', utf16('\ufeffa', 'little'), ['a']],
    ['UTF-16', new Uint8Array(0), []],
  ])('in %s', async (charset, content, lines) => {
    expect(await read(StreamFormat.textLineFormat(charset), content)).toEqual(lines);
  });

  const wrong = Uint8Array.of(0x61, 10, 0x62, 0xff, 10, 0xc3, 0xa4, 10);
  it('that are no text are an error, or have their characters replaced', async () => {
    await expect(read(StreamFormat.textLineFormat(), wrong)).rejects.toMatchObject({
      code: 'TEXT_MALFORMED',
      facts: { file: '/a', line: 2, offset: 2, charset: 'UTF-8', position: 1 },
    });
    expect(await read(StreamFormat.textLineFormat('UTF-8', { invalid: 'replace' }), wrong)).toEqual([
      'a',
      'b\ufffd',
      'ä',
    ]);
    await expect(read(StreamFormat.textLineFormat('UTF-16'), Uint8Array.of(0, 97, 0))).rejects.toMatchObject({
      code: 'TEXT_MALFORMED',
    });
    expect(() => StreamFormat.textLineFormat('klingon')).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' }),
    );
  });
});

describe('lines of JSON', () => {
  it('are whatever JSON can hold, without a type', async () => {
    const content = '{"id":1,"big":12345678901234567890}\n[1,"ä"]\n\n"text"\r\n\t \n5';
    expect(await read(StreamFormat.jsonLineFormat(), content)).toEqual([
      { id: 1, big: 12345678901234567890n },
      [1, 'ä'],
      'text',
      5,
    ]);
  });

  it('follow their type and options', async () => {
    const type = Types.OBJECT({ id: Types.LONG() });
    expect(await read(StreamFormat.jsonLineFormat(type), '{"id":1,"more":2}\n')).toEqual([{ id: 1 }]);
    const strict = StreamFormat.jsonLineFormat(type, { unknownFields: 'fail' });
    await expect(read(strict, '{"id":0}\n{"id":1,"more":2}\n')).rejects.toMatchObject({
      code: 'JSON_FIELD_UNKNOWN',
      facts: { file: '/a', line: 2, offset: 9, field: 'more' },
    });
    await expect(read(StreamFormat.jsonLineFormat(), Uint8Array.of(0x22, 0xff, 0x22))).rejects.toMatchObject({
      code: 'JSON_NOT_UTF8',
    });
  });
});

describe('lines that a schema reads', () => {
  it('are passed over when it makes nothing of them', async () => {
    const schema = new JsonRowDeserializationSchema({
      typeInfo: Types.OBJECT({ id: Types.INT() }),
      ignoreParseErrors: true,
    });
    const format = StreamFormat.lineFormat(schema);
    expect(await read(format, utf8('{"id":1}\n{"id":\n{"id":3}\nx'))).toEqual([{ id: 1 }, { id: 3 }]);
    expect(format.producedType()).toBe(schema.getProducedType());
  });
});
