import type { Codec, SlotForm } from '../codec.js';
import { compileSource } from '../generated-code.js';

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
  const fits = parts.map(({ access, optional }, i) =>
    optional ? ` && ((x = ${access}) === undefined || fits${i}(x))` : ` && fits${i}(${access})`,
  );
  return compileSource<SlotForm<T>>(
    parameters,
    `return {
      count: ${parts.length},
      fits(v) { let x; return ${shape}${fits.join('')}; },
      put(v, slots, at) { ${parts.map(({ access }, i) => `slots[at + ${i}] = ${access};`).join(' ')} },
      take(slots, at) { ${build((position) => `slots[at + ${position}]`)} },
    };`,
  );
}
