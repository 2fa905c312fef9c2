import { compileSource, sourceLiteral } from '../generated-code.js';
import { MillraceError } from '../millrace-error.js';
import { nameHint } from '../nearest-name.js';
import type { TypeInformation } from '../type-information.js';
import { shortened } from '../type-mismatch.js';
import { exactIfAnyIs, isJsonObject, plainIfAllAre, plainReader } from './collection-json.js';
import {
  type JsonConversion,
  type JsonDecodeOptions,
  type JsonDecoder,
  type JsonEncodeOptions,
  type JsonEncoder,
  type JsonPath,
  jsonMismatch,
  jsonOf,
  type PlainJsonReader,
  printJsonPath,
} from './json-conversion.js';
import type { FieldNames } from './json-input.js';
import { quoteJson } from './json-text.js';

/** One field of what JSON has as an object. */
export interface JsonField {
  readonly name: string;
  readonly type: TypeInformation<unknown>;
  /** What it is when it is not there: null, left out as well, or an error. */
  readonly absent: 'null' | 'omitted' | 'refused';
}

/** How the value around the fields is made and read, as source text over positions and literals only. */
export interface FieldsForm {
  /** Source that reads the field at a position of `v`. */
  readonly get: (position: number, literal: string) => string;
  /** Source that makes the value of sources of its fields; fields that may be omitted are set after. */
  readonly build: 'object' | 'array';
}

/** The longest text that generated code writes byte by byte. */
const LONGEST_UNROLLED = 32;

/** JSON objects with known fields. The code is generated per type: one expression for the text, one literal for the value. */
export function fieldsJson(name: string, fields: readonly JsonField[], form: FieldsForm): JsonConversion<unknown> {
  return {
    ...exactIfAnyIs(fields.map((field) => field.type)),
    encoder: (options) => compileEncoder(fields, form, options),
    decoder: (options) => compileDecoder(name, fields, form, options),
    ...plainIfAllAre(
      fields.map((field) => field.type),
      (options) => compilePlain(fields, form, options),
    ),
  };
}

/** A field that is not there is undefined, one that is null is null; what the decoder would refuse is given up. */
function compilePlain(
  fields: readonly JsonField[],
  form: FieldsForm,
  options: JsonDecodeOptions,
): PlainJsonReader<unknown> {
  const quoted = fields.map((field) => new TextEncoder().encode(quoteJson(field.name)));
  const names: FieldNames = { quoted, order: fields.map((_, i) => i) };
  const scope: Record<string, unknown> = { names };
  fields.forEach(({ type }, i) => {
    scope[`read${i}`] = plainReader(jsonOf(type), options);
  });
  const cases = fields.map((_, i) => `case ${i}: v${i} = input.takesNull() ? null : read${i}(input); break;`);
  const ends = `${fields.map((field, i) => absenceSource(field, i, options)).join('\n')} ${buildSource(fields, form)}`;
  return compileSource(
    scope,
    `return function read(input) {
      const b = input.bytes, start = input.position;
      let p = start${fields.map((_, i) => `, v${i}`).join('')};
      inOrder: {
        ${quoted.map(inOrderSource).join('\n')}
        if (b[p] !== ${fields.length === 0 ? '0' : '0x7d'}) break inOrder;
        input.position = p + 1;
        ${ends}
      }
      input.position = start;
      ${fields.map((_, i) => `v${i} = undefined;`).join(' ')}
      if (!input.takes(0x7b)) return input.giveUp();
      if (!input.takes(0x7d)) {
        let turn = 0;
        do {
          switch (input.field(names, turn++)) {
            ${cases.join('\n')}
            default: ${options.unknownFields === 'fail' ? 'input.giveUp();' : 'input.skipValue();'}
          }
          if (input.hasGivenUp) return;
        } while (input.takes(0x2c));
        if (!input.takes(0x7d)) return input.giveUp();
      }
      ${ends}
    };`,
  );
}

/** Reads a field where it stands in an object that has all of them, in order, with no space or one between. */
function inOrderSource(quoted: Uint8Array, i: number): string {
  const opening = i === 0 ? 0x7b : 0x2c;
  const name = Array.from(quoted, (code, at) => `b[p + ${at}] !== ${code}`).join(' || ');
  return `if (b[p++] !== ${opening}) break inOrder;
    if (b[p] === 0x20) p++;
    if (${name} || b[p + ${quoted.length}] !== 0x3a) break inOrder;
    p += ${quoted.length + 1};
    if (b[p] === 0x20) p++;
    input.position = p;
    v${i} = b[p] === 0x6e && input.takesNull() ? null : read${i}(input);
    if (input.hasGivenUp) return;
    p = input.position;`;
}

function absenceSource(field: JsonField, i: number, options: JsonDecodeOptions): string {
  if (field.absent === 'omitted') return `if (v${i} === null) v${i} = undefined;`;
  const refusesNull = field.absent === 'refused' || options.nullFields === 'fail';
  const refusesMissing = field.absent === 'refused' || options.missingFields === 'fail';
  return [
    refusesNull ? `if (v${i} === null) return input.giveUp();` : '',
    refusesMissing ? `if (v${i} === undefined) return input.giveUp();` : `if (v${i} === undefined) v${i} = null;`,
  ].join(' ');
}

function compileEncoder(
  fields: readonly JsonField[],
  form: FieldsForm,
  options: JsonEncodeOptions,
): JsonEncoder<unknown> {
  const scope: Record<string, unknown> = {};
  fields.forEach(({ type }, i) => {
    scope[`encode${i}`] = jsonOf(type).encoder(options);
  });
  const mayBeLeftOut = (field: JsonField): boolean =>
    field.absent === 'omitted' || (field.absent === 'null' && options.ignoreNullFields);
  const always = !fields.some(mayBeLeftOut);
  const parts = fields.map((field, i) => {
    const write =
      field.absent === 'null' ? `if (x === null) out.ascii('null'); else encode${i}(x, out);` : `encode${i}(x, out);`;
    const name = `${asciiJson(field.name)}:`;
    const opening = always
      ? asciiSource(`${i === 0 ? '{' : ','}${name}`)
      : `out.ascii(first ? '{' : ','); first = false; ${asciiSource(name)}`;
    const read = `x = ${form.get(i, sourceLiteral(field.name))};`;
    return mayBeLeftOut(field)
      ? `${read} if (x !== undefined && x !== null) { ${opening} ${write} }`
      : `${read} ${opening} ${write}`;
  });
  const closing = always && fields.length > 0 ? asciiSource('}') : `out.ascii(first ? '{}' : '}');`;
  return compileSource(
    scope,
    `return function encode(v, out) { let x, b, p, first = true; ${parts.join('\n')} ${closing} };`,
  );
}

/** Writes text that is known beforehand: one store a byte where it is short, which takes a third of the time of a loop. */
function asciiSource(text: string): string {
  if (text.length > LONGEST_UNROLLED) return `out.ascii(${sourceLiteral(text)});`;
  const stores = Array.from(text, (char, i) => `b[p + ${i}] = ${char.charCodeAt(0)};`).join(' ');
  return `p = out.reserve(${text.length}); b = out.bytes; ${stores} out.position = p + ${text.length};`;
}

/** A name in quotes with all that is not ASCII escaped, as the output takes it fastest. */
function asciiJson(name: string): string {
  return quoteJson(name).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function compileDecoder(
  name: string,
  fields: readonly JsonField[],
  form: FieldsForm,
  options: JsonDecodeOptions,
): JsonDecoder<unknown> {
  const names = fields.map((field) => field.name);
  const scope: Record<string, unknown> = {
    isJsonObject,
    mismatch: (json: unknown, parent: JsonPath | undefined, key: string | number) =>
      jsonMismatch(name, json, parent, key),
    missing: (path: JsonPath, field: string) => missingField(path, field),
    refused: (path: JsonPath, field: string) => jsonMismatch('not null', null, path, field),
    unknown: (json: object, path: JsonPath) => unknownField(json, names, path),
  };
  fields.forEach(({ type }, i) => {
    scope[`decode${i}`] = jsonOf(type).decoder(options);
  });
  const reads = fields.map((field, i) => readSource(field, i, options));
  const count =
    options.unknownFields === 'fail'
      ? `let n = ${fields.length}; ${fields.map((_, i) => `if (j${i} === undefined) n--;`).join(' ')} for (const k in json) n--; if (n !== 0) throw unknown(json, path);`
      : '';
  return compileSource(
    scope,
    `return function decode(json, parent, key) {
      if (!isJsonObject(json)) throw mismatch(json, parent, key);
      const path = { parent, key };
      ${reads.join('\n')}
      ${count}
      ${buildSource(fields, form)}
    };`,
  );
}

function readSource(field: JsonField, i: number, options: JsonDecodeOptions): string {
  const literal = sourceLiteral(field.name);
  // A name that every object inherits would be found where there is no such field.
  const raw =
    field.name in Object.prototype
      ? `Object.hasOwn(json, ${literal}) ? json[${literal}] : undefined`
      : `json[${literal}]`;
  const decoded = `decode${i}(j${i}, path, ${literal})`;
  const read = `const j${i} = ${raw};`;
  if (field.absent === 'omitted')
    return `${read} const v${i} = j${i} === undefined || j${i} === null ? undefined : ${decoded};`;
  const missing = `if (j${i} === undefined) throw missing(path, ${literal});`;
  if (field.absent === 'refused') return `${read} ${missing} const v${i} = ${decoded};`;
  const nulls = options.nullFields === 'fail' ? `if (j${i} === null) throw refused(path, ${literal});` : '';
  const checks = `${options.missingFields === 'fail' ? missing : ''} ${nulls}`;
  return `${read} ${checks} const v${i} = j${i} === undefined || j${i} === null ? null : ${decoded};`;
}

function buildSource(fields: readonly JsonField[], form: FieldsForm): string {
  if (form.build === 'array') return `return [${fields.map((_, i) => `v${i}`).join(', ')}];`;
  const firstOmitted = fields.findIndex((field) => field.absent === 'omitted');
  const always = firstOmitted === -1 ? fields : fields.slice(0, firstOmitted);
  const literal = `{ ${always.map((field, i) => `${sourceLiteral(field.name)}: v${i}`).join(', ')} }`;
  if (firstOmitted === -1) return `return ${literal};`;
  const rest = fields.slice(firstOmitted).map((field, i) => {
    const assign = `o[${sourceLiteral(field.name)}] = v${firstOmitted + i};`;
    return field.absent === 'omitted' ? `if (v${firstOmitted + i} !== undefined) ${assign}` : assign;
  });
  return `const o = ${literal}; ${rest.join('\n')} return o;`;
}

function missingField(path: JsonPath, field: string): MillraceError {
  const at = printJsonPath(path.parent, path.key);
  return new MillraceError('JSON_FIELD_MISSING', `${at} has no field '${field}'.`, {
    facts: { path: at, field },
    hint: 'Repair the data, or declare the field as one that may be null or absent.',
  });
}

function unknownField(json: object, names: readonly string[], path: JsonPath): MillraceError {
  const at = printJsonPath(path.parent, path.key);
  const field = shortened(Object.keys(json).find((name) => !names.includes(name)) ?? '');
  const hint = nameHint(field, names) ?? "Declare the field, or set unknownFields to 'ignore'.";
  return new MillraceError('JSON_FIELD_UNKNOWN', `${at} has the field '${field}', which its type does not have.`, {
    facts: { path: at, field },
    hint,
  });
}
