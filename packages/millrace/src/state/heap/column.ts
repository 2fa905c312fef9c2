/** Rows of one chunk. */
const SHIFT = 16;
const CHUNK = 1 << SHIFT;
const MASK = CHUNK - 1;
const FIRST_ROWS = 16;

/**
 * One column of a table: a value a row, undefined where there is none.
 *
 * Many rows stand in chunks, so that no growth copies them all, and memory comes back chunk by chunk. Chunks are large,
 * because with many keys the list of chunks must stay in the processor's cache; only the first one grows.
 */
export class Column {
  private readonly chunks: unknown[][] = [];

  /** Only of a row that `reserve` has made room for. */
  get(row: number): unknown {
    return this.chunks[row >> SHIFT]![row & MASK];
  }

  set(row: number, value: unknown): void {
    this.chunks[row >> SHIFT]![row & MASK] = value;
  }

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    const { chunks } = this;
    const room = chunks.length === 1 ? chunks[0]!.length : chunks.length * CHUNK;
    if (room >= rows) return;
    if (chunks.length <= 1 && room < CHUNK) this.growFirst(Math.min(CHUNK, Math.max(rows, 2 * room, FIRST_ROWS)));
    while (chunks.length * CHUNK < rows) chunks.push(emptyRows(CHUNK));
  }

  /** Gives memory back when only the first rows are left; the others are undefined already. */
  release(rows: number): void {
    const { chunks } = this;
    if (rows === 0) chunks.length = 0;
    while (chunks.length > 1 && (chunks.length - 1) * CHUNK > rows + CHUNK / 2) chunks.pop();
    if (chunks.length !== 1) return;
    const room = chunks[0]!.length;
    if (room > 1024 && rows < room / 4) chunks[0] = chunks[0]!.slice(0, room / 2);
  }

  private growFirst(rows: number): void {
    const grown = emptyRows(rows);
    const first = this.chunks[0] ?? [];
    for (let row = 0; row < first.length; row++) grown[row] = first[row];
    this.chunks[0] = grown;
  }
}

/** Filled at once, so that the engine knows them as an array of anything from the beginning. */
function emptyRows(count: number): unknown[] {
  return new Array<unknown>(count).fill(undefined);
}
