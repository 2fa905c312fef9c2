import type { Flow } from '../operator/flow.js';

/** How many records a source may still emit before it gives the task back. */
export class SourceTurn {
  private left = 0;

  constructor(private readonly flow: Flow) {}

  begin(limit: number): void {
    this.left = limit;
  }

  /** A record has been emitted: may the next one follow at once? */
  goesOn(): boolean {
    return --this.left > 0 && !this.flow.mustPause();
  }

  /** Something comes before the next record. */
  end(): void {
    this.left = 0;
  }
}
