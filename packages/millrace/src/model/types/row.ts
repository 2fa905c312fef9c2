import { bytesToken } from '../bytes-token.js';
import type { Codec } from '../codec.js';
import type { DataReader } from '../data-reader.js';
import type { DataWriter } from '../data-writer.js';
import { defaultFieldNames, type FieldPosition, type Fields, fieldIndex } from '../fields.js';
import { acceptsNull, exactIfAnyIs, plainIfAllAre, plainReader } from '../json/collection-json.js';
import { fieldsJson } from '../json/fields-json.js';
import type { JsonConversion } from '../json/json-conversion.js';
import { MillraceError } from '../millrace-error.js';
import { buildRow, Row } from '../row.js';
import { RowKind } from '../row-kind.js';
import type { TypeInformation } from '../type-information.js';
import { pathOf, typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

type FieldTypes = readonly TypeInformation<unknown>[];

/** How the fields of a ROW may be: as in Flink any of them may be null, unless told otherwise. */
export interface RowTypeOptions<Nullable extends boolean = boolean> {
  /** False: null is refused, and the TypeScript types of the fields are without it. Default true. */
  readonly nullable?: Nullable;
}

/** The TypeScript types of the fields of a row with these field types. */
export type RowFields<F extends FieldTypes, Nullable extends boolean = true> = {
  -readonly [I in keyof F]: F[I] extends TypeInformation<infer T> ? (Nullable extends false ? T : T | null) : never;
};

/** True when the fields of a row have exactly these names. A type that went through a plan has a list of its own. */
function hasNames(row: Row, names: readonly string[] | undefined): boolean {
  const seen = row.getFieldNames();
  if (seen === names) return true;
  if (seen === undefined || names === undefined || seen.length !== names.length) return false;
  for (let i = 0; i < names.length; i++) if (seen[i] !== names[i]) return false;
  return true;
}

function rowCodec(
  types: FieldTypes,
  names: readonly string[] | undefined,
  name: string,
  nullable: boolean,
): Codec<Row> {
  const codecs = types.map((type) => type.codec);
  const allFit = codecs.every((codec) => codec.fits !== undefined);
  const codec: Codec<Row> = {
    immutable: false,
    fits(value) {
      if (!(value instanceof Row) || !allFit || value.length !== codecs.length) return false;
      if (!hasNames(value, names)) return false;
      const values = Row.valuesOf(value);
      for (let i = 0; i < codecs.length; i++) {
        const field = values[i];
        if (field === null ? !nullable : codecs[i]?.fits?.(field) !== true) return false;
      }
      return true;
    },
    check(value, path) {
      if (codec.fits?.(value) === true) return value as Row;
      const [values, kind] = fieldsOf(value, names, codecs.length, name, path);
      const checked = values.map((field, i) => {
        if (nullable && (field === null || field === undefined)) return null;
        return (codecs[i] as Codec<unknown>).check(field, pathOf(path, names?.[i] ?? i));
      });
      return buildRow(checked, names, kind);
    },
    write(row, out) {
      const values = Row.valuesOf(row);
      writeNulls(values, row.getRowKind(), out);
      for (let i = 0; i < codecs.length; i++) {
        const field = values[i];
        if (field !== null) codecs[i]?.write(field, out);
      }
    },
    read(input) {
      const values: unknown[] = new Array(codecs.length).fill(undefined);
      const kind = readNulls(values, input);
      for (let i = 0; i < codecs.length; i++) {
        if (values[i] !== null) values[i] = codecs[i]?.read(input);
      }
      return buildRow(values, names, kind);
    },
    copy(row) {
      const values = Row.valuesOf(row).map((field, i) => (field === null ? null : codecs[i]?.copy(field)));
      return buildRow(values, names, row.getRowKind());
    },
    token: (row) => bytesToken(codec, row),
  };
  return codec;
}

/** Two bits of row kind and a bit for each field that is null, in as many bytes as they need. */
function writeNulls(values: readonly unknown[], kind: RowKind, out: DataWriter): void {
  let bits: number = kind;
  let used = 2;
  for (let i = 0; i < values.length; i++) {
    if (used === 8) {
      out.writeUint8(bits);
      bits = 0;
      used = 0;
    }
    if (values[i] === null) bits |= 1 << used;
    used++;
  }
  out.writeUint8(bits);
}

function readNulls(values: unknown[], input: DataReader): RowKind {
  let bits = input.readUint8();
  const kind = (bits & 3) as RowKind;
  let used = 2;
  for (let i = 0; i < values.length; i++) {
    if (used === 8) {
      bits = input.readUint8();
      used = 0;
    }
    if ((bits & (1 << used)) !== 0) values[i] = null;
    used++;
  }
  if (bits >>> used !== 0) throw input.corrupt('a row says that a field is null which it does not have');
  return kind;
}

/** The fields of what stands for a row, as PyFlink takes it: a row, an array, or an object by names. */
function fieldsOf(
  value: unknown,
  names: readonly string[] | undefined,
  count: number,
  name: string,
  path: string,
): [unknown[], RowKind] {
  if (value instanceof Row) {
    const own = value.getFieldNames();
    if (names !== undefined && own !== undefined && own.length === count && value.length === count) {
      return [names.map((field) => rowField(value, field, name, path)), value.getRowKind()];
    }
    if (value.length === count) return [value.toArray(), value.getRowKind()];
    throw typeMismatch(path, name, value.toArray(), `The row has ${value.length} fields, its type ${count}.`);
  }
  if (Array.isArray(value) && value.length === count) return [Array.from(value as unknown[]), RowKind.INSERT];
  if (names !== undefined && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const fields = value as Readonly<Record<string, unknown>>;
    return [names.map((field) => (Object.hasOwn(fields, field) ? fields[field] : null)), RowKind.INSERT];
  }
  throw typeMismatch(path, name, value);
}

function rowField(row: Row, field: string, name: string, path: string): unknown {
  if (row.getFieldNames()?.includes(field) === true) return row.getField(field);
  throw typeMismatch(
    pathOf(path, field),
    name,
    undefined,
    `The row has the fields ${row.getFieldNames()?.join(', ')}.`,
  );
}

/** Rows are JSON objects; without names their fields are `f0`, `f1` …, as in Flink. */
function rowJson(
  types: FieldTypes,
  own: readonly string[] | undefined,
  name: string,
  nullable: boolean,
): JsonConversion<Row> {
  const names = own ?? defaultFieldNames(types.length);
  const fields = types.map((type, i) => ({
    name: names[i] as string,
    type,
    absent: nullable || acceptsNull(type.codec) ? ('null' as const) : ('refused' as const),
  }));
  const values = fieldsJson(name, fields, { get: (position) => `v[${position}]`, build: 'array' }) as JsonConversion<
    unknown[]
  >;
  return {
    ...exactIfAnyIs(types),
    encoder(options) {
      const encode = values.encoder(options);
      return (row, out) => encode(Row.valuesOf(row), out);
    },
    decoder(options) {
      const decode = values.decoder(options);
      return (json, parent, key) => buildRow(decode(json, parent, key), own, RowKind.INSERT);
    },
    ...plainIfAllAre(types, (options) => {
      const read = plainReader(values, options);
      return (input) => buildRow(read(input), own, RowKind.INSERT);
    }),
  };
}

function rowFields(
  types: FieldTypes,
  own: readonly string[] | undefined,
  name: string,
  nullable: boolean,
): Fields<Row> {
  const names = own ?? defaultFieldNames(types.length);
  const indexOf = (position: FieldPosition) => fieldIndex(position, names, name);
  return {
    at(position) {
      const index = indexOf(position);
      return {
        type: types[index] as TypeInformation<unknown>,
        get: (row) => Row.valuesOf(row)[index],
        with: (row, field) => buildRow(Row.valuesOf(row).with(index, field), own, row.getRowKind()),
      };
    },
    project(positions) {
      const indexes = positions.map(indexOf);
      const pickedNames = own === undefined ? undefined : indexes.map((index) => own[index] as string);
      const pickedTypes = indexes.map((index) => types[index] as TypeInformation<unknown>);
      return {
        type:
          pickedNames === undefined
            ? rowType(pickedTypes, { nullable })
            : namedRowType(pickedNames, pickedTypes, { nullable }),
        pick(row) {
          const values = Row.valuesOf(row);
          return buildRow(
            indexes.map((index) => values[index]),
            pickedNames,
            row.getRowKind(),
          );
        },
      };
    },
  };
}

function buildRowType(
  types: FieldTypes,
  names: readonly string[] | undefined,
  nullable: boolean,
): TypeInformation<Row> {
  const shown = (names ?? defaultFieldNames(types.length)).map((name, i) => `${name}: ${types[i]}`);
  const name = `Row(${shown.join(', ')})`;
  const spec = {
    kind: 'row',
    ...(names === undefined ? {} : { names }),
    fields: types.map((type) => type.spec),
    ...(nullable ? {} : { nullable }),
  };
  const json = rowJson(types, names, name, nullable);
  return {
    spec,
    codec: rowCodec(types, names, name, nullable),
    json,
    fields: rowFields(types, names, name, nullable),
    toString: () => name,
  };
}

/** The type of rows with these field types, read by position. */
export function rowType<const F extends FieldTypes, Nullable extends boolean = true>(
  fields: F,
  options: RowTypeOptions<Nullable> = {},
): TypeInformation<Row<RowFields<F, Nullable>>> {
  return buildRowType(fields, undefined, options.nullable !== false) as unknown as TypeInformation<
    Row<RowFields<F, Nullable>>
  >;
}

/** The type of rows with these field names and types. */
export function namedRowType<
  const N extends readonly string[],
  const F extends FieldTypes,
  Nullable extends boolean = true,
>(
  names: N,
  fields: F & { readonly length: N['length'] },
  options: RowTypeOptions<Nullable> = {},
): TypeInformation<Row<RowFields<F, Nullable>, N>> {
  const types: FieldTypes = fields;
  if (names.length !== types.length) {
    throw new MillraceError('TYPE_INVALID', `A ROW has ${names.length} field names and ${types.length} field types.`);
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new MillraceError('TYPE_INVALID', `A ROW has two fields named '${twice}'.`);
  return buildRowType(types, [...names], options.nullable !== false) as unknown as TypeInformation<
    Row<RowFields<F, Nullable>, N>
  >;
}

export const rowKind: TypeKind = {
  kind: 'row',
  fromSpec(spec, nested) {
    const fields = (spec.fields as readonly unknown[]).map(nested);
    const options = { nullable: spec.nullable !== false };
    return spec.names === undefined
      ? rowType(fields, options)
      : namedRowType(spec.names as readonly string[], fields, options);
  },
};
