import { ConfigTypes } from './config-type.js';
import { MillraceError } from './millrace-error.js';
import { describeValue } from './type-mismatch.js';

const KIBI = 2 ** 10;

/**
 * A number of bytes, as PyFlink's `MemorySize`.
 *
 * @example
 * ```ts
 * import { MemorySize } from 'millrace';
 *
 * console.log(MemorySize.ofMebiBytes(64).getKibiBytes()); // 65536
 * ```
 */
export class MemorySize {
  private readonly bytesSize: number;

  /** @throws MillraceError `MEMORY_SIZE_INVALID` for anything but a whole number from 0. */
  constructor(bytesSize: number) {
    if (!Number.isSafeInteger(bytesSize) || bytesSize < 0) throw invalid(bytesSize);
    this.bytesSize = bytesSize;
  }

  static ofMebiBytes(mebiBytes: number): MemorySize {
    return new MemorySize(mebiBytes * KIBI ** 2);
  }

  /**
   * Reads text such as `'64 mb'`; a number without a unit is bytes.
   *
   * @throws MillraceError `MEMORY_SIZE_INVALID`
   */
  static parse(text: string): MemorySize {
    const bytes = ConfigTypes.memory.parse(text);
    if (bytes === undefined) throw invalid(text);
    return new MemorySize(bytes);
  }

  getBytes(): number {
    return this.bytesSize;
  }

  /** Whole units of 1,024 bytes; as the others, cut off. */
  getKibiBytes(): number {
    return Math.floor(this.bytesSize / KIBI);
  }

  getMebiBytes(): number {
    return Math.floor(this.bytesSize / KIBI ** 2);
  }

  getGibiBytes(): number {
    return Math.floor(this.bytesSize / KIBI ** 3);
  }

  getTebiBytes(): number {
    return Math.floor(this.bytesSize / KIBI ** 4);
  }

  equals(other: unknown): boolean {
    return other instanceof MemorySize && other.bytesSize === this.bytesSize;
  }

  /** Below 0 when this one is smaller, above 0 when it is larger. */
  compareTo(other: MemorySize): number {
    return this.bytesSize - other.bytesSize;
  }

  /** The form in which Flink's configuration writes it: the largest unit that divides it. */
  toString(): string {
    return ConfigTypes.memory.print(this.bytesSize).replace(/ b$/, ' bytes');
  }

  toJSON(): string {
    return this.toString();
  }
}

function invalid(seen: unknown): MillraceError {
  return new MillraceError('MEMORY_SIZE_INVALID', `${describeValue(seen)} is no size of memory.`, {
    facts: { seen: describeValue(seen) },
    hint: "Give a whole number of bytes from 0, or text such as '64 mb'.",
  });
}
