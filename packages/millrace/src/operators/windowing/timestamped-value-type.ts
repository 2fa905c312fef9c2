import { bytesToken } from '../../model/bytes-token.js';
import type { Codec } from '../../model/codec.js';
import type { TypeInformation } from '../../model/type-information.js';
import { typeMismatch } from '../../model/type-mismatch.js';
import { registerTypeKind } from '../../model/types/type-from-spec.js';
import { TimestampedValue } from '../../operator/windowing/evictor.js';

/** The type of records that are kept with their timestamps. */
export function timestampedValueType<T>(valueType: TypeInformation<T>): TypeInformation<TimestampedValue<T>> {
  const values = valueType.codec;
  const codec: Codec<TimestampedValue<T>> = {
    immutable: values.immutable,
    check(value, path) {
      if (!(value instanceof TimestampedValue)) throw typeMismatch(path, 'TimestampedValue', value);
      const checked = values.check(value.getValue(), path);
      return checked === value.getValue() ? value : new TimestampedValue(checked, value.getTimestamp());
    },
    write(element, out) {
      out.writeTime(element.getTimestamp());
      values.write(element.getValue(), out);
    },
    read(input) {
      const timestamp = input.readTime();
      return new TimestampedValue(values.read(input), timestamp);
    },
    copy: (element) =>
      values.immutable ? element : new TimestampedValue(values.copy(element.getValue()), element.getTimestamp()),
    token: (element) => bytesToken(codec, element),
  };
  return {
    spec: { kind: 'timestamped-value', value: valueType.spec },
    codec,
    toString: () => `TimestampedValue<${valueType}>`,
  };
}

registerTypeKind({
  kind: 'timestamped-value',
  fromSpec: (spec, nested) => timestampedValueType(nested(spec['value'])),
});
