import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import type { DeserializationSchema, SerializationSchema } from './schemas.js';

/** Records as the bytes that they are. */
export class ByteArraySchema implements DeserializationSchema<Uint8Array>, SerializationSchema<Uint8Array> {
  /** A copy, because a source may use its buffer again. */
  deserialize(bytes: Uint8Array): Uint8Array {
    return new Uint8Array(bytes);
  }

  serialize(value: Uint8Array): Uint8Array {
    return Types.BYTES().codec.check(value, 'value');
  }

  getProducedType(): TypeInformation<Uint8Array> {
    return Types.BYTES();
  }
}
