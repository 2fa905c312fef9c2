import type { RuntimePorts } from '../runtime/ports.js';
import { nodeClock } from './node-clock.js';
import { nodeCompression } from './node-compression.js';
import { nodeFiles } from './node-files.js';
import { nodeLogger } from './node-logger.js';
import { nodeScheduler } from './node-scheduler.js';
import { nodeSockets } from './node-sockets.js';
import { nodeStandardOutput } from './node-standard-output.js';

let standardOutput: ReturnType<typeof nodeStandardOutput> | undefined;

/** What Node supplies to a job. */
export function nodePorts(jobName: string): RuntimePorts {
  standardOutput ??= nodeStandardOutput();
  return {
    clock: nodeClock,
    ttlClock: () => Date.now(),
    scheduler: nodeScheduler,
    random: { next: () => Math.random() },
    standardOutput,
    files: nodeFiles,
    compression: nodeCompression,
    sockets: nodeSockets,
    logger: nodeLogger({ job: jobName }),
  };
}
