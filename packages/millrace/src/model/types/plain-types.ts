import type { Codec } from '../codec.js';
import { INT_TYPE } from './integer.js';
import { longType } from './long.js';
import { STRING_TYPE } from './string.js';

/** True for types of which every number of 32 bits is a value in its canonical form and its own token. */
export function takesSmallIntegers<T>(codec: Codec<T>): boolean {
  const other: unknown = codec;
  return other === INT_TYPE.codec || other === longType('number').codec || other === longType('canonical').codec;
}

/** True for types of which every string is a value in its canonical form and its own token. */
export function takesStrings<T>(codec: Codec<T>): boolean {
  return (codec as unknown) === STRING_TYPE.codec;
}
