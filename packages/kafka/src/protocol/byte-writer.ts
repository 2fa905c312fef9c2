const INITIAL_CAPACITY = 256;
const TWO_TO_32 = 4294967296;

/**
 * Writes the primitive types of Kafka's protocol into a growing buffer.
 *
 * A request is either in the classic or in the flexible encoding (KIP-482) as a whole, so the choice is made once, by
 * {@link ByteWriter.flexible}, and not at every field.
 */
export class ByteWriter {
  flexible = false;
  #buffer = Buffer.allocUnsafe(INITIAL_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was written so far; a view, valid until the next write. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(size: number): number {
    const start = this.#length;
    const end = start + size;
    if (end > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, start);
      this.#buffer = larger;
    }
    this.#length = end;
    return start;
  }

  int8(value: number): this {
    const at = this.#reserve(1);
    this.#buffer.writeInt8(value, at);
    return this;
  }

  int16(value: number): this {
    const at = this.#reserve(2);
    this.#buffer.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#reserve(4);
    this.#buffer.writeInt32BE(value, at);
    return this;
  }

  /** A 64-bit integer given as a number; exact inside ±(2^53 − 1). */
  int64(value: number): this {
    const at = this.#reserve(8);
    const high = Math.floor(value / TWO_TO_32);
    this.#buffer.writeInt32BE(high, at);
    this.#buffer.writeUInt32BE(value - high * TWO_TO_32, at + 4);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  unsignedVarint(value: number): this {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.int8((((rest & 0x7f) | 0x80) << 24) >> 24);
      rest >>>= 7;
    }
    return this.int8(rest);
  }

  raw(bytes: Uint8Array): this {
    const at = this.#reserve(bytes.length);
    this.#buffer.set(bytes, at);
    return this;
  }

  string(value: string): this {
    const size = Buffer.byteLength(value);
    if (this.flexible) this.unsignedVarint(size + 1);
    else this.int16(size);
    const at = this.#reserve(size);
    this.#buffer.write(value, at, 'utf8');
    return this;
  }

  nullableString(value: string | null): this {
    if (value !== null) return this.string(value);
    return this.flexible ? this.unsignedVarint(0) : this.int16(-1);
  }

  byteString(value: Uint8Array): this {
    if (this.flexible) this.unsignedVarint(value.length + 1);
    else this.int32(value.length);
    return this.raw(value);
  }

  array<Item>(items: readonly Item[], write: (item: Item) => void): this {
    if (this.flexible) this.unsignedVarint(items.length + 1);
    else this.int32(items.length);
    for (const item of items) write(item);
    return this;
  }

  nullableArray<Item>(items: readonly Item[] | null, write: (item: Item) => void): this {
    if (items !== null) return this.array(items, write);
    return this.flexible ? this.unsignedVarint(0) : this.int32(-1);
  }

  /** Ends a structure: no tagged fields in the flexible encoding, nothing in the classic one. */
  endStructure(): this {
    return this.flexible ? this.unsignedVarint(0) : this;
  }

  /** Puts the size of everything after the first four bytes into those four bytes. */
  patchSize(): this {
    this.#buffer.writeInt32BE(this.#length - 4, 0);
    return this;
  }
}
