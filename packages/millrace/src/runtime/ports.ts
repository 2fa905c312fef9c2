import type { Logger } from '../operator/operator-context.js';
import type { Clock } from '../ports/clock.js';
import type { Compression } from '../ports/compression.js';
import type { Files } from '../ports/files.js';
import type { Random } from '../ports/random.js';
import type { Scheduler } from '../ports/scheduler.js';
import type { StandardOutput } from '../ports/standard-output.js';

/** What the host of a job supplies. */
export interface RuntimePorts {
  readonly clock: Clock;
  /** The clock of state time-to-live; hosts under test move it apart from processing time. */
  readonly ttlClock: () => number;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly standardOutput: StandardOutput;
  readonly files: Files;
  readonly compression: Compression;
  readonly logger: Logger;
}
