import { bytesToken } from '../bytes-token.js';
import type { Codec, KeyToken } from '../codec.js';
import { compareTokens } from '../compare-tokens.js';
import { mapJson } from '../json/collection-json.js';
import type { TypeInformation } from '../type-information.js';
import { pathOf, typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

/** The codec of `Map`. Entries are written in the order of their keys, because equal maps give equal bytes. */
function mapCodec<K, V>(key: Codec<K>, value: Codec<V>, name: string): Codec<Map<K, V>> {
  const keyFits = key.fits;
  const valueFits = value.fits;
  const codec: Codec<Map<K, V>> = {
    immutable: false,
    fits(map) {
      // Keys that are objects may be equal and still be two entries, so those maps go the slow way.
      if (!(map instanceof Map) || !key.immutable || keyFits === undefined || valueFits === undefined) return false;
      for (const [k, v] of map) if (!keyFits(k) || !valueFits(v)) return false;
      return true;
    },
    check(map, path) {
      if (codec.fits?.(map) === true) return map as Map<K, V>;
      if (!(map instanceof Map))
        throw typeMismatch(path, name, map, 'A MAP is a JavaScript Map: new Map(Object.entries(…)).');
      return checkEntries(map, key, value, path);
    },
    write(map, out) {
      out.writeVarUint(map.size);
      for (const [k, v] of map.size < 2 ? map : sortedEntries(map, key)) {
        key.write(k, out);
        value.write(v, out);
      }
    },
    read(input) {
      const size = input.readCount();
      const map = new Map<K, V>();
      for (let i = 0; i < size; i++) {
        const k = key.read(input);
        map.set(k, value.read(input));
      }
      return map;
    },
    copy(map) {
      const copied = new Map<K, V>();
      for (const [k, v] of map) copied.set(key.copy(k), value.copy(v));
      return copied;
    },
    token: (map) => bytesToken(codec, map),
  };
  return codec;
}

function checkEntries<K, V>(map: Map<unknown, unknown>, key: Codec<K>, value: Codec<V>, path: string): Map<K, V> {
  const checked = new Map<KeyToken, [K, V]>();
  let position = 0;
  for (const [k, v] of map) {
    const checkedKey = key.check(k, `${path}, key ${position}`);
    const at = typeof k === 'string' || typeof k === 'number' ? pathOf(path, k) : `${path}, value ${position}`;
    checked.set(key.token(checkedKey), [checkedKey, value.check(v, at)]);
    position++;
  }
  return new Map(checked.values());
}

function sortedEntries<K, V>(map: Map<K, V>, key: Codec<K>): [K, V][] {
  const entries = Array.from(map, (entry): [KeyToken, [K, V]] => [key.token(entry[0]), entry]);
  entries.sort((a, b) => compareTokens(a[0], b[0]));
  return entries.map(([, entry]) => entry);
}

/** The type of `Map` with keys of one type and values of one type. It promises no order. */
export function mapType<K, V>(key: TypeInformation<K>, value: TypeInformation<V>): TypeInformation<Map<K, V>> {
  const name = `Map<${key}, ${value}>`;
  return {
    spec: { kind: 'map', key: key.spec, value: value.spec },
    codec: mapCodec(key.codec, value.codec, name),
    json: mapJson(key, value, name),
    toString: () => name,
  };
}

export const mapKind: TypeKind = {
  kind: 'map',
  fromSpec: (spec, nested) => mapType(nested(spec.key), nested(spec.value)),
};
