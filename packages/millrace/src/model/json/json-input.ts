import { compileSource } from '../generated-code.js';
import { decodeUtf8 } from '../utf8.js';
import { type Bytes, PLAIN_TEXT } from './json-bytes.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
/** The most digits of a whole number that a JavaScript number surely holds. */
const EXACT_DIGITS = 15;
/** Powers of ten that a JavaScript number holds exactly: a division of exact numbers is rounded right. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
/** How many fields of an object are expected in the order in which they came last. */
const MAX_REMEMBERED_FIELDS = 256;
/** How deep a value may be nested that is passed over. */
const MAX_SKIPPED_DEPTH = 32;

/** Up to so many characters, a call into the engine's decoder takes longer than the characters. */
const SHORTEST_SLICE = 16;
/** The string of a few ASCII bytes: one call for each length, since a loop would make a string at each step. */
const shortText = compileSource<(bytes: Uint8Array, start: number, length: number) => string>(
  { text: String.fromCharCode },
  `return function shortText(b, s, length) { switch (length) { case 0: return ''; ${Array.from(
    { length: SHORTEST_SLICE },
    (_, i) => `case ${i + 1}: return text(${Array.from({ length: i + 1 }, (_, at) => `b[s + ${at}]`).join(', ')});`,
  ).join(' ')} } };`,
);

const NULL = asciiBytes('null');
const TRUE = asciiBytes('true');
const FALSE = asciiBytes('false');

const latin1 = new TextDecoder('latin1');

/** The bytes of text that is known to be ASCII. */
function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/**
 * Reads JSON from UTF-8 bytes for as long as it is plain, which most records are from beginning to end.
 *
 * At the first thing that is not (malformed text, a number of more than 15 digits, a value of another type) it gives up:
 * what it returns then means nothing, and whoever asked starts over with the parser that knows every case and every error.
 */
export class JsonInput {
  bytes: Bytes = new Uint8Array();
  position = 0;
  private end = 0;
  /** True once something was met that is not plain. */
  hasGivenUp = false;

  /** Begins to read the part of the bytes between two places. */
  begin(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.hasGivenUp = false;
  }

  /** Nothing but space follows, and nothing was met that is not plain. */
  endsHere(): boolean {
    this.skipSpace();
    return this.position === this.end && !this.hasGivenUp;
  }

  /** What is read next is not plain. */
  giveUp(): void {
    this.hasGivenUp = true;
  }

  /** Takes a character of punctuation, if it stands here. */
  takes(code: number): boolean {
    this.skipSpace();
    if (this.bytes[this.position] !== code) return false;
    this.position++;
    return true;
  }

  /** Takes `null`, if it stands here. */
  takesNull(): boolean {
    this.skipSpace();
    return this.bytes[this.position] === 0x6e && this.takesBytes(NULL);
  }

  boolean(): boolean {
    this.skipSpace();
    if (this.takesBytes(TRUE)) return true;
    if (!this.takesBytes(FALSE)) this.giveUp();
    return false;
  }

  /** A whole number of at most 15 digits. */
  integer(): number {
    this.skipSpace();
    const { bytes } = this;
    let at = this.position;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let value = 0;
    let code = bytes[at] as number;
    while (code >= ZERO && code <= NINE) {
      value = value * 10 + (code - ZERO);
      code = bytes[++at] as number;
    }
    const digits = at - first;
    const hasLeadingZero = bytes[first] === ZERO && (digits > 1 || isNegative);
    if (digits === 0 || digits > EXACT_DIGITS || hasLeadingZero || isFraction(code)) this.giveUp();
    this.position = at;
    return isNegative ? -value : value;
  }

  /** Any number, as a JavaScript number. */
  floating(): number {
    this.skipSpace();
    const { bytes } = this;
    const start = this.position;
    let at = start;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let value = 0;
    let code = bytes[at] as number;
    while (code >= ZERO && code <= NINE) {
      value = value * 10 + (code - ZERO);
      code = bytes[++at] as number;
    }
    let digits = at - first;
    if (digits === 0 || (bytes[first] === ZERO && digits > 1)) this.giveUp();
    let decimals = 0;
    if (code === POINT) {
      code = bytes[++at] as number;
      const point = at;
      while (code >= ZERO && code <= NINE) {
        value = value * 10 + (code - ZERO);
        code = bytes[++at] as number;
      }
      decimals = at - point;
      digits += decimals;
      if (decimals === 0) this.giveUp();
    }
    this.position = at;
    if (isFraction(code) || digits > EXACT_DIGITS) return this.floatingText(start);
    const magnitude = value / (POWERS_OF_TEN[decimals] as number);
    return isNegative ? -magnitude : magnitude;
  }

  /** A number whose digits are too many for arithmetic, or that has an exponent. The place is behind its decimals. */
  private floatingText(start: number): number {
    const { bytes } = this;
    let at = this.position;
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      at++;
      if (bytes[at] === 0x2b || bytes[at] === MINUS) at++;
      const first = at;
      while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at++;
      if (at === first) this.giveUp();
    }
    if (bytes[at] === POINT) this.giveUp();
    this.position = at;
    return Number(this.text(start, at));
  }

  string(): string {
    this.skipSpace();
    const { bytes } = this;
    let at = this.position;
    if (bytes[at++] !== QUOTE) {
      this.giveUp();
      return '';
    }
    const start = at;
    while (PLAIN_TEXT[bytes[at] as number] === 1) at++;
    if (bytes[at] !== QUOTE) return this.anyString(start);
    this.position = at + 1;
    return this.text(start, at);
  }

  /** A string that may hold escapes, or more than ASCII. */
  private anyString(start: number): string {
    const { bytes } = this;
    let hasEscapes = false;
    let at = start;
    for (let code = bytes[at] as number; code !== QUOTE; code = bytes[++at] as number) {
      if (code === BACKSLASH) {
        hasEscapes = true;
        at++;
      } else if (!(code >= 0x20)) {
        this.giveUp();
        return '';
      }
    }
    this.position = at + 1;
    const text = decodeUtf8(bytes.subarray(start, at));
    const string = text !== undefined && hasEscapes ? withoutEscapes(text) : text;
    if (string === undefined) this.giveUp();
    return string ?? '';
  }

  /**
   * The number of the field that begins here, and the place behind its colon; −1 for one that is none of the names.
   *
   * @param turn how many fields of this object came before: objects of a stream mostly have their fields in the same order.
   */
  field(names: FieldNames, turn: number): number {
    this.skipSpace();
    const { order, quoted } = names;
    let field = order[turn];
    if (field === undefined || !this.takesBytes(quoted[field] as Uint8Array)) {
      field = quoted.findIndex((name) => this.takesBytes(name));
      if (field < 0) this.skipName();
      else if (turn < MAX_REMEMBERED_FIELDS) order[turn] = field;
    }
    if (!this.takes(0x3a)) this.giveUp();
    return field;
  }

  private skipName(): void {
    const start = this.position;
    if (this.bytes[start] !== QUOTE) this.giveUp();
    else this.string();
    // Behind an escape may be any of the names.
    for (let at = start; at < this.position; at++) if (this.bytes[at] === BACKSLASH) this.giveUp();
  }

  /** Passes over a value of any kind. */
  skipValue(depth = 0): void {
    this.skipSpace();
    const code = this.bytes[this.position] as number;
    if (depth > MAX_SKIPPED_DEPTH) this.giveUp();
    else if (code === QUOTE) this.string();
    else if (code === 0x7b) this.skipMembers(0x7d, depth);
    else if (code === 0x5b) this.skipMembers(0x5d, depth);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) this.floating();
    else if (!this.takesNull()) this.boolean();
  }

  /** The members of an object or array, up to its closing bracket. */
  private skipMembers(closing: number, depth: number): void {
    this.position++;
    if (this.takes(closing)) return;
    do {
      if (closing === 0x7d) {
        this.string();
        if (!this.takes(0x3a)) this.giveUp();
      }
      this.skipValue(depth + 1);
      if (this.hasGivenUp) return;
    } while (this.takes(0x2c));
    if (!this.takes(closing)) this.giveUp();
  }

  /** Takes these bytes, if they stand here. */
  private takesBytes(wanted: Uint8Array): boolean {
    const { bytes, position } = this;
    const { length } = wanted;
    for (let i = 0; i < length; i++) if (bytes[position + i] !== wanted[i]) return false;
    this.position = position + length;
    return true;
  }

  private skipSpace(): void {
    // One look in most records, which have none.
    if ((this.bytes[this.position] as number) <= 0x20) this.skipSpaces();
  }

  private skipSpaces(): void {
    const { bytes } = this;
    let at = this.position;
    for (let code = bytes[at]; code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; ) code = bytes[++at];
    this.position = at;
  }

  private text(start: number, end: number): string {
    const { bytes } = this;
    if (end - start <= SHORTEST_SLICE) return shortText(bytes, start, end - start);
    if (bytes.latin1Slice !== undefined) return bytes.latin1Slice(start, end);
    return latin1.decode(bytes.subarray(start, end));
  }
}

/** The names of an object's fields, as they stand in JSON, and the order in which they came last. */
export interface FieldNames {
  readonly quoted: readonly Uint8Array[];
  readonly order: number[];
}

/** Does a number go on as a fraction or with an exponent? */
function isFraction(code: number): boolean {
  return code === POINT || code === 0x65 || code === 0x45;
}

/** The string that text between quotes stands for; undefined when an escape is wrong. */
function withoutEscapes(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}
