import type { Unfinished } from '../operator/flow.js';
import type { OperatorInstance } from './operator-instance.js';

/** What the operators of a task could not finish because they had to pause, and who waits for it. */
export class UnfinishedWork {
  private entries: { readonly instance: OperatorInstance; readonly work: Unfinished }[] = [];
  private waiting: { readonly condition: () => boolean; readonly resolve: () => void }[] = [];

  constructor(private readonly wake: () => void) {}

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  /** True while a record is only partly processed. */
  get isMidRecord(): boolean {
    return this.entries.some(({ work }) => work.midRecord);
  }

  add(instance: OperatorInstance, work: Unfinished): void {
    this.entries.push({ instance, work });
  }

  /**
   * Goes on with what may go on, and answers those who wait.
   *
   * @param midRecordOnly leave timers alone: one that fires now would leave before a barrier that its state is behind.
   */
  resume(midRecordOnly: boolean): void {
    // Work that waited for other work of its operator (timers for a record) goes on in the next round.
    while (this.entries.length > 0 && this.resumeOnce(midRecordOnly));
    this.answer();
  }

  /** Settles when a condition on what is unfinished holds; the task's turns go on with it meanwhile. */
  async when(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      this.waiting.push({ condition, resolve });
      this.wake();
    });
  }

  private resumeOnce(midRecordOnly: boolean): boolean {
    let hasFinished = false;
    for (const entry of [...this.entries]) {
      if ((midRecordOnly && !entry.work.midRecord) || !entry.work.resume()) continue;
      this.entries = this.entries.filter((each) => each !== entry);
      entry.instance.workDone(entry.work);
      hasFinished = true;
    }
    return hasFinished;
  }

  private answer(): void {
    if (this.waiting.length === 0) return;
    const answered = this.waiting.filter(({ condition }) => condition());
    this.waiting = this.waiting.filter((each) => !answered.includes(each));
    for (const { resolve } of answered) resolve();
  }
}
