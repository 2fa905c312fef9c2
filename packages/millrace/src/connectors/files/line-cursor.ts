/** What ends a line: a line feed, and a carriage return before it is dropped. */
export interface LineEnding {
  /** Bytes of a line feed, and of a carriage return. */
  readonly width: number;
  /** Where the first line feed from `start` on, which begins a line, stands before `end`; -1 when there is none. */
  findFeed(bytes: Uint8Array, start: number, end: number): number;
  isReturn(bytes: Uint8Array, position: number): boolean;
}

/** Of UTF-8, and of every character set in which 10 is a line feed and nothing else. */
export const byteLineEnding: LineEnding = {
  width: 1,
  findFeed(bytes, start, end) {
    const found = bytes.indexOf(10, start);
    return found < end ? found : -1;
  },
  isReturn: (bytes, position) => bytes[position] === 13,
};

/** Goes through the lines of a piece of a file. */
export class LineCursor {
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the line begins. */
  start = 0;
  /** Behind the line, without its ending. */
  end = 0;
  /** Where the next line begins. */
  position = 0;
  private pieceEnd = 0;
  private isLast = false;

  constructor(private readonly ending: LineEnding) {}

  begin(bytes: Uint8Array, start: number, end: number, isLast: boolean): void {
    this.bytes = bytes;
    this.position = start;
    this.pieceEnd = end;
    this.isLast = isLast;
  }

  /** @returns false when no whole line is left. */
  next(): boolean {
    const { bytes, pieceEnd, ending } = this;
    const start = this.position;
    const feed = start < pieceEnd ? ending.findFeed(bytes, start, pieceEnd) : -1;
    if (feed === -1 && (!this.isLast || start >= pieceEnd)) return false;
    const end = feed === -1 ? pieceEnd : feed;
    this.start = start;
    this.position = feed === -1 ? pieceEnd : feed + ending.width;
    this.end = end - start >= ending.width && ending.isReturn(bytes, end - ending.width) ? end - ending.width : end;
    return true;
  }
}
