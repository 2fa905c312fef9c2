/** Row numbers sorted by key group, in typed arrays: count all rows first, then place them, then ask. */
export class SortedRows {
  /** Behind the last row of each group; while rows are placed, where the next one goes. */
  private readonly ends: Int32Array;
  private rows = new Int32Array(0);

  constructor(groupCount: number) {
    this.ends = new Int32Array(groupCount);
  }

  count(group: number): void {
    this.ends[group]!++;
  }

  startPlacing(): void {
    let start = 0;
    for (let group = 0; group < this.ends.length; group++) {
      const count = this.ends[group]!;
      this.ends[group] = start;
      start += count;
    }
    this.rows = new Int32Array(start);
  }

  place(row: number, group: number): void {
    this.rows[this.ends[group]!++] = row;
  }

  /** The rows of a group, in ascending order. */
  of(group: number): Int32Array {
    return this.rows.subarray(this.startOf(group), this.ends[group]);
  }

  /** The groups that have rows, in ascending order. */
  *groups(): Generator<number> {
    for (let group = 0; group < this.ends.length; group++) {
      if (this.ends[group]! > this.startOf(group)) yield group;
    }
  }

  private startOf(group: number): number {
    return group === 0 ? 0 : this.ends[group - 1]!;
  }
}
