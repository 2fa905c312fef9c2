import { type JsonReader, jsonReader } from '../../model/json/json-reader.js';
import { MillraceError } from '../../model/millrace-error.js';
import { nameHint } from '../../model/nearest-name.js';
import type { TypeInformation } from '../../model/type-information.js';
import type { DeserializationSchema } from './schemas.js';

/** How JSON records are read. */
export interface JsonRowDeserializationOptions<T> {
  /** The type of the values: ROW, OBJECT, or any other that has a JSON form. */
  readonly typeInfo: TypeInformation<T>;
  /** What it means when a field that may be null is not there. Default `null`. */
  readonly missingFields?: 'null' | 'fail';
  /** What a field means that the type does not have. Default `ignore`. */
  readonly unknownFields?: 'ignore' | 'fail';
  /** What a null means in a field that may be null. Default `null`. */
  readonly nullFields?: 'null' | 'fail';
  /** True: records that cannot be read are skipped. Default false. */
  readonly ignoreParseErrors?: boolean;
}

const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  missingFields: ['null', 'fail'],
  unknownFields: ['ignore', 'fail'],
  nullFields: ['null', 'fail'],
  ignoreParseErrors: [true, false],
};

/**
 * Reads JSON records, as PyFlink's `JsonRowDeserializationSchema`.
 *
 * @example
 * ```ts
 * import { JsonRowDeserializationSchema, Types } from 'millrace';
 *
 * const schema = new JsonRowDeserializationSchema({
 *   typeInfo: Types.OBJECT({ id: Types.LONG(), name: Types.STRING() }),
 *   unknownFields: 'fail',
 * });
 * console.log(schema.deserialize(new TextEncoder().encode('{"id":1,"name":"apple"}')));
 * ```
 */
export class JsonRowDeserializationSchema<T> implements DeserializationSchema<T> {
  /** As `deserialize`; not there where a subclass has a `deserialize` of its own, which a source must call. */
  readonly deserializeRange: DeserializationSchema<T>['deserializeRange'];
  private readonly type: TypeInformation<T>;
  private readonly reader: JsonReader<T>;
  private readonly skip: boolean;

  /**
   * @throws MillraceError `CONFIG_CONTRADICTION` when missing fields must both fail and be skipped,
   * `CONFIG_INVALID_VALUE` and `CONFIG_UNKNOWN_KEY` for other options, `TYPE_NO_JSON` for a type without a JSON form.
   */
  constructor(options: JsonRowDeserializationOptions<T>) {
    checkOptions(options);
    const { typeInfo, missingFields = 'null', unknownFields = 'ignore', nullFields = 'null' } = options;
    this.type = typeInfo;
    this.skip = options.ignoreParseErrors === true;
    this.reader = jsonReader(typeInfo, { missingFields, unknownFields, nullFields });
    const isOurs = this.deserialize === JsonRowDeserializationSchema.prototype.deserialize;
    this.deserializeRange = isOurs ? (bytes, start, end) => this.read(bytes, start, end) : undefined;
  }

  static builder(): JsonRowDeserializationSchemaBuilder<never> {
    return new JsonRowDeserializationSchemaBuilder({});
  }

  /**
   * @throws MillraceError `JSON_MALFORMED`, `JSON_NOT_UTF8`, `JSON_TOO_DEEP`, `JSON_FIELD_MISSING`, `JSON_FIELD_UNKNOWN`,
   * `TYPE_MISMATCH` or `TYPE_LONG_UNSAFE`, unless parse errors are ignored.
   */
  deserialize(bytes: Uint8Array): T | undefined {
    return this.read(bytes, 0, bytes.length);
  }

  private read(bytes: Uint8Array, start: number, end: number): T | undefined {
    if (!this.skip) return this.reader.readBytes(bytes, start, end);
    try {
      return this.reader.readBytes(bytes, start, end);
    } catch (error) {
      if (error instanceof MillraceError) return undefined;
      throw error;
    }
  }

  getProducedType(): TypeInformation<T> {
    return this.type;
  }
}

/** Builds a {@link JsonRowDeserializationSchema} step by step. */
export class JsonRowDeserializationSchemaBuilder<T> {
  private readonly options: Partial<JsonRowDeserializationOptions<T>>;

  constructor(options: Partial<JsonRowDeserializationOptions<T>>) {
    this.options = options;
  }

  /** The type of the values. */
  typeInfo<U>(typeInfo: TypeInformation<U>): JsonRowDeserializationSchemaBuilder<U> {
    return new JsonRowDeserializationSchemaBuilder<U>({ ...(this.options as object), typeInfo });
  }

  /** A field that is not there is an error, not null. */
  failOnMissingField(): JsonRowDeserializationSchemaBuilder<T> {
    return new JsonRowDeserializationSchemaBuilder({ ...this.options, missingFields: 'fail' });
  }

  /** Records that cannot be read are skipped. */
  ignoreParseErrors(): JsonRowDeserializationSchemaBuilder<T> {
    return new JsonRowDeserializationSchemaBuilder({ ...this.options, ignoreParseErrors: true });
  }

  build(): JsonRowDeserializationSchema<T> {
    return new JsonRowDeserializationSchema(this.options as JsonRowDeserializationOptions<T>);
  }
}

function checkOptions(options: JsonRowDeserializationOptions<unknown>): void {
  for (const [name, value] of Object.entries(options)) {
    if (name === 'typeInfo' || value === undefined) continue;
    const choices = CHOICES[name];
    if (choices === undefined) {
      const hint = nameHint(name, [...Object.keys(CHOICES), 'typeInfo']);
      throw new MillraceError('CONFIG_UNKNOWN_KEY', `'${name}' is not an option of JsonRowDeserializationSchema.`, {
        facts: { key: name },
        ...(hint === undefined ? {} : { hint }),
      });
    }
    if (!choices.includes(value)) {
      throw new MillraceError('CONFIG_INVALID_VALUE', `'${name}' cannot be '${String(value)}'.`, {
        facts: { key: name, value: String(value) },
        hint: `It takes ${choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : String(choice))).join(' or ')}.`,
      });
    }
  }
  if (typeof options.typeInfo?.codec !== 'object') {
    throw new MillraceError('CONFIG_MISSING', 'JsonRowDeserializationSchema needs the type of its values.', {
      hint: 'Give typeInfo, for example Types.OBJECT({ id: Types.LONG() }).',
    });
  }
  if (options.ignoreParseErrors === true && options.missingFields === 'fail') {
    throw new MillraceError('CONFIG_CONTRADICTION', 'Missing fields cannot both fail and be skipped.', {
      hint: 'Choose failOnMissingField or ignoreParseErrors.',
    });
  }
}
