import type { Logger } from '../operator/operator-context.js';
import { seededRandom } from '../ports/seeded-random.js';
import type { StandardOutput } from '../ports/standard-output.js';
import type { RuntimePorts } from '../runtime/ports.js';
import { noCompression } from './no-compression.js';
import { createVirtualClock, type VirtualClock } from './virtual-clock.js';
import { createVirtualFiles, type VirtualFiles } from './virtual-files.js';
import { createVirtualScheduler, type VirtualScheduler } from './virtual-scheduler.js';
import { createVirtualSockets, type VirtualSockets } from './virtual-sockets.js';

/** A host without a machine: time stands still until it is moved, work runs when it is told to. */
export interface VirtualHost {
  readonly ports: RuntimePorts;
  readonly clock: VirtualClock;
  readonly scheduler: VirtualScheduler;
  readonly files: VirtualFiles;
  readonly sockets: VirtualSockets;
  /** What was printed. */
  readonly lines: readonly string[];
  /** What was logged, as `level: message`. */
  readonly logs: readonly string[];
  /** Moves the clock of state time-to-live, which is not that of processing time. */
  setTtlTime(timeMs: number): void;
}

/**
 * @param seed of the host's randomness. Default 1.
 * @param lookMs see `createVirtualClock`.
 */
export function createVirtualHost(seed = 1, lookMs = 0): VirtualHost {
  const clock = createVirtualClock(0, lookMs);
  const scheduler = createVirtualScheduler();
  const files = createVirtualFiles(clock);
  const sockets = createVirtualSockets();
  const lines: string[] = [];
  const logs: string[] = [];
  let ttlTime = 0;
  const standardOutput: StandardOutput = {
    writeLine(line) {
      lines.push(line);
      return true;
    },
    drained: async () => {},
    flush: async () => {},
  };
  const log = (level: string) => (message: string) => {
    logs.push(`${level}: ${message}`);
  };
  const logger: Logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  return {
    clock,
    scheduler,
    files,
    sockets,
    lines,
    logs,
    ports: {
      clock,
      scheduler,
      standardOutput,
      files,
      compression: noCompression,
      sockets,
      logger,
      random: seededRandom(seed),
      ttlClock: () => ttlTime,
    },
    setTtlTime(timeMs) {
      ttlTime = timeMs;
    },
  };
}
