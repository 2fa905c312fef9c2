import type { Unfinished } from '../operator/flow.js';
import type { Head } from './head.js';
import { SourceHead } from './source-head.js';

/** Knows whose record a task has in hand, so that an error of work that had to pause still says where it comes from. */
export class RecordInHand {
  private head: SourceHead | undefined;

  /** Lets a head give records. */
  run(head: Head, limit: number): boolean {
    this.head = head instanceof SourceHead ? head : undefined;
    const worked = head.run(limit);
    this.head = undefined;
    return worked;
  }

  /** Work that had to pause, with the record that it came from. */
  work(work: Unfinished): Unfinished {
    const { head } = this;
    if (head === undefined) return work;
    return {
      get midRecord() {
        return work.midRecord;
      },
      resume: () => {
        this.head = head;
        try {
          return work.resume();
        } catch (cause) {
          throw work.midRecord ? head.located(cause) : cause;
        } finally {
          this.head = undefined;
        }
      },
    };
  }
}
