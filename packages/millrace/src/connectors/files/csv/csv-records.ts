import { MillraceError } from '../../../model/millrace-error.js';
import { buildRow, type Row } from '../../../model/row.js';
import { RowKind } from '../../../model/row-kind.js';
import type { RecordDecoder } from '../stream-format.js';
import { TextLineCursor } from '../text-line-cursor.js';
import type { CsvColumn } from './csv-column.js';
import { type CsvFields, markedFields, plainFields } from './csv-fields.js';
import type { CsvFormat, CsvSchema } from './csv-schema.js';

/** Decodes the records of one CSV file or of a part of one. */
export class CsvRecords implements RecordDecoder<Row> {
  value!: Row;
  start = 0;
  position = 0;
  private readonly lines = new TextLineCursor();
  private readonly names: readonly string[];
  private readonly format: CsvFormat;
  private readonly columns: readonly CsvColumn[];
  /** For each field of the file the place of its column in the row; -1 for none. */
  private places: readonly number[];
  private isLast = false;

  constructor(
    schema: CsvSchema,
    names: readonly string[],
    private readonly isMultiline: boolean,
  ) {
    this.columns = schema.columns;
    this.format = schema.format;
    this.names = names;
    this.places = schema.columns.map((_column, index) => index);
  }

  begin(bytes: Uint8Array, start: number, end: number, isLast: boolean): void {
    this.lines.begin(bytes, start, end, isLast);
    this.position = start;
    this.isLast = isLast;
  }

  next(): boolean {
    const record = this.nextFields();
    if (record === undefined) return false;
    this.value = this.rowOf(record);
    return true;
  }

  /** Passes over the header and the first row, where the schema has them. */
  takeHeader(bytes: Uint8Array, start: number, end: number, isLast: boolean): number {
    const { useHeader, skipFirstDataRow } = this.format;
    this.begin(bytes, start, end, isLast);
    for (const isHeader of [...(useHeader ? [true] : []), ...(skipFirstDataRow ? [false] : [])]) {
      const record = this.nextFields();
      if (record === undefined) return isLast ? end : -1;
      if (isHeader) this.useHeader(record.fields);
    }
    return this.position;
  }

  private nextFields(): CsvFields | undefined {
    const { lines, format } = this;
    while (lines.next()) {
      this.start = lines.start;
      const text = this.lineText();
      if (text === '' || (format.allowComments && text.startsWith('#'))) {
        this.position = lines.position;
        continue;
      }
      if (!this.hasMarks(text)) {
        this.position = lines.position;
        return { fields: plainFields(text, format.columnSeparator), quoted: undefined, isOpen: false };
      }
      return this.nextMarked(text);
    }
    return undefined;
  }

  /** A record with quotes, which may have line ends inside them. */
  private nextMarked(first: string): CsvFields | undefined {
    const { lines } = this;
    let record = this.cut(first);
    const texts = [first];
    while (record.isOpen && this.isMultiline && lines.next()) {
      const text = this.lineText();
      texts.push(text);
      // Only such a line can close the quotes: cutting after each would take the square of their number.
      if (this.mayClose(text)) record = this.cut(texts.join('\n'));
    }
    // The rest of the record may stand in the next piece of the file.
    if (record.isOpen && this.isMultiline && !this.isLast) return undefined;
    this.position = lines.position;
    if (!record.isOpen) return record;
    throw new MillraceError('CSV_MALFORMED', 'A field in quotes does not end.', {
      hint: this.isMultiline ? 'Close it.' : 'Close it, or read with multiline records.',
    });
  }

  private cut(text: string): CsvFields {
    try {
      return markedFields(text, this.format);
    } catch (cause) {
      this.position = this.lines.position;
      throw cause;
    }
  }

  private mayClose(line: string): boolean {
    const { quoteChar, escapeChar } = this.format;
    return (escapeChar !== undefined && line.includes(escapeChar)) || line.split(quoteChar as string).length % 2 === 0;
  }

  private lineText(): string {
    const text = this.lines.ownText();
    if (text !== undefined) return text;
    this.position = this.lines.position;
    throw new MillraceError('TEXT_MALFORMED', 'The bytes of the record are not UTF-8.');
  }

  private hasMarks(text: string): boolean {
    const { quoteChar, escapeChar } = this.format;
    return (
      (quoteChar !== undefined && text.includes(quoteChar)) || (escapeChar !== undefined && text.includes(escapeChar))
    );
  }

  private rowOf({ fields, quoted }: CsvFields): Row {
    const { places, columns, names } = this;
    if (fields.length > places.length && this.format.anyPropertyName === undefined) {
      throw new MillraceError(
        'CSV_MALFORMED',
        `The record has ${fields.length} fields, and ${places.length} columns are known.`,
        {
          facts: { fields: fields.length, columns: places.length },
          hint: 'Declare the columns, or call setAnyPropertyName to pass over what is behind the last one.',
        },
      );
    }
    const values: unknown[] = new Array(columns.length).fill(null);
    const { nullValue } = this.format;
    for (let i = 0; i < places.length && i < fields.length; i++) {
      const place = places[i] as number;
      if (place === -1) continue;
      const text = fields[i] as string;
      const column = columns[place] as CsvColumn;
      const isNull = text === nullValue || (text === '' && column.emptyIsNull);
      if (!isNull || (text !== '' && quoted?.has(i) === true)) values[place] = column.read(text);
    }
    return buildRow(values, names, RowKind.INSERT);
  }

  private useHeader(header: readonly string[]): void {
    const { names } = this;
    const trimmed = header.map((name) => name.trim());
    const isSame = trimmed.length === names.length && trimmed.every((name, index) => name === names[index]);
    if (this.format.strictHeaders && !isSame) throw wrongHeader(names, trimmed, 'is not');
    const missing = names.find((name) => !trimmed.includes(name));
    if (missing !== undefined && !trimmed.some((name) => names.includes(name)))
      throw wrongHeader(names, trimmed, 'has none of');
    this.places = trimmed.map((name) => names.indexOf(name));
  }
}

function wrongHeader(names: readonly string[], header: readonly string[], how: string): MillraceError {
  return new MillraceError('CSV_HEADER_WRONG', `The header ${how} the columns of the schema.`, {
    facts: { header: header.join(), columns: names.join() },
    hint: 'Is there a header in the file, and does it have these names?',
  });
}
