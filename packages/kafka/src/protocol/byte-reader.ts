const TWO_TO_32 = 4294967296;

/**
 * Reads the primitive types of Kafka's protocol; the counterpart of `ByteWriter`.
 *
 * Reading past the end throws a `RangeError`, which the connection reports as a malformed answer.
 */
export class ByteReader {
  readonly buffer: Buffer;
  position: number;
  flexible = false;

  constructor(buffer: Buffer, position = 0) {
    this.buffer = buffer;
    this.position = position;
  }

  int8(): number {
    const value = this.buffer.readInt8(this.position);
    this.position += 1;
    return value;
  }

  int16(): number {
    const value = this.buffer.readInt16BE(this.position);
    this.position += 2;
    return value;
  }

  int32(): number {
    const value = this.buffer.readInt32BE(this.position);
    this.position += 4;
    return value;
  }

  /** A 64-bit integer as a number: exact inside ±(2^53 − 1), as offsets, producer ids and times are. */
  int64(): number {
    const high = this.buffer.readInt32BE(this.position);
    const low = this.buffer.readUInt32BE(this.position + 4);
    this.position += 8;
    return high * TWO_TO_32 + low;
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.buffer.readUInt8(this.position);
      this.position += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError('a variable-length integer is longer than five bytes');
  }

  #take(size: number): Buffer {
    const end = this.position + size;
    if (size < 0 || end > this.buffer.length)
      throw new RangeError(`${size} bytes announced, ${this.buffer.length - this.position} left`);
    const slice = this.buffer.subarray(this.position, end);
    this.position = end;
    return slice;
  }

  uuid(): string {
    return this.#take(16).toString('hex');
  }

  string(): string {
    return this.nullableString() ?? '';
  }

  nullableString(): string | null {
    const size = this.flexible ? this.unsignedVarint() - 1 : this.int16();
    return size < 0 ? null : this.#take(size).toString('utf8');
  }

  /** Bytes as a view on the answer's buffer; null stays null. */
  byteString(): Buffer | null {
    const size = this.flexible ? this.unsignedVarint() - 1 : this.int32();
    return size < 0 ? null : this.#take(size);
  }

  array<Item>(read: () => Item): Item[] {
    const count = this.flexible ? this.unsignedVarint() - 1 : this.int32();
    const items: Item[] = [];
    // A hostile count must not allocate: every item takes at least one byte, so reading ends with the buffer.
    for (let index = 0; index < count; index++) items.push(read());
    return items;
  }

  /** Ends a structure: steps over the tagged fields of the flexible encoding. */
  endStructure(): void {
    if (!this.flexible) return;
    const count = this.unsignedVarint();
    for (let index = 0; index < count; index++) {
      this.unsignedVarint();
      this.#take(this.unsignedVarint());
    }
  }
}
