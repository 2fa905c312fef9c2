import { MillraceError } from '../../../model/millrace-error.js';
import { Row } from '../../../model/row.js';
import type { TypeInformation } from '../../../model/type-information.js';
import { Types } from '../../../model/types.js';
import type { RecordDecoder, StreamFormat } from '../stream-format.js';
import { CsvRecords } from './csv-records.js';
import type { CsvSchema } from './csv-schema.js';

/** How CSV files are read. */
export interface CsvReaderOptions {
  /**
   * True, the default: a field in quotes may have line ends, and a file is read from its beginning to its end. False: it
   * may not, and a large file without a header is read at several places at once.
   */
  readonly multiline?: boolean;
}

/**
 * Reads CSV as rows with the names of the columns, as PyFlink's `CsvReaderFormat`. Empty lines are passed over; columns
 * that a record does not have are null, and so are empty fields of numbers and booleans.
 *
 * @example
 * ```ts
 * import { CsvReaderFormat, CsvSchema, FileSource } from 'millrace';
 *
 * const schema = CsvSchema.builder().addNumberColumn('id').addStringColumn('name').setUseHeader().build();
 * const source = FileSource.forRecordStreamFormat(CsvReaderFormat.forSchema(schema), 'people.csv').build();
 * console.log(String(source.producedType()));
 * ```
 */
export class CsvReaderFormat implements StreamFormat<Row> {
  readonly name = 'csv';
  readonly isSplittable: boolean;
  private readonly type: TypeInformation<Row>;
  private readonly hasHeader: boolean;
  /** Those of the type itself: by them a row is seen to fit it at once. */
  private readonly names: readonly string[];

  private constructor(
    private readonly schema: CsvSchema,
    private readonly options: CsvReaderOptions,
  ) {
    const { useHeader, skipFirstDataRow } = schema.format;
    this.hasHeader = useHeader || skipFirstDataRow;
    this.isSplittable = options.multiline === false && !this.hasHeader;
    const { columns } = schema;
    this.type = Types.ROW_NAMED(
      columns.map(({ name }) => name),
      columns.map(({ type }) => type),
    ) as unknown as TypeInformation<Row>;
    const empty = this.type.codec.check(Row.of(...columns.map(() => null)), 'row');
    this.names = empty.getFieldNames() as readonly string[];
  }

  static forSchema(schema: CsvSchema, options: CsvReaderOptions = {}): CsvReaderFormat {
    if (options.multiline !== undefined && typeof options.multiline !== 'boolean') {
      throw new MillraceError('CONFIG_INVALID_VALUE', `'multiline' cannot be '${String(options.multiline)}'.`, {
        hint: 'It takes true or false.',
      });
    }
    return new CsvReaderFormat(schema, options);
  }

  producedType(): TypeInformation<Row> {
    return this.type;
  }

  createDecoder(): RecordDecoder<Row> {
    const records = new CsvRecords(this.schema, this.names, this.options.multiline !== false);
    if (!this.hasHeader) return records;
    return Object.assign(records, { readHeader: records.takeHeader });
  }
}
