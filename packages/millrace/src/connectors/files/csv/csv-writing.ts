import { Row } from '../../../model/row.js';
import type { BulkWriterFactory } from '../sink/bulk-writer.js';
import type { Encoder } from '../sink/encoder.js';
import type { CsvFormat, CsvSchema } from './csv-schema.js';

/** A record to be written as CSV: a row, by position, or an object, by name. */
export type CsvRecord = Row | Readonly<Record<string, unknown>>;

/** Bulk writers of CSV files, as PyFlink's `CsvBulkWriters`. */
export const CsvBulkWriters = {
  /** Writers of records with these columns; with a header at the beginning of each file if the schema has one. */
  forSchema<T extends CsvRecord>(schema: CsvSchema): BulkWriterFactory<T> {
    const encoder = csvEncoder<T>(schema);
    const { useHeader } = schema.format;
    return {
      name: 'csv',
      create(output) {
        if (useHeader)
          output.writeText(
            line(
              schema.columns.map(({ name }) => name),
              schema.format,
            ),
          );
        return {
          addElement: (element) => encoder.encode(element, output),
          finish() {
            // A record is complete when it is written.
          },
        };
      },
    };
  },
};

/** Writes each record as a line of CSV; without a header, which a row format has no place for. */
export function csvEncoder<T extends CsvRecord>(schema: CsvSchema): Encoder<T> {
  const { columns, format } = schema;
  return {
    encode(element, output) {
      const values = element instanceof Row ? element.toArray() : columns.map(({ name }) => element[name]);
      output.writeText(
        line(
          columns.map((column, index) => {
            const value = values[index];
            return value === null || value === undefined ? undefined : column.write(value);
          }),
          format,
        ),
      );
    },
  };
}

function line(fields: readonly (string | undefined)[], format: CsvFormat): string {
  const { columnSeparator, lineSeparator, nullValue = '' } = format;
  const text = fields.map((field) => (field === undefined ? nullValue : marked(field, format))).join(columnSeparator);
  // A line without anything would be passed over when it is read.
  return (
    (text === '' && format.quoteChar !== undefined ? `${format.quoteChar}${format.quoteChar}` : text) + lineSeparator
  );
}

function marked(text: string, { columnSeparator, quoteChar, escapeChar, nullValue, allowComments }: CsvFormat): string {
  const needsMarks =
    text.includes(columnSeparator) ||
    /[\r\n]|^ | $/.test(text) ||
    (quoteChar !== undefined && text.includes(quoteChar)) ||
    (escapeChar !== undefined && text.includes(escapeChar)) ||
    (text !== '' && text === nullValue) ||
    (allowComments && text.startsWith('#'));
  if (!needsMarks || quoteChar === undefined) return text;
  const escaped = escapeChar === undefined ? text : text.replaceAll(escapeChar, escapeChar + escapeChar);
  return quoteChar + escaped.replaceAll(quoteChar, quoteChar + quoteChar) + quoteChar;
}
