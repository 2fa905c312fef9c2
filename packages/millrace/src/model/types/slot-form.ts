import type { Codec, SlotForm } from '../codec.js';
import { compileSource } from '../generated-code.js';
import { takesSmallIntegers, takesStrings } from './plain-types.js';

/** More parts than this stay in an object: reading one of them would cost reading all. */
const MOST_SLOTS = 8;

/** One part of a value, as generated code reaches it. */
export interface SlotPart {
  readonly codec: Codec<unknown>;
  /** Source that reads the part from `v`. */
  readonly access: string;
  /** True for a part that may be undefined. */
  readonly optional: boolean;
}

/**
 * The slot form of a type, generated so that each part has a call of its own.
 *
 * @param build source of the body of `take`, given the source of each part.
 * @returns undefined for a type that must stay an object: with parts that change in place, with too many, with a first one
 * that may be missing.
 */
export function slotForm<T>(
  shape: string,
  parts: readonly SlotPart[],
  build: (sourceOf: (position: number) => string) => string,
): SlotForm<T> | undefined {
  if (parts.length > MOST_SLOTS || parts[0]?.optional !== false) return undefined;
  if (parts.some(({ codec }) => !codec.immutable || codec.fits === undefined)) return undefined;
  const parameters = Object.fromEntries(parts.map(({ codec }, i) => [`fits${i}`, codec.fits]));
  const source = {
    parameters,
    fits: `${shape}${parts.map((part, i) => ` && ${fitsSource(part, i)}`).join('')}`,
    put: parts.map((part, i) => `slots[at + ${i}] = ${canonicalSource(part)};`).join(' '),
    take: build((position) => `slots[at + ${position}]`),
  };
  return compileSource<SlotForm<T>>(
    { ...parameters, source },
    `return {
      count: ${parts.length},
      source,
      fits(v) { return ${source.fits}; },
      put(v, slots, at) { ${source.put} },
      take(slots, at) { ${source.take} },
    };`,
  );
}

/** Small whole numbers and texts are seen to fit without a call. */
function fitsSource({ codec, access, optional }: SlotPart, position: number): string {
  const quick = takesSmallIntegers(codec)
    ? `${isSmallInteger(access)} || `
    : takesStrings(codec)
      ? `typeof ${access} === 'string' || `
      : '';
  return `(${optional ? `${access} === undefined || ` : ''}${quick}fits${position}(${access}))`;
}

/** −0 is not canonical among whole numbers, and is seen to be a small one. */
function canonicalSource({ codec, access }: SlotPart): string {
  return takesSmallIntegers(codec) ? `${isSmallInteger(access)} ? ${access} | 0 : ${access}` : access;
}

function isSmallInteger(access: string): string {
  return `typeof ${access} === 'number' && (${access} | 0) === ${access}`;
}
