import { MillraceError } from '../model/millrace-error.js';
import type { Scheduler } from '../ports/scheduler.js';

/** How many turns of the microtask queue without new work count as idle. */
const QUIET_TURNS = 1024;

/** How many pieces of work one `settle` runs before it says that the job never comes to rest. */
const MOST_WORK = 10_000_000;

/** Runs scheduled work in order, when told to. */
export interface VirtualScheduler extends Scheduler {
  /**
   * Runs work, and what it schedules, until nothing is left to do.
   *
   * @param limit stop after so many pieces of work.
   */
  settle(limit?: number): Promise<void>;
}

export function createVirtualScheduler(): VirtualScheduler {
  const queue: (() => void)[] = [];
  return {
    soon(work) {
      queue.push(work);
    },
    async settle(limit = Number.POSITIVE_INFINITY) {
      let done = 0;
      for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
        await Promise.resolve();
        while (queue.length > 0) {
          const work = queue.shift() as () => void;
          work();
          await Promise.resolve();
          quiet = 0;
          done++;
          if (done >= limit) return;
          if (done > MOST_WORK)
            throw new MillraceError('HARNESS_NEVER_IDLE', `The job did not come to rest in ${MOST_WORK} steps.`);
        }
      }
    },
  };
}
