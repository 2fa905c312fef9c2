import { bytesToken } from '../bytes-token.js';
import type { Codec } from '../codec.js';
import { Instant } from '../instant.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

const codec: Codec<Instant> = {
  immutable: true,
  fits: (value) => value instanceof Instant,
  check(value, path) {
    if (value instanceof Instant) return value;
    throw typeMismatch(path, 'Instant', value, 'Use Instant.ofEpochMilli(ms).');
  },
  write(value, out) {
    out.writeLong(value.seconds);
    out.writeVarUint(value.nanos);
  },
  read(input) {
    const seconds = input.readSafeLong();
    const nanos = input.readVarUint();
    if (nanos > 999_999_999) throw input.corrupt(`${nanos} nanoseconds are more than a second`);
    return new Instant(seconds, nanos);
  },
  copy: (value) => value,
  token: (value) => bytesToken(codec, value),
};

export const INSTANT_TYPE: TypeInformation<Instant> = { spec: { kind: 'instant' }, codec, toString: () => 'Instant' };

export const instantKind: TypeKind = { kind: 'instant', fromSpec: () => INSTANT_TYPE };
