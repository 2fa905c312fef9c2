import type { Position } from '../ast/node.js';
import type { TokenKind } from './token-kind.js';

/** Tokens as columns, so that reading a text makes no object a token. */
export class TokenList {
  readonly kinds: TokenKind[] = [];
  count = 0;
  /** More tokens were to come than may be. */
  cut = false;
  private starts: Int32Array;
  private ends: Int32Array;
  private readonly lineStarts: number[] = [0];
  private lastLine = 0;

  constructor(readonly text: string) {
    const capacity = Math.min(text.length, 65_536) / 3 + 16;
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  /** Returns `end`, where the next token may begin. */
  add(kind: TokenKind, start: number, end: number): number {
    if (this.count === this.starts.length) {
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
    }
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.kinds[this.count++] = kind;
    return end;
  }

  addLine(start: number): void {
    this.lineStarts.push(start);
  }

  start(token: number): number {
    return this.starts[token]!;
  }

  end(token: number): number {
    return this.ends[token]!;
  }

  /** The characters of a token. */
  source(token: number): string {
    return this.text.slice(this.start(token), this.end(token));
  }

  /** From the first character of one token to the last of another. */
  position(first: number, last: number): Position {
    const offset = this.start(first);
    const line = this.lineOf(offset);
    return Object.freeze({ offset, line: line + 1, column: offset - this.lineStarts[line]! + 1, end: this.end(last) });
  }

  /** Nodes are made nearly in order, so the line is mostly that of the node before. */
  private lineOf(offset: number): number {
    const starts = this.lineStarts;
    let low = this.lastLine;
    if (offset >= starts[low]! && (low + 1 === starts.length || offset < starts[low + 1]!)) return low;
    low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    this.lastLine = low;
    return low;
  }
}

function grown(numbers: Int32Array): Int32Array {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
