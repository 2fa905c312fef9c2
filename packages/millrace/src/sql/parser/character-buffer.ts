/** Gathers characters of a text one by one; adding single characters to a string would make as many strings. */
export class CharacterBuffer {
  private codes = new Uint16Array(64);
  private length = 0;

  /** Adds one UTF-16 unit. */
  add(code: number): void {
    if (this.length === this.codes.length) {
      const larger = new Uint16Array(this.length * 2);
      larger.set(this.codes);
      this.codes = larger;
    }
    this.codes[this.length++] = code;
  }

  /** Adds a character by its code point. */
  addCodePoint(point: number): void {
    if (point > 0xffff) {
      this.add(0xd800 + ((point - 0x10000) >> 10));
      this.add(0xdc00 + ((point - 0x10000) & 0x3ff));
    } else this.add(point);
  }

  toString(): string {
    let text = '';
    for (let at = 0; at < this.length; at += 8192) {
      text += Reflect.apply(String.fromCharCode, undefined, this.codes.subarray(at, Math.min(at + 8192, this.length)));
    }
    return text;
  }
}
