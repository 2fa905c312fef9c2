import type { Logger } from '../operator/operator-context.js';
import type { ConnectorPorts } from '../ports/connector-ports.js';
import type { Random } from '../ports/random.js';
import type { Scheduler } from '../ports/scheduler.js';

/** What the host of a job supplies. */
export interface RuntimePorts extends ConnectorPorts {
  /** The clock of state time-to-live; hosts under test move it apart from processing time. */
  readonly ttlClock: () => number;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
}
