/** Cuts a stream of bytes at a delimiter, which may itself be cut by the pieces in which the bytes come. */
export class SplitBytes {
  private rest = new Uint8Array(0);
  /** How much of `rest` holds no delimiter. */
  private searched = 0;

  /** @param delimiter at least one byte. */
  constructor(private readonly delimiter: Uint8Array) {}

  /** Bytes behind the last delimiter. */
  get pending(): Uint8Array {
    return this.rest;
  }

  /** The records that end in these bytes, without their delimiters. They are views: copy what is kept. */
  *add(bytes: Uint8Array): Generator<Uint8Array> {
    const { delimiter } = this;
    const all = this.rest.length === 0 ? bytes : joined(this.rest, bytes);
    let start = 0;
    for (let end = indexOf(all, delimiter, this.searched); end >= 0; end = indexOf(all, delimiter, start)) {
      yield all.subarray(start, end);
      start = end + delimiter.length;
    }
    this.rest = all.slice(start);
    this.searched = Math.max(0, this.rest.length - delimiter.length + 1);
  }

  /** Takes what is left, at the end of the stream. */
  takePending(): Uint8Array {
    const { rest } = this;
    this.rest = new Uint8Array(0);
    this.searched = 0;
    return rest;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function indexOf(bytes: Uint8Array, delimiter: Uint8Array, from: number): number {
  const [first] = delimiter as unknown as [number];
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + delimiter.length > bytes.length) return -1;
    if (delimiter.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
