import type { OperatorInstance } from './operator-instance.js';
import type { EntryOrder, EntryView } from './sort/entry.js';
import type { CursorState } from './sort/merge.js';

/** One of the gathered inputs of an operator. */
export interface GatheredInput {
  readonly state: 'gathering' | CursorState;
  /** The record that it gives next, when its state is `entry`. */
  readonly entry: EntryView;
}

/** The gathered inputs of one operator, which give the records of a key together, in the order of their timestamps. */
export class KeyTurns {
  private readonly inputs: GatheredInput[] = [];
  private areOthersOver = false;
  /** The key whose records are being given, when the operator must know its end. */
  private key: Uint8Array | undefined;

  /**
   * @param others the edges of the operator that are not gathered: they come first.
   * @param oneKeyAtATime the operator is told of the end of each key.
   */
  constructor(
    private readonly instance: OperatorInstance,
    private readonly order: EntryOrder,
    private readonly others: readonly number[],
    private readonly oneKeyAtATime: boolean,
  ) {}

  /** To be called in the order of the inputs. */
  add(input: GatheredInput): void {
    this.inputs.push(input);
  }

  /** May this input go on, with its next record or its end? */
  isTurnOf(input: GatheredInput): boolean {
    if (!this.areOthersOver) {
      this.areOthersOver = this.others.every((other) => this.instance.endedEdges.has(other));
      if (!this.areOthersOver) return false;
    }
    return this.inputs.length === 1 || input.state === 'end' || this.isFirst(input);
  }

  /** Called before a record is given; the key before may be over. What then has to pause is handed to the task. */
  beginRecord(entry: EntryView): void {
    if (!this.oneKeyAtATime || (this.key !== undefined && entry.hasKey(this.key))) return;
    this.endKey();
    this.key = entry.key();
  }

  /** Called before an input ends. */
  endInput(): void {
    if (this.inputs.every(({ state }) => state === 'end')) this.endKey();
  }

  private endKey(): void {
    if (this.key === undefined) return;
    this.key = undefined;
    this.instance.endKey();
  }

  private isFirst(input: GatheredInput): boolean {
    let isBehind = true;
    for (const other of this.inputs) {
      if (other === input) {
        isBehind = false;
      } else if (other.state === 'entry') {
        const order = this.order(input.entry, other.entry);
        if (order > 0 || (order === 0 && isBehind)) return false;
      } else if (other.state !== 'end') {
        return false;
      }
    }
    return true;
  }
}
