import type { HeapKeys } from './heap-keys.js';
import type { TableState } from './table-state.js';

/**
 * The incremental cleanup of TTL: goes round all keys for ever, a few steps at each call, and drops what has expired.
 * One step looks at one value, or a bounded part of a list or map.
 */
export class TtlSweep {
  private readonly keys: HeapKeys;
  private readonly states: readonly TableState[];
  private round: Iterator<void> | undefined = undefined;

  /** @param states all states of the back end; later ones are seen too. */
  constructor(keys: HeapKeys, states: readonly TableState[]) {
    this.keys = keys;
    this.states = states;
  }

  run(steps: number): void {
    for (let step = 0; step < steps; step++) {
      this.round ??= this.goRound();
      if (this.round.next().done !== true) continue;
      this.round = undefined;
      break;
    }
  }

  stop(): void {
    this.round = undefined;
  }

  private *goRound(): Generator<void> {
    for (let row = 0; row < this.keys.endRow; row++) {
      for (const { sweep } of this.states) {
        if (sweep !== undefined && row < this.keys.endRow) yield* sweep(row);
      }
    }
  }
}
