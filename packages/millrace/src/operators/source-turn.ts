import type { Flow } from '../operator/flow.js';

/** How many records a source may still emit before it gives the task back. */
export class SourceTurn {
  private left = 0;
  private limit = 0;

  constructor(private readonly flow: Flow) {}

  begin(limit: number): void {
    this.limit = limit;
    this.left = limit;
  }

  /** A record has been emitted: may the next one follow at once? */
  goesOn(): boolean {
    return --this.left > 0 && !this.flow.isBlocked;
  }

  /** Something comes before the next record. */
  end(): void {
    if (this.left <= 0) return;
    this.limit -= this.left;
    this.left = 0;
  }

  /** How many records have been emitted since `begin`. */
  get taken(): number {
    return this.limit - this.left;
  }
}
