import { DataWriter } from '../../model/data-writer.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeSpec } from '../../model/type-information.js';
import type { FrozenState, OperatorStateSnapshot, RedistributionMode, SnapshotSink } from '../snapshot.js';

/** Items that are written between two pauses. */
const ITEMS_WRITTEN_AT_ONCE = 512;

/** One operator state as it was frozen. */
export interface FrozenOperatorItems {
  readonly name: string;
  readonly mode: RedistributionMode;
  readonly types: Readonly<Record<string, TypeSpec>>;
  readonly items: Iterable<(out: DataWriter) => void>;
}

/** A frozen version of an operator's state. */
export class FrozenOperatorState implements FrozenState {
  private readonly states: readonly FrozenOperatorItems[];
  private readonly undecoded: readonly OperatorStateSnapshot[];
  private readonly release: () => void;
  private phase: 'frozen' | 'writing' | 'gone' = 'frozen';

  constructor(
    states: readonly FrozenOperatorItems[],
    undecoded: readonly OperatorStateSnapshot[],
    release: () => void,
  ) {
    this.states = states;
    this.undecoded = undecoded;
    this.release = release;
  }

  async write(sink: SnapshotSink, pause: () => Promise<void>): Promise<void> {
    this.checkPhase('frozen');
    this.phase = 'writing';
    for (const { name, mode, types, items } of this.states) {
      const written = await this.writeItems(items, pause);
      await sink.operatorState({ name, mode, types, items: written });
      this.checkPhase('writing');
    }
    for (const state of this.undecoded) {
      await sink.operatorState(state.mode === 'union' ? { ...state, ofAllSubtasks: true } : state);
      this.checkPhase('writing');
    }
    this.discard();
  }

  discard(): void {
    if (this.phase === 'gone') return;
    this.phase = 'gone';
    this.release();
  }

  private async writeItems(
    items: Iterable<(out: DataWriter) => void>,
    pause: () => Promise<void>,
  ): Promise<Uint8Array[]> {
    const out = new DataWriter();
    const written: Uint8Array[] = [];
    for (const item of items) {
      out.reset();
      item(out);
      written.push(out.toBytes());
      if (written.length % ITEMS_WRITTEN_AT_ONCE !== 0) continue;
      await pause();
      this.checkPhase('writing');
    }
    return written;
  }

  private checkPhase(expected: 'frozen' | 'writing'): void {
    if (this.phase === expected) return;
    throw this.phase === 'gone'
      ? new MillraceError('SNAPSHOT_DISCARDED', 'This frozen state has been discarded, or written already.')
      : new MillraceError('SNAPSHOT_IN_PROGRESS', 'This frozen state is being written already.');
  }
}
