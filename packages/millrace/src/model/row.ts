import { MillraceError } from './millrace-error.js';
import { isRowKind, RowKind, rowKindShortString } from './row-kind.js';

type FieldsOf<R> = R extends Row<infer F, readonly string[]> ? F : never;

/** The positions that a row has. */
export type RowPosition<R> = PositionsOf<FieldsOf<R>>;
type PositionsOf<F extends readonly unknown[]> = number extends F['length']
  ? number
  : Exclude<keyof F, keyof unknown[]> extends infer K
    ? K extends `${infer I extends number}`
      ? I
      : never
    : never;

/** The names of the fields of a row. */
export type RowName<R> = R extends Row<readonly unknown[], infer N> ? N[number] : never;

/** The type of the field of a row at a position. */
export type RowFieldAt<R, I extends number> = FieldsOf<R>[I];

/** The type of the field of a row with a name or at a position. */
export type RowField<R, K> = K extends number
  ? FieldsOf<R>[K]
  : R extends Row<infer F, infer N>
    ? number extends N['length']
      ? F[number]
      : { [I in keyof N]: N[I] extends K ? (I extends keyof F ? F[I] : never) : never }[number]
    : never;

/**
 * A row: fields by position, by name where it has names, and a row kind.
 *
 * `F` are the types of the fields, `N` their names. Types made by `Types.ROW` and `Types.ROW_NAMED` describe rows.
 *
 * @example
 * ```ts
 * import { Row } from 'millrace';
 *
 * const row = Row.named({ id: 1, name: 'apple' });
 * console.log(row.get(0), row.getField('name'), String(row));
 * ```
 */
export class Row<F extends readonly unknown[] = readonly unknown[], N extends readonly string[] = readonly string[]> {
  private readonly values: F;
  private names: readonly string[] | undefined;
  private kind: RowKind = RowKind.INSERT;

  constructor(...values: F) {
    this.values = values;
  }

  /** A row of kind INSERT with these fields. */
  static of<const F extends readonly unknown[]>(...values: F): Row<Loose<F>> {
    return new Row(...values) as unknown as Row<Loose<F>>;
  }

  /** A row of a kind with these fields. */
  static ofKind<const F extends readonly unknown[]>(kind: RowKind, ...values: F): Row<Loose<F>> {
    const row = Row.of(...values);
    row.setRowKind(kind);
    return row;
  }

  /** A row whose field names and values are those of an object, in the object's order. */
  static named(fields: Readonly<Record<string, unknown>>): Row {
    return buildRow(Object.values(fields), Object.keys(fields), RowKind.INSERT);
  }

  /** The number of fields. */
  get length(): number {
    return this.values.length;
  }

  // Methods that take a position or a name are written about `this`: with F and N in their parameters, a row of numbers
  // would not be a row of unknown.
  /**
   * The field at a position, from 0.
   *
   * @throws MillraceError `ROW_NO_FIELD` when there is no such position.
   */
  get<R extends Row, I extends RowPosition<R>>(this: R, position: I): RowFieldAt<R, I> {
    return this.values[this.checkPosition(position)] as RowFieldAt<R, I>;
  }

  /** Replaces the field at a position. */
  set<R extends Row, I extends RowPosition<R>>(this: R, position: I, value: RowFieldAt<R, I>): void {
    Row.valuesOf(this)[this.checkPosition(position)] = value;
  }

  /** The field with a name, or at a position. */
  getField<R extends Row, K extends RowName<R> | RowPosition<R>>(this: R, field: K): RowField<R, K> {
    return this.values[this.positionOf(field)] as RowField<R, K>;
  }

  /** Replaces the field with a name, or at a position. */
  setField<R extends Row, K extends RowName<R> | RowPosition<R>>(this: R, field: K, value: RowField<R, K>): void {
    Row.valuesOf(this)[this.positionOf(field)] = value;
  }

  /** The fields with these names, in that order. */
  getFieldsByNames<R extends Row>(this: R, names: readonly RowName<R>[]): unknown[] {
    return names.map((name) => this.values[this.positionOf(name)]);
  }

  getRowKind(): RowKind {
    return this.kind;
  }

  setRowKind(kind: RowKind): void {
    if (!isRowKind(kind)) {
      throw new MillraceError('ROW_KIND_INVALID', `${String(kind)} is not a row kind.`, {
        hint: 'Use RowKind.INSERT, UPDATE_BEFORE, UPDATE_AFTER or DELETE.',
      });
    }
    this.kind = kind;
  }

  // N stands in a parameter only, so that a row without names may be emitted where one with names is declared.
  /** Names the fields, in their order. A row may have more fields than names. */
  setFieldNames(names: N | readonly string[]): void {
    this.names = [...names];
  }

  /** The names of the fields; undefined when they have none. */
  getFieldNames(): readonly string[] | undefined {
    return this.names;
  }

  /**
   * The fields as an object, by name.
   *
   * @param recursive turns rows inside it, its arrays and its maps into objects too.
   * @throws MillraceError `ROW_NO_NAMES` when the fields have no names.
   */
  asDict(recursive = false): Record<string, unknown> {
    if (this.names === undefined) {
      throw new MillraceError('ROW_NO_NAMES', 'A row without field names cannot become an object.', {
        hint: 'Name the fields with setFieldNames, or declare the type with Types.ROW_NAMED.',
      });
    }
    const entries = this.names.map((name, i): [string, unknown] => {
      const value = this.values[i];
      return [name, recursive ? plainValue(value) : value];
    });
    return Object.fromEntries(entries);
  }

  /** A new array of the fields. */
  toArray(): F[number][] {
    return [...this.values];
  }

  [Symbol.iterator](): IterableIterator<F[number]> {
    return this.values[Symbol.iterator]();
  }

  /** The form in which Flink prints a row: `+I[1, apple]`. */
  toString(): string {
    return `${rowKindShortString(this.kind)}[${this.values.map(printed).join(', ')}]`;
  }

  /** The fields by name where there are names, else by position. */
  toJSON(): unknown {
    return this.names === undefined ? this.values : this.asDict();
  }

  private positionOf(field: string | number): number {
    if (typeof field === 'number') return this.checkPosition(field);
    const position = this.names?.indexOf(field) ?? -1;
    if (position !== -1) return position;
    throw new MillraceError('ROW_NO_FIELD', `The row has no field named '${field}'.`, {
      facts: { field },
      hint:
        this.names === undefined
          ? 'Its fields have no names: read them by position.'
          : `It has ${this.names.join(', ')}.`,
    });
  }

  private checkPosition(position: number): number {
    if (Number.isInteger(position) && position >= 0 && position < this.values.length) return position;
    throw new MillraceError('ROW_NO_FIELD', `The row has no field ${position}; it has ${this.values.length} fields.`, {
      facts: { position, fields: this.values.length },
    });
  }

  /** The array that holds the fields of a row. For codecs, which know what they do with it. */
  static valuesOf(row: Row): unknown[] {
    return row.values as unknown[];
  }

  /** Gives a new row its names without a copy. For codecs. */
  static attach(row: Row, names: readonly string[] | undefined, kind: RowKind): void {
    row.names = names;
    row.kind = kind;
  }
}

/** Literal types are widened, so that `Row.of(1, 'a')` is a row of number and string. */
type Loose<F extends readonly unknown[]> = {
  -readonly [I in keyof F]: F[I] extends number
    ? number
    : F[I] extends string
      ? string
      : F[I] extends boolean
        ? boolean
        : F[I] extends bigint
          ? bigint
          : F[I];
};

/** A row around an array, which it keeps. */
export function buildRow(values: unknown[], names: readonly string[] | undefined, kind: RowKind): Row {
  const row: Row = new Row();
  // The constructor takes the fields one by one, which a row of thousands of fields would not survive.
  (row as unknown as { values: unknown[] }).values = values;
  Row.attach(row, names, kind);
  return row;
}

function plainValue(value: unknown): unknown {
  if (value instanceof Row)
    return value.getFieldNames() === undefined ? value.toArray().map(plainValue) : value.asDict(true);
  if (Array.isArray(value)) return value.map(plainValue);
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [key, plainValue(item)]));
  return value;
}

function printed(value: unknown): string {
  if (value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
  if (value instanceof Map) return `{${Array.from(value, ([k, v]) => `${printed(k)}=${printed(v)}`).join(', ')}}`;
  return String(value);
}
