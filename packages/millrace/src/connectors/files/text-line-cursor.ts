import { decodeUtf8 } from '../../model/utf8.js';
import { byteLineEnding, LineCursor } from './line-cursor.js';

/**
 * Goes through the lines of a piece of UTF-8.
 *
 * All lines of a piece are decoded in one call: that is several times faster than one call a line.
 */
export class TextLineCursor {
  private readonly lines = new LineCursor(byteLineEnding);
  private pieceStart = 0;
  private pieceEnd = 0;
  /** The text of all whole lines; undefined when some of it is not UTF-8. */
  private text: string | undefined;
  /** True when the text has a character for each byte. */
  private isAscii = false;
  private textStart = 0;
  private textEnd = 0;
  private textPosition = 0;
  private buffer: Buffer | undefined;

  get start(): number {
    return this.isAscii ? this.textStart + this.pieceStart : this.lines.start;
  }

  get position(): number {
    return this.isAscii ? Math.min(this.textPosition + this.pieceStart, this.pieceEnd) : this.lines.position;
  }

  begin(bytes: Uint8Array, start: number, end: number, isLast: boolean): void {
    // Without whole lines, the last one may be cut in the middle of a character.
    const pieceEnd = isLast ? end : Math.max(start, bytes.lastIndexOf(10, end - 1) + 1);
    this.lines.begin(bytes, start, pieceEnd, true);
    this.pieceStart = start;
    this.pieceEnd = pieceEnd;
    this.text = decodeUtf8(bytes.subarray(start, pieceEnd));
    this.isAscii = this.text?.length === pieceEnd - start;
    this.textStart = 0;
    this.textPosition = 0;
    this.buffer = undefined;
  }

  /** @returns false when no whole line is left. */
  next(): boolean {
    const { text } = this;
    if (!this.isAscii && !this.lines.next()) return false;
    if (text === undefined) return true;
    const start = this.textPosition;
    if (start >= text.length && this.isAscii) return false;
    const found = text.indexOf('\n', start);
    const feed = found === -1 ? text.length : found;
    this.textStart = start;
    this.textPosition = feed + 1;
    this.textEnd = feed > start && text.charCodeAt(feed - 1) === 13 ? feed - 1 : feed;
    return true;
  }

  /**
   * The line; undefined when it is not UTF-8. It may keep the text of the whole piece alive: for who copies from it, as a
   * parser does.
   */
  sharedText(): string | undefined {
    return this.text === undefined ? decodeUtf8(this.lineBytes()) : this.text.slice(this.textStart, this.textEnd);
  }

  /** The line, alone in memory; undefined when it is not UTF-8. */
  ownText(): string | undefined {
    if (this.text === undefined) return this.sharedText();
    const { start } = this;
    const { bytes } = this.lines;
    this.buffer ??= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!this.isAscii) return this.buffer.toString('utf8', start, this.lines.end);
    return this.buffer.toString('latin1', start, this.textEnd + this.pieceStart);
  }

  lineBytes(): Uint8Array {
    const { bytes, end } = this.lines;
    return bytes.subarray(this.start, this.isAscii ? this.textEnd + this.pieceStart : end);
  }
}
