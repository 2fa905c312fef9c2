import { MillraceError } from '../../../model/millrace-error.js';
import type { TypeInformation } from '../../../model/type-information.js';
import { Types } from '../../../model/types.js';
import { arrayColumn, booleanColumn, type CsvColumn, numberColumn, stringColumn } from './csv-column.js';

/** How records stand in text. Every mark is one character. */
export interface CsvFormat {
  readonly columnSeparator: string;
  /** Undefined: quotes are like any other character. */
  readonly quoteChar: string | undefined;
  /** Takes the next character as it is. Undefined: there is none. */
  readonly escapeChar: string | undefined;
  /** What is written behind a record. Read are line feeds, with a carriage return before them or not. */
  readonly lineSeparator: string;
  /** The text that stands for null; it is what null is written as, too. */
  readonly nullValue: string | undefined;
  /** The first record has the names of the columns, in the order of the file. */
  readonly useHeader: boolean;
  readonly skipFirstDataRow: boolean;
  /** The header must have exactly the columns of the schema, in their order. */
  readonly strictHeaders: boolean;
  /** Lines that begin with `#` are passed over. */
  readonly allowComments: boolean;
  /** Set: fields behind the last column are passed over. Else they are an error. */
  readonly anyPropertyName: string | undefined;
}

/**
 * The columns of CSV files, and how they are written, as PyFlink's `CsvSchema`.
 *
 * @example
 * ```ts
 * import { CsvSchema, Types } from 'millrace';
 *
 * const schema = CsvSchema.builder()
 *   .addStringColumn('name')
 *   .addNumberColumn('amount', Types.DOUBLE())
 *   .addArrayColumn('tags', '|')
 *   .setColumnSeparator(';')
 *   .build();
 * console.log(schema.size());
 * ```
 */
export class CsvSchema {
  /** @internal Use `CsvSchema.builder()`. */
  constructor(
    readonly columns: readonly CsvColumn[],
    readonly format: CsvFormat,
  ) {}

  static builder(): CsvSchemaBuilder {
    return new CsvSchemaBuilder();
  }

  /** How many columns there are. */
  size(): number {
    return this.columns.length;
  }
}

/** A column before its array separators are settled. */
interface ColumnPlan {
  readonly name: string;
  make(arraySeparator: string | undefined): CsvColumn;
  /** Undefined for the default of the schema, null for none. */
  arraySeparator: string | null | undefined;
}

const DEFAULT_FORMAT: CsvFormat = {
  columnSeparator: ',',
  quoteChar: '"',
  escapeChar: undefined,
  lineSeparator: '\n',
  nullValue: undefined,
  useHeader: false,
  skipFirstDataRow: false,
  strictHeaders: false,
  allowComments: false,
  anyPropertyName: undefined,
};

/** Builds a {@link CsvSchema} step by step; each method changes the builder and gives it back. */
export class CsvSchemaBuilder {
  private plans: ColumnPlan[] = [];
  private format: CsvFormat = DEFAULT_FORMAT;
  private defaultArraySeparator: string | undefined = ';';

  addStringColumn(name: string): this {
    return this.add(name, () => stringColumn(name));
  }

  addBooleanColumn(name: string): this {
    return this.add(name, () => booleanColumn(name));
  }

  /** @param numberType default `Types.LONG()`. */
  addNumberColumn(name: string, numberType: TypeInformation<unknown> = Types.LONG()): this {
    return this.add(name, () => numberColumn(name, numberType));
  }

  /**
   * A column of several values in one field.
   *
   * @param separator between them; by default that of the schema, `;`.
   * @param elementType STRING, the default, BOOLEAN or a number.
   */
  addArrayColumn(name: string, separator?: string, elementType: TypeInformation<unknown> = Types.STRING()): this {
    const element = elementColumn(name, elementType);
    return this.add(name, (arraySeparator) => arrayColumn(name, arraySeparator, element), separator);
  }

  /** The columns of another schema. */
  addColumnsFrom(schema: CsvSchema): this {
    for (const column of schema.columns) this.add(column.name, () => column);
    return this;
  }

  clearColumns(): this {
    this.plans = [];
    return this;
  }

  /** Lines that begin with `#` are passed over. */
  setAllowComments(allow = true): this {
    return this.with({ allowComments: allow });
  }

  /** Fields behind the last column are passed over, and are no error. */
  setAnyPropertyName(name: string): this {
    return this.with({ anyPropertyName: name });
  }

  /** Fields of array columns are one element, unless the column has a separator of its own. */
  disableArrayElementSeparator(): this {
    this.defaultArraySeparator = undefined;
    return this;
  }

  /** The field of the column at this place is one element. */
  removeArrayElementSeparator(index: number): this {
    const plan = this.plans[index];
    if (plan === undefined) throw invalid(`There is no column ${index}.`, { index });
    plan.arraySeparator = null;
    return this;
  }

  /** What stands between the elements of array columns that have no separator of their own. */
  setArrayElementSeparator(separator: string): this {
    this.defaultArraySeparator = separator;
    return this;
  }

  setColumnSeparator(char: string): this {
    return this.with({ columnSeparator: oneChar('column separator', char) });
  }

  disableEscapeChar(): this {
    return this.with({ escapeChar: undefined });
  }

  setEscapeChar(char: string): this {
    return this.with({ escapeChar: oneChar('escape character', char) });
  }

  setLineSeparator(separator: string): this {
    if (separator === '\n' || separator === '\r\n') return this.with({ lineSeparator: separator });
    throw invalid('Lines end with a line feed, or a carriage return and a line feed.', { separator });
  }

  /** The text that stands for null. */
  setNullValue(nullValue: string): this {
    return this.with({ nullValue });
  }

  disableQuoteChar(): this {
    return this.with({ quoteChar: undefined });
  }

  setQuoteChar(char: string): this {
    return this.with({ quoteChar: oneChar('quote', char) });
  }

  setSkipFirstDataRow(skip = true): this {
    return this.with({ skipFirstDataRow: skip });
  }

  setStrictHeaders(strict = true): this {
    return this.with({ strictHeaders: strict });
  }

  setUseHeader(use = true): this {
    return this.with({ useHeader: use });
  }

  size(): number {
    return this.plans.length;
  }

  /** @throws MillraceError `CSV_SCHEMA_INVALID` without columns, with one name twice, or when two marks are the same. */
  build(): CsvSchema {
    const names = this.plans.map(({ name }) => name);
    if (names.length === 0) throw invalid('A schema needs columns.', {});
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw invalid(`The column '${twice}' is there twice.`, { column: twice });
    const { columnSeparator, quoteChar, escapeChar } = this.format;
    const marks = [columnSeparator, quoteChar, escapeChar].filter((mark) => mark !== undefined);
    if (new Set(marks).size < marks.length) throw invalid('Separator, quote and escape must differ.', {});
    const columns = this.plans.map(({ make, arraySeparator }) =>
      make(arraySeparator === undefined ? this.defaultArraySeparator : (arraySeparator ?? undefined)),
    );
    return new CsvSchema(columns, this.format);
  }

  private add(name: string, make: ColumnPlan['make'], arraySeparator?: string): this {
    this.plans.push({ name, make, arraySeparator });
    return this;
  }

  private with(more: Partial<CsvFormat>): this {
    this.format = { ...this.format, ...more };
    return this;
  }
}

function elementColumn(name: string, type: TypeInformation<unknown>): CsvColumn {
  if (type === (Types.STRING() as TypeInformation<unknown>)) return stringColumn(name);
  return type === (Types.BOOLEAN() as TypeInformation<unknown>) ? booleanColumn(name) : numberColumn(name, type);
}

function oneChar(what: string, char: string): string {
  if (char.length === 1 && char !== '\n' && char !== '\r') return char;
  throw invalid(`A ${what} is one character and no end of a line.`, { seen: char });
}

function invalid(message: string, facts: Readonly<Record<string, string | number>>): MillraceError {
  return new MillraceError('CSV_SCHEMA_INVALID', message, { facts });
}
