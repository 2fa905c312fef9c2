import { SimpleStringSchema } from '../formats/simple-string-schema.js';
import type { LineEnding } from './line-cursor.js';
import { SchemaLines } from './schema-lines.js';
import type { RecordDecoder } from './stream-format.js';

/** Which byte of a unit comes first; `marked`: the byte order mark says it, and without one it is the high one. */
export type Utf16Order = 'little' | 'big' | 'marked';

/** Undefined when the character set is not UTF-16. */
export function utf16Order(charset: string): Utf16Order | undefined {
  const orders: Readonly<Record<string, Utf16Order>> = { 'utf-16le': 'little', 'utf-16be': 'big', 'utf-16': 'marked' };
  return orders[charset.toLowerCase()];
}

/** Lines of UTF-16, whose byte order mark is dropped. */
export class Utf16Lines implements RecordDecoder<string> {
  private lines: SchemaLines<string>;

  constructor(
    private readonly order: Utf16Order,
    private readonly invalid: 'fail' | 'replace',
  ) {
    this.lines = linesOf(order === 'little', invalid);
  }

  get value(): string {
    return this.lines.value;
  }

  get start(): number {
    return this.lines.start;
  }

  get position(): number {
    return this.lines.position;
  }

  readHeader(bytes: Uint8Array, start: number, end: number, isLast: boolean): number {
    if (end - start < 2) return isLast ? start : -1;
    const mark = ((bytes[start] as number) << 8) | (bytes[start + 1] as number);
    const isLittle = this.order === 'marked' ? mark === 0xfffe : this.order === 'little';
    this.lines = linesOf(isLittle, this.invalid);
    return mark === (isLittle ? 0xfffe : 0xfeff) ? start + 2 : start;
  }

  begin(bytes: Uint8Array, start: number, end: number, isLast: boolean): void {
    this.lines.begin(bytes, start, end, isLast);
  }

  next(): boolean {
    return this.lines.next();
  }
}

function linesOf(isLittle: boolean, invalid: 'fail' | 'replace'): SchemaLines<string> {
  const schema = new SimpleStringSchema({ charset: isLittle ? 'UTF-16LE' : 'UTF-16BE', invalid });
  return new SchemaLines(schema, utf16LineEnding(isLittle));
}

function utf16LineEnding(isLittle: boolean): LineEnding {
  const low = isLittle ? 0 : 1;
  const high = isLittle ? 1 : 0;
  const isUnit = (bytes: Uint8Array, position: number, unit: number) =>
    bytes[position + low] === unit && bytes[position + high] === 0;
  return {
    width: 2,
    findFeed(bytes, start, end) {
      for (let low10 = bytes.indexOf(10, start); low10 !== -1; low10 = bytes.indexOf(10, low10 + 1)) {
        const unit = low10 - low;
        if (unit + 2 > end) return -1;
        if ((unit - start) % 2 === 0 && isUnit(bytes, unit, 10)) return unit;
      }
      return -1;
    },
    isReturn: (bytes, position) => isUnit(bytes, position, 13),
  };
}
