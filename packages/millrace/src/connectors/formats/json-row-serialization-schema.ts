import type { JsonTimestampFormat } from '../../model/json/json-conversion.js';
import { type JsonWriter, jsonWriter } from '../../model/json/json-writer.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import type { SerializationSchema } from './schemas.js';

const TIMESTAMP_FORMATS: readonly string[] = ['SQL', 'ISO-8601', 'RFC3339'];

/** How values are written as JSON. */
export interface JsonRowSerializationOptions<T> {
  /** The type of the values: ROW, OBJECT, or any other that has a JSON form. */
  readonly typeInfo: TypeInformation<T>;
  /** How dates and times are written. Default `RFC3339` (`2026-01-31T12:00:00Z`), as PyFlink's class of this name does. */
  readonly timestampFormat?: JsonTimestampFormat;
  /** True: fields that are null are left out. Default false. */
  readonly ignoreNullFields?: boolean;
}

/**
 * Writes values as JSON records, as PyFlink's `JsonRowSerializationSchema`: fields in the order of the type.
 *
 * @example
 * ```ts
 * import { JsonRowSerializationSchema, Types } from 'millrace';
 *
 * const schema = JsonRowSerializationSchema.builder()
 *   .withTypeInfo(Types.OBJECT({ id: Types.LONG(), name: Types.STRING() }))
 *   .build();
 * console.log(new TextDecoder().decode(schema.serialize({ id: 1, name: 'apple' })));
 * ```
 */
export class JsonRowSerializationSchema<T> implements SerializationSchema<T> {
  /** As `serialize`; not there where a subclass has a `serialize` of its own, which a sink must call. */
  readonly serializeInto: ((value: T, bytes: Uint8Array, position: number) => number) | undefined;
  private readonly type: TypeInformation<T>;
  private readonly writer: JsonWriter<T>;

  /** @throws MillraceError `CONFIG_MISSING` without a type, `CONFIG_INVALID_VALUE`, `TYPE_NO_JSON`. */
  constructor(options: JsonRowSerializationOptions<T>) {
    const { typeInfo, timestampFormat = 'RFC3339', ignoreNullFields = false } = options;
    if (typeof typeInfo?.codec !== 'object') {
      throw new MillraceError('CONFIG_MISSING', 'JsonRowSerializationSchema needs the type of its values.', {
        hint: 'Give typeInfo, for example Types.OBJECT({ id: Types.LONG() }).',
      });
    }
    if (!TIMESTAMP_FORMATS.includes(timestampFormat)) {
      throw new MillraceError('CONFIG_INVALID_VALUE', `'timestampFormat' cannot be '${String(timestampFormat)}'.`, {
        hint: `It takes ${TIMESTAMP_FORMATS.map((format) => `'${format}'`).join(', ')}.`,
      });
    }
    this.type = typeInfo;
    this.writer = jsonWriter(typeInfo, { timestampFormat, ignoreNullFields });
    const isOurs = this.serialize === JsonRowSerializationSchema.prototype.serialize;
    this.serializeInto = isOurs
      ? (value, bytes, position) => this.writer.writeInto(this.type.codec.check(value, 'value'), bytes, position)
      : undefined;
  }

  static builder(): JsonRowSerializationSchemaBuilder<never> {
    return new JsonRowSerializationSchemaBuilder({});
  }

  /** @throws MillraceError `TYPE_MISMATCH` for a value of another type, `JSON_NOT_FINITE` for NaN and infinities. */
  serialize(value: T): Uint8Array {
    return this.writer.writeBytes(this.type.codec.check(value, 'value'));
  }
}

/** Builds a {@link JsonRowSerializationSchema} step by step. */
export class JsonRowSerializationSchemaBuilder<T> {
  private readonly options: Partial<JsonRowSerializationOptions<T>>;

  constructor(options: Partial<JsonRowSerializationOptions<T>>) {
    this.options = options;
  }

  /** The type of the values. */
  withTypeInfo<U>(typeInfo: TypeInformation<U>): JsonRowSerializationSchemaBuilder<U> {
    return new JsonRowSerializationSchemaBuilder<U>({ ...(this.options as object), typeInfo });
  }

  build(): JsonRowSerializationSchema<T> {
    return new JsonRowSerializationSchema(this.options as JsonRowSerializationOptions<T>);
  }
}
