import { compileSource, sourceLiteral } from '../generated-code.js';
import { MillraceError } from '../millrace-error.js';
import { nameHint } from '../nearest-name.js';
import type { TypeInformation } from '../type-information.js';
import { shortened } from '../type-mismatch.js';
import { exactIfAnyIs, isJsonObject } from './collection-json.js';
import {
  type JsonConversion,
  type JsonDecodeOptions,
  type JsonDecoder,
  type JsonEncodeOptions,
  type JsonEncoder,
  type JsonPath,
  jsonMismatch,
  jsonOf,
  printJsonPath,
} from './json-conversion.js';
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

/** JSON objects with known fields. The code is generated per type: one expression for the text, one literal for the value. */
export function fieldsJson(name: string, fields: readonly JsonField[], form: FieldsForm): JsonConversion<unknown> {
  return {
    ...exactIfAnyIs(fields.map((field) => field.type)),
    encoder: (options) => compileEncoder(fields, form, options),
    decoder: (options) => compileDecoder(name, fields, form, options),
  };
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
      ? `out.ascii(${sourceLiteral(`${i === 0 ? '{' : ','}${name}`)});`
      : `out.ascii(first ? '{' : ','); first = false; out.ascii(${sourceLiteral(name)});`;
    const read = `x = ${form.get(i, sourceLiteral(field.name))};`;
    return mayBeLeftOut(field)
      ? `${read} if (x !== undefined && x !== null) { ${opening} ${write} }`
      : `${read} ${opening} ${write}`;
  });
  const closing = always && fields.length > 0 ? `out.ascii('}');` : `out.ascii(first ? '{}' : '}');`;
  return compileSource(
    scope,
    `return function encode(v, out) { let x, first = true; ${parts.join('\n')} ${closing} };`,
  );
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
