import type { Scheduler } from '../ports/scheduler.js';

/** Work goes behind what the event loop already has, so that sockets and timers have their turn. */
export const nodeScheduler: Scheduler = {
  soon(work) {
    setImmediate(work);
  },
};
