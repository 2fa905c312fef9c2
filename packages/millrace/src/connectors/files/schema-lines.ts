import type { DeserializationSchema } from '../formats/schemas.js';
import { LineCursor, type LineEnding } from './line-cursor.js';
import type { RecordDecoder } from './stream-format.js';

/** Lines that a schema makes values of. Those of which it makes none are passed over. */
export class SchemaLines<T> implements RecordDecoder<T> {
  value!: T;
  private readonly lines: LineCursor;

  constructor(
    private readonly schema: DeserializationSchema<T>,
    ending: LineEnding,
  ) {
    this.lines = new LineCursor(ending);
  }

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
    const { lines, schema } = this;
    while (lines.next()) {
      const value = schema.deserialize(lines.bytes.subarray(lines.start, lines.end));
      if (value === undefined) continue;
      this.value = value;
      return true;
    }
    return false;
  }
}
