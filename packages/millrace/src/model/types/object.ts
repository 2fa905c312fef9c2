import { bytesToken } from '../bytes-token.js';
import type { Codec } from '../codec.js';
import { type FieldPosition, type Fields, fieldIndex, noField } from '../fields.js';
import { compileSource, sourceLiteral } from '../generated-code.js';
import { acceptsNull } from '../json/collection-json.js';
import { fieldsJson } from '../json/fields-json.js';
import type { JsonConversion } from '../json/json-conversion.js';
import { MillraceError } from '../millrace-error.js';
import type { TypeInformation } from '../type-information.js';
import { pathOf, typeMismatch } from '../type-mismatch.js';
import { isOptional, type OptionalTypeInformation } from './optional.js';
import { slotForm } from './slot-form.js';
import type { TypeKind } from './type-kind.js';

/** The field types of an OBJECT. */
export type ObjectFields = Readonly<Record<string, TypeInformation<unknown>>>;

type OptionalKeys<F> = { [K in keyof F]: F[K] extends OptionalTypeInformation<unknown> ? K : never }[keyof F];
type FieldValue<F> = F extends OptionalTypeInformation<infer T> ? T : F extends TypeInformation<infer T> ? T : never;
type Flat<T> = T extends infer O ? { [K in keyof O]: O[K] } : never;

/** The TypeScript type of the objects that an OBJECT with these fields describes. */
export type ObjectValue<F> = Flat<
  { -readonly [K in Exclude<keyof F, OptionalKeys<F>>]: FieldValue<F[K]> } & {
    -readonly [K in OptionalKeys<F>]?: FieldValue<F[K]>;
  }
>;

interface Field {
  readonly name: string;
  readonly type: TypeInformation<unknown>;
  readonly optional: boolean;
}

type PlainObject = Record<string, unknown>;

/** What is generated per type, because reading fields by names known to the engine is several times faster. */
type Generated = Pick<Codec<PlainObject>, 'write' | 'read' | 'copy'> & { fits(value: unknown): boolean };

function generate(fields: readonly Field[]): Generated {
  const parameters: Record<string, unknown> = {
    objectPrototype: Object.prototype,
    objectConstructor: Object,
    getPrototypeOf: Object.getPrototypeOf,
  };
  fields.forEach(({ type }, i) => {
    parameters[`codec${i}`] = type.codec;
    parameters[`fits${i}`] = type.codec.fits;
  });
  return compileSource<Generated>(
    parameters,
    `return { ${fitsSource(fields)}, ${writeSource(fields)}, ${readSource(fields)}, ${copySource(fields)} };`,
  );
}

function access(field: Field): string {
  const literal = sourceLiteral(field.name);
  // A name that every object inherits would be found where there is no such field.
  return field.name in Object.prototype
    ? `(Object.hasOwn(v, ${literal}) ? v[${literal}] : undefined)`
    : `v[${literal}]`;
}

function fitsSource(fields: readonly Field[]): string {
  if (fields.some(({ type }) => type.codec.fits === undefined)) return 'fits() { return false; }';
  const required = fields.flatMap((field, i) => (field.optional ? [] : [`fits${i}(${access(field)})`]));
  const optional = fields.flatMap((field, i) =>
    field.optional ? [`x = ${access(field)}; if (x !== undefined) { if (!fits${i}(x)) return false; count++; }`] : [],
  );
  // The engine keeps the constructor of a shape at hand; it asks for a prototype by a slow call.
  const isPlain = fields.some((field) => field.name === 'constructor')
    ? 'getPrototypeOf(v) === objectPrototype'
    : 'v.constructor === objectConstructor';
  return `fits(v) {
    if (typeof v !== 'object' || v === null || !(${isPlain})) return false;
    if (!(${required.join(' && ') || 'true'})) return false;
    let count = ${required.length}, x;
    ${optional.join('\n')}
    for (const name in v) count--;
    return count === 0;
  }`;
}

function writeSource(fields: readonly Field[]): string {
  return `write(v, out) { ${fields.map((field, i) => `codec${i}.write(${access(field)}, out);`).join('\n')} }`;
}

function readSource(fields: readonly Field[]): string {
  return `read(input) { ${buildSource(fields, (_, i) => `codec${i}.read(input)`)} }`;
}

function copySource(fields: readonly Field[]): string {
  return `copy(v) { ${buildSource(fields, (field, i) =>
    field.type.codec.immutable ? access(field) : `codec${i}.copy(${access(field)})`,
  )} }`;
}

/** Builds the object in one literal when all fields are there, so that its shape is known at once. */
function buildSource(fields: readonly Field[], value: (field: Field, position: number) => string): string {
  const firstOptional = fields.findIndex((field) => field.optional);
  const always = firstOptional === -1 ? fields : fields.slice(0, firstOptional);
  const literal = `{ ${always.map((field, i) => `${sourceLiteral(field.name)}: ${value(field, i)}`).join(', ')} }`;
  if (firstOptional === -1) return `return ${literal};`;
  const rest = fields.slice(firstOptional).map((field, i) => {
    const name = sourceLiteral(field.name);
    const source = value(field, firstOptional + i);
    return field.optional ? `x = ${source}; if (x !== undefined) o[${name}] = x;` : `o[${name}] = ${source};`;
  });
  return `let x; const o = ${literal}; ${rest.join('\n')} return o;`;
}

function objectCodec(fields: readonly Field[], name: string): Codec<PlainObject> {
  const generated = generate(fields);
  const codec: Codec<PlainObject> = {
    immutable: false,
    ...generated,
    check(value, path) {
      if (generated.fits(value)) return value as PlainObject;
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw typeMismatch(path, name, value);
      return checkFields(value as PlainObject, fields, path);
    },
    token: (value) => bytesToken(codec, value),
    slots: slotForm(
      "typeof v === 'object' && v !== null && !Array.isArray(v)",
      fields.map((field) => ({ codec: field.type.codec, access: access(field), optional: field.optional })),
      (sourceOf) => buildSource(fields, (_, position) => sourceOf(position)),
    ),
  };
  return codec;
}

function objectJson(fields: readonly Field[], name: string): JsonConversion<unknown> {
  const jsonFields = fields.map(({ name: field, type, optional }) => ({
    name: field,
    type,
    absent: optional ? ('omitted' as const) : acceptsNull(type.codec) ? ('null' as const) : ('refused' as const),
  }));
  const get = (position: number): string => access(fields[position] as Field);
  return fieldsJson(name, jsonFields, { get, build: 'object' });
}

/** The slow way: names the field that is wrong, or makes a plain object that holds the declared fields and no others. */
function checkFields(value: PlainObject, fields: readonly Field[], path: string): PlainObject {
  const checked: PlainObject = {};
  for (const { name, type, optional } of fields) {
    const field = fieldValue(value, name);
    if (field === undefined && optional) continue;
    checked[name] = type.codec.check(field, pathOf(path, name));
  }
  return checked;
}

function fieldValue(value: PlainObject, name: string): unknown {
  const inherited = name in Object.prototype && !Object.hasOwn(value, name);
  return inherited ? undefined : value[name];
}

function fieldList(fields: ObjectFields): Field[] {
  if (typeof fields !== 'object' || fields === null) {
    throw new MillraceError('TYPE_INVALID', 'OBJECT takes an object that gives each field its type.', {
      hint: 'For example Types.OBJECT({ id: Types.LONG(), name: Types.STRING() }).',
    });
  }
  return Object.entries(fields).map(([name, type]) => {
    if (name === '__proto__') {
      throw new MillraceError('TYPE_INVALID', "An OBJECT cannot have a field '__proto__'.", {
        hint: 'Rename the field, or use a MAP, whose keys may be any text.',
      });
    }
    if (typeof type?.codec !== 'object') {
      throw new MillraceError('TYPE_INVALID', `The field '${name}' of an OBJECT has no type.`, {
        hint: 'Give each field a type, such as Types.STRING().',
      });
    }
    return { name, type, optional: isOptional(type) };
  });
}

function fieldsOf(fields: readonly Field[], type: string): Fields<PlainObject> {
  const names = fields.map(({ name }) => name);
  const fieldAt = (position: FieldPosition): Field => {
    if (typeof position === 'number') throw noField(position, type, names);
    return fields[fieldIndex(position, names, type)] as Field;
  };
  return {
    at(position) {
      const { name, type } = fieldAt(position);
      return { type, get: (value) => fieldValue(value, name), with: (value, field) => ({ ...value, [name]: field }) };
    },
    project(positions) {
      const picked = positions.map(fieldAt);
      return {
        type: objectType(Object.fromEntries(picked.map(({ name, type }) => [name, type]))),
        pick: (value) => Object.fromEntries(picked.map(({ name }) => [name, fieldValue(value, name)])),
      };
    },
  };
}

/** The type of plain objects with these fields: fields that are not declared are dropped. */
export function objectType<const F extends ObjectFields>(fields: F): TypeInformation<ObjectValue<F>> {
  const list = fieldList(fields);
  const name = `Object(${list.map((field) => `${field.name}: ${field.type}`).join(', ')})`;
  const spec = { kind: 'object', fields: list.map((field) => ({ name: field.name, type: field.type.spec })) };
  const codec = objectCodec(list, name) as unknown as Codec<ObjectValue<F>>;
  const json = objectJson(list, name) as unknown as JsonConversion<ObjectValue<F>>;
  const access = fieldsOf(list, name) as unknown as Fields<ObjectValue<F>>;
  return { spec, codec, json, fields: access, toString: () => name };
}

interface FieldSpec {
  readonly name: string;
  readonly type: unknown;
}

export const objectKind: TypeKind = {
  kind: 'object',
  fromSpec(spec, nested) {
    const fields = spec.fields as readonly FieldSpec[];
    return objectType(Object.fromEntries(fields.map(({ name, type }) => [name, nested(type)])));
  },
};
