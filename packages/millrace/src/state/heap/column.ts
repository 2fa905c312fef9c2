import type { Slots } from '../../model/codec.js';

/** Rows of one chunk: row number `row` stands in chunk `row >> CHUNK_SHIFT`, at `(row & CHUNK_MASK) * width`. */
export const CHUNK_SHIFT = 16;
const CHUNK = 1 << CHUNK_SHIFT;
export const CHUNK_MASK = CHUNK - 1;
const FIRST_ROWS = 16;

/**
 * One column of a table: a value a row, undefined where there is none. Values of a few parts stand side by side in the
 * row, as their type's slot form says; `get` makes a new object of them then.
 *
 * Many rows stand in chunks, so that no growth copies them all, and memory comes back chunk by chunk. Chunks are large,
 * because with many keys the list of chunks must stay in the processor's cache; only the first one grows.
 */
export class Column {
  readonly chunks: unknown[][] = [];
  /** Places of a row. */
  readonly width: number;
  readonly form: Slots<unknown> | undefined;

  /** @param form lays the values out in places; undefined when each stands in one. */
  constructor(form?: Slots<unknown>) {
    this.form = form;
    this.width = form?.count ?? 1;
  }

  /** Only of a row that `reserve` has made room for. */
  get(row: number): unknown {
    const chunk = this.chunks[row >> CHUNK_SHIFT]!;
    const at = (row & CHUNK_MASK) * this.width;
    const first = chunk[at];
    return this.form === undefined || first === undefined ? first : this.form.take(chunk, at);
  }

  set(row: number, value: unknown): void {
    const chunk = this.chunks[row >> CHUNK_SHIFT]!;
    const at = (row & CHUNK_MASK) * this.width;
    if (this.form === undefined) chunk[at] = value;
    else if (value === undefined) chunk.fill(undefined, at, at + this.width);
    else this.form.put(value, chunk, at);
  }

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    const { chunks } = this;
    const room = chunks.length === 1 ? chunks[0]!.length / this.width : chunks.length * CHUNK;
    if (room >= rows) return;
    if (chunks.length <= 1 && room < CHUNK) this.growFirst(Math.min(CHUNK, Math.max(rows, 2 * room, FIRST_ROWS)));
    while (chunks.length * CHUNK < rows) chunks.push(emptyRows(CHUNK * this.width));
  }

  /** Gives memory back when only the first rows are left; the others are undefined already. */
  release(rows: number): void {
    const { chunks } = this;
    if (rows === 0) chunks.length = 0;
    while (chunks.length > 1 && (chunks.length - 1) * CHUNK > rows + CHUNK / 2) chunks.pop();
    if (chunks.length !== 1) return;
    const room = chunks[0]!.length / this.width;
    if (room > 1024 && rows < room / 4) chunks[0] = chunks[0]!.slice(0, (room / 2) * this.width);
  }

  private growFirst(rows: number): void {
    const grown = emptyRows(rows * this.width);
    const first = this.chunks[0] ?? [];
    for (let at = 0; at < first.length; at++) grown[at] = first[at];
    this.chunks[0] = grown;
  }
}

/** Filled at once, so that the engine knows them as an array of anything from the beginning. */
function emptyRows(places: number): unknown[] {
  return new Array<unknown>(places).fill(undefined);
}
