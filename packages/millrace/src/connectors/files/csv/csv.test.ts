import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Row } from '../../../model/row.js';
import { Types } from '../../../model/types.js';
import { sourceContract } from '../../../testing/contract/source-contract.js';
import { CHUNK_BYTES } from '../file-content.js';
import { FileEnumeratorProvider } from '../file-enumerator.js';
import { FileSource } from '../file-source.js';
import { filesWith, readSource } from '../files-fixture.test-support.js';
import { BlockOutput } from '../sink/part-output.js';
import { CsvReaderFormat, type CsvReaderOptions } from './csv-reader-format.js';
import { CsvSchema, type CsvSchemaBuilder } from './csv-schema.js';
import { CsvBulkWriters, type CsvRecord, csvEncoder } from './csv-writing.js';

const people = () => CsvSchema.builder().addNumberColumn('id').addStringColumn('name');

const read = async (builder: CsvSchemaBuilder, content: string | Uint8Array, options?: CsvReaderOptions) => {
  const source = FileSource.forRecordStreamFormat(CsvReaderFormat.forSchema(builder.build(), options), '/a').build();
  return (await readSource(source, { files: filesWith({ '/a': content }) })).map((row) => row.toArray());
};

const write = (builder: CsvSchemaBuilder, ...records: CsvRecord[]) => {
  const output = new BlockOutput();
  const writer = CsvBulkWriters.forSchema(builder.build()).create(output);
  for (const record of records) writer.addElement(record);
  writer.finish();
  return Buffer.concat(output.take('all')).toString();
};

describe('the contract of a source, kept by CSV files', () => {
  const files = filesWith({
    '/in/a': 'name,id\n"a\nb",1\r\n\nc,2\n',
    '/in/b': 'id,name\n3,"x ""y"""',
    '/bad': 'id,name\n1,a\nx,b\n',
  });
  const format = CsvReaderFormat.forSchema(people().setUseHeader().build());
  const rows = [
    [1, 'a\nb'],
    [2, 'c'],
    [3, 'x "y"'],
  ];
  const row = (values: unknown[]) => {
    const made = Row.of(...values) as Row;
    made.setFieldNames(['id', 'name']);
    return made;
  };
  const checks = sourceContract({
    create: () => FileSource.forRecordStreamFormat(format, '/in').build(),
    expected: rows.map(row),
    files,
    malformed: {
      create: () => FileSource.forRecordStreamFormat(format, '/bad').build(),
      before: [row([1, 'a'])],
      facts: { file: '/bad', line: 3, offset: 12, column: 'id', seen: 'x' },
    },
  });
  for (const { name, run } of checks) it(name, run);
});

describe('CSV', () => {
  it.each<[string, CsvSchemaBuilder, string, unknown[][]]>([
    [
      'plain fields',
      people(),
      '1,a\n-2,\n,b',
      [
        [1, 'a'],
        [-2, ''],
        [null, 'b'],
      ],
    ],
    [
      'quotes',
      people(),
      '1,"a,b"\n"2","c ""d"""\n3,a"b\n4, "e" \n',
      [
        [1, 'a,b'],
        [2, 'c "d"'],
        [3, 'a"b'],
        [4, 'e'],
      ],
    ],
    [
      'line ends in quotes',
      people(),
      '1,"a\r\n\r\nb"\n2,"\n"',
      [
        [1, 'a\n\nb'],
        [2, '\n'],
      ],
    ],
    ['no quotes', people().disableQuoteChar(), '1,"a\n', [[1, '"a']]],
    ['another quote', people().setQuoteChar("'"), "1,'a,b'\n", [[1, 'a,b']]],
    [
      'an escape',
      people().setEscapeChar('\\'),
      '1,a\\,b\n2,"c\\"d"\n',
      [
        [1, 'a,b'],
        [2, 'c"d'],
      ],
    ],
    ['another separator', people().setColumnSeparator(';'), '1;a,b\n', [[1, 'a,b']]],
    [
      'a text for null',
      people().setNullValue('-'),
      '-,-\n1,"-"\n',
      [
        [null, null],
        [1, '-'],
      ],
    ],
    ['comments', people().setAllowComments(), '# x\n1,#a\n#\n', [[1, '#a']]],
    ['fewer fields', people().addBooleanColumn('ok'), '1\n', [[1, null, null]]],
    ['more fields', people().setAnyPropertyName('rest'), '1,a,b,c\n', [[1, 'a']]],
    ['a header in another order', people().setUseHeader(), 'x,name,id\n?,a,1\n', [[1, 'a']]],
    [
      'a header and a row to skip',
      people().setUseHeader().setSkipFirstDataRow(),
      'id,name\nid,text\n1,a\n',
      [[1, 'a']],
    ],
    ['a row to skip', people().setSkipFirstDataRow(), 'any,thing\n1,a\n', [[1, 'a']]],
    ['only a header', people().setUseHeader(), 'id,name', []],
    ['nothing', people().setUseHeader(), '', []],
    [
      'more than ASCII',
      people(),
      '\ufeff1,ä\n2,"😀"\n',
      [
        [1, 'ä'],
        [2, '😀'],
      ],
    ],
  ])('%s', async (_what, builder, content, rows) => {
    expect(await read(builder, content)).toEqual(rows);
  });

  it('has typed columns', async () => {
    const builder = CsvSchema.builder()
      .addNumberColumn('long', Types.LONG({ as: 'canonical' }))
      .addNumberColumn('double', Types.DOUBLE())
      .addNumberColumn('big', Types.BIG_INT())
      .addBooleanColumn('ok')
      .addArrayColumn('tags')
      .addArrayColumn('numbers', '|', Types.INT());
    expect(await read(builder, '9007199254740993,1.5e3,12345678901234567890,TRUE,a;b,1|2\n7,.5,1,false,,\n')).toEqual([
      [9007199254740993n, 1500, 12345678901234567890n, true, ['a', 'b'], [1, 2]],
      [7, 0.5, 1n, false, [], []],
    ]);
    const single = CsvSchema.builder().addArrayColumn('a').addArrayColumn('b', '|').disableArrayElementSeparator();
    expect(await read(single, '1;2,3|4\n')).toEqual([[['1;2'], ['3', '4']]]);
    expect(await read(single.removeArrayElementSeparator(1), '1;2,3|4\n')).toEqual([[['1;2'], ['3|4']]]);
    expect(await read(CsvSchema.builder().addArrayColumn('a').setArrayElementSeparator('/'), '1/2\n')).toEqual([
      [['1', '2']],
    ]);
  });

  it.each<[string, CsvSchemaBuilder, string]>([
    ['CSV_MALFORMED', people(), '1,a,b\n'],
    ['CSV_MALFORMED', people(), '1,"a"b\n'],
    ['CSV_MALFORMED', people(), '1,"a\n'],
    ['CSV_FIELD_MALFORMED', people(), '0x10,a\n'],
    ['TYPE_MISMATCH', people(), '1.5,a\n'],
    ['CSV_FIELD_MALFORMED', CsvSchema.builder().addBooleanColumn('ok'), 'yes\n'],
    ['CSV_HEADER_WRONG', people().setUseHeader().setStrictHeaders(), 'name,id\na,1\n'],
    ['CSV_HEADER_WRONG', people().setUseHeader(), '1,a\n'],
  ])('is refused with %s', async (code, builder, content) => {
    await expect(read(builder, content)).rejects.toMatchObject({ code });
  });

  it('lies across the chunks of a file', async () => {
    const rows = [
      [1, 'a\n'.repeat(CHUNK_BYTES)],
      [2, 'x'],
      [3, '"'.repeat(2 * CHUNK_BYTES)],
    ];
    const content = rows.map(([id, name]) => `${id},"${String(name).replaceAll('"', '""')}"\n`).join('');
    expect(await read(people(), content)).toEqual(rows);
  });

  it('is read in parts when no record has more than one line', async () => {
    const format = CsvReaderFormat.forSchema(people().build(), { multiline: false });
    const content = Array.from({ length: 50 }, (_, i) => `${i},"n,${i}"\n`).join('');
    const source = FileSource.forRecordStreamFormat(format, '/a')
      .setFileEnumerator(FileEnumeratorProvider.defaultSplittableFileEnumerator({ splitSizeBytes: 7 }))
      .build();
    const rows = await readSource(source, { files: filesWith({ '/a': content }) });
    expect(rows.map((row) => row.get(0))).toEqual(Array.from({ length: 50 }, (_, i) => i));
    await expect(read(people(), '1,"a\nb"\n', { multiline: false })).rejects.toMatchObject({ code: 'CSV_MALFORMED' });
    expect(CsvReaderFormat.forSchema(people().build()).isSplittable).toBe(false);
  });

  it('comes back as it was written', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', '\\', '#', '-', 'ä') });
    const property = fc.asyncProperty(
      fc.array(fc.tuple(fc.option(fc.integer()), text), { minLength: 1 }),
      fc.boolean(),
      async (rows, escapes) => {
        const builder = people().setAllowComments().setNullValue('-');
        if (escapes) builder.setEscapeChar('\\');
        expect(await read(builder, write(builder, ...rows.map((values) => Row.of(...values) as Row)))).toEqual(rows);
      },
    );
    await fc.assert(property);
  });

  it('is written by position from rows, by name from objects, with a header in each file', () => {
    const builder = people().setUseHeader().setLineSeparator('\r\n');
    expect(write(builder, Row.of(1, 'a,b') as Row, { name: null, id: 2 })).toBe('id,name\r\n1,"a,b"\r\n2,\r\n');
    const output = new BlockOutput();
    csvEncoder(people().build()).encode({ id: 1, name: 'a' }, output);
    expect(Buffer.concat(output.take('all')).toString()).toBe('1,a\n');
  });

  it('has a schema that makes sense', () => {
    const invalid = expect.objectContaining({ code: 'CSV_SCHEMA_INVALID' });
    expect(people().build().size()).toBe(2);
    expect(CsvSchema.builder().addColumnsFrom(people().build()).addStringColumn('x').size()).toBe(3);
    expect(() => people().clearColumns().build()).toThrow(invalid);
    expect(() => people().addStringColumn('id').build()).toThrow(invalid);
    expect(() => people().setColumnSeparator('"').build()).toThrow(invalid);
    expect(() => people().setColumnSeparator(';;')).toThrow(invalid);
    expect(() => people().setLineSeparator('|')).toThrow(invalid);
    expect(() => people().removeArrayElementSeparator(7)).toThrow(invalid);
    expect(people().setEscapeChar('\\').disableEscapeChar().build().format.escapeChar).toBeUndefined();
  });
});
