import { Types } from '../../model/types.js';
import { SimpleStringSchema } from '../formats/simple-string-schema.js';
import { byteLineEnding } from './line-cursor.js';
import { SchemaLines } from './schema-lines.js';
import type { RecordDecoder, StreamFormat } from './stream-format.js';
import { TextLineCursor } from './text-line-cursor.js';
import { Utf16Lines, utf16Order } from './utf16-lines.js';

/** How lines of text are read. */
export interface TextLineOptions {
  /** What becomes of bytes that are no text of the character set: an error, or U+FFFD. Default `fail`. */
  readonly invalid?: 'fail' | 'replace';
}

/**
 * Lines of text, without their ending: a line feed, or a carriage return and a line feed. A byte order mark at the
 * beginning of a file is dropped.
 */
export function textLineFormat(charsetName = 'UTF-8', options: TextLineOptions = {}): StreamFormat<string> {
  const { invalid = 'fail' } = options;
  const schema = new SimpleStringSchema({ charset: charsetName, invalid });
  const order = utf16Order(charsetName);
  const isStrictUtf8 = invalid === 'fail' && /^utf-?8$/i.test(charsetName);
  return {
    name: isStrictUtf8 ? 'text-lines' : `text-lines (${charsetName})`,
    isSplittable: order === undefined,
    producedType: () => Types.STRING(),
    createDecoder() {
      if (order !== undefined) return new Utf16Lines(order, invalid);
      return isStrictUtf8 ? new Utf8Lines(schema) : new SchemaLines(schema, byteLineEnding);
    },
  };
}

class Utf8Lines implements RecordDecoder<string> {
  value = '';
  private readonly lines = new TextLineCursor();

  constructor(private readonly schema: SimpleStringSchema) {}

  get start(): number {
    return this.lines.start;
  }

  get position(): number {
    return this.lines.position;
  }

  begin(bytes: Uint8Array, start: number, end: number, isLast: boolean): void {
    this.lines.begin(bytes, start, end, isLast);
  }

  next(): boolean {
    const { lines } = this;
    if (!lines.next()) return false;
    this.value = lines.ownText() ?? this.schema.deserialize(lines.lineBytes());
    return true;
  }
}
