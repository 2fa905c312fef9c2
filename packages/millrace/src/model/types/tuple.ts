import { bytesToken } from '../bytes-token.js';
import type { Codec } from '../codec.js';
import { defaultFieldNames, type FieldPosition, type Fields, fieldIndex } from '../fields.js';
import { compileSource } from '../generated-code.js';
import { tupleJson } from '../json/collection-json.js';
import type { JsonConversion } from '../json/json-conversion.js';
import type { TypeInformation } from '../type-information.js';
import { pathOf, typeMismatch } from '../type-mismatch.js';
import { slotForm } from './slot-form.js';
import type { TypeKind } from './type-kind.js';

/** The TypeScript type of a tuple whose fields have these types. */
export type TupleValue<F extends readonly TypeInformation<unknown>[]> = {
  -readonly [I in keyof F]: F[I] extends TypeInformation<infer T> ? T : never;
};

type PositionalCodec = Pick<Codec<unknown[]>, 'write' | 'read' | 'copy'> & { fits(value: unknown): boolean };

/** The codec of the positions of an array, generated so that each position has a call of its own. */
function positionalCodec(codecs: readonly Codec<unknown>[]): PositionalCodec {
  const parameters: Record<string, unknown> = {
    arrayPrototype: Array.prototype,
    getPrototypeOf: Object.getPrototypeOf,
  };
  codecs.forEach((codec, i) => {
    parameters[`codec${i}`] = codec;
    parameters[`fits${i}`] = codec.fits;
  });
  const fits = codecs.every((codec) => codec.fits !== undefined)
    ? `Array.isArray(v) && v.length === ${codecs.length} && getPrototypeOf(v) === arrayPrototype${codecs.map((_, i) => ` && fits${i}(v[${i}])`).join('')}`
    : 'false';
  return compileSource<PositionalCodec>(
    parameters,
    `return {
      fits(v) { return ${fits}; },
      write(v, out) { ${codecs.map((_, i) => `codec${i}.write(v[${i}], out);`).join(' ')} },
      read(input) { return [${codecs.map((_, i) => `codec${i}.read(input)`).join(', ')}]; },
      copy(v) { return [${codecs.map((codec, i) => (codec.immutable ? `v[${i}]` : `codec${i}.copy(v[${i}])`)).join(', ')}]; },
    };`,
  );
}

function tupleCodec(codecs: readonly Codec<unknown>[], name: string): Codec<unknown[]> {
  const positions = positionalCodec(codecs);
  const codec: Codec<unknown[]> = {
    immutable: false,
    ...positions,
    check(value, path) {
      if (positions.fits(value)) return value as unknown[];
      if (!Array.isArray(value) || value.length !== codecs.length) throw typeMismatch(path, name, value);
      return codecs.map((field, i) => field.check(value[i], pathOf(path, i)));
    },
    token: (value) => bytesToken(codec, value),
    slots: slotForm(
      `Array.isArray(v) && v.length === ${codecs.length}`,
      codecs.map((part, i) => ({ codec: part, access: `v[${i}]`, optional: false })),
      (sourceOf) => `return [${codecs.map((_, i) => sourceOf(i)).join(', ')}];`,
    ),
  };
  return codec;
}

function tupleFields(types: readonly TypeInformation<unknown>[], name: string): Fields<unknown[]> {
  const names = defaultFieldNames(types.length);
  const indexOf = (position: FieldPosition) => fieldIndex(position, names, name);
  return {
    at(position) {
      const index = indexOf(position);
      return {
        type: types[index] as TypeInformation<unknown>,
        get: (value) => value[index],
        with: (value, field) => value.with(index, field),
      };
    },
    project(positions) {
      const indexes = positions.map(indexOf);
      const type = tupleType(indexes.map((index) => types[index] as TypeInformation<unknown>));
      return { type, pick: (value) => indexes.map((index) => value[index]) };
    },
  };
}

/** The type of arrays of fixed length with a type for each position. */
export function tupleType<const F extends readonly TypeInformation<unknown>[]>(
  fields: F,
): TypeInformation<TupleValue<F>> {
  const name = `Tuple${fields.length}<${fields.join(', ')}>`;
  const codec = tupleCodec(
    fields.map((field) => field.codec),
    name,
  ) as unknown as Codec<TupleValue<F>>;
  const json = tupleJson(fields, name) as unknown as JsonConversion<TupleValue<F>>;
  return {
    spec: { kind: 'tuple', fields: fields.map((field) => field.spec) },
    codec,
    json,
    fields: tupleFields(fields, name) as unknown as Fields<TupleValue<F>>,
    toString: () => name,
  };
}

export const tupleKind: TypeKind = {
  kind: 'tuple',
  fromSpec: (spec, nested) => tupleType((spec.fields as readonly unknown[]).map(nested)),
};
