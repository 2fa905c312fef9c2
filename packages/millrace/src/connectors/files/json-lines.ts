import { type JsonReader, type JsonReaderOptions, jsonReader } from '../../model/json/json-reader.js';
import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import type { RecordDecoder, StreamFormat } from './stream-format.js';
import { TextLineCursor } from './text-line-cursor.js';

/** How lines of JSON are read. */
export type JsonLineOptions = JsonReaderOptions;

/** One JSON value a line, in UTF-8; lines with nothing but white space are passed over. */
export function jsonLineFormat<T>(
  typeInfo: TypeInformation<T> = Types.PICKLED_BYTE_ARRAY() as TypeInformation<T>,
  options: JsonLineOptions = {},
): StreamFormat<T> {
  const reader = jsonReader(typeInfo, options);
  return {
    name: 'json-lines',
    isSplittable: true,
    producedType: () => typeInfo,
    createDecoder: () => new JsonLines(reader),
  };
}

class JsonLines<T> implements RecordDecoder<T> {
  value!: T;
  private readonly lines = new TextLineCursor();

  constructor(private readonly reader: JsonReader<T>) {}

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
    const { lines, reader } = this;
    while (lines.next()) {
      const text = lines.sharedText();
      // Bytes that are not UTF-8: the reader says which.
      if (text === undefined) this.value = reader.readBytes(lines.lineBytes());
      else if (isBlank(text)) continue;
      else this.value = reader.read(text);
      return true;
    }
    return false;
  }
}

function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 0x20 && text.trim() === '');
}
