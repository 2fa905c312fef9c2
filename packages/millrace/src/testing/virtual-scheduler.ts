import { MillraceError } from '../model/millrace-error.js';
import type { Scheduler } from '../ports/scheduler.js';

/** How many turns of the microtask queue without new work count as idle. */
const QUIET_TURNS = 64;

/** How many pieces of work one `settle` runs before it says that the job never comes to rest. */
const MOST_WORK = 10_000_000;

/** Runs scheduled work in order, when told to. */
export interface VirtualScheduler extends Scheduler {
  /** Runs work, and what it schedules, until nothing is left to do. */
  settle(): Promise<void>;
}

export function createVirtualScheduler(): VirtualScheduler {
  let queue: (() => void)[] = [];
  return {
    soon(work) {
      queue.push(work);
    },
    async settle() {
      let done = 0;
      for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
        await Promise.resolve();
        while (queue.length > 0) {
          const works = queue;
          queue = [];
          for (const work of works) {
            work();
            await Promise.resolve();
          }
          quiet = 0;
          done += works.length;
          if (done > MOST_WORK)
            throw new MillraceError('HARNESS_NEVER_IDLE', `The job did not come to rest in ${MOST_WORK} steps.`);
        }
      }
    },
  };
}
