import type { Clock } from './clock.js';
import type { Compression } from './compression.js';
import type { Files } from './files.js';
import type { Random } from './random.js';
import type { Sockets } from './sockets.js';
import type { StandardOutput } from './standard-output.js';

/** The outside as sources and sinks reach it, whatever their host is. */
export interface ConnectorPorts {
  /** Wall-clock time, and timers of the connector's own. */
  readonly clock: Clock;
  readonly files: Files;
  readonly compression: Compression;
  readonly random: Random;
  readonly sockets: Sockets;
  readonly standardOutput: StandardOutput;
}

/** The ports out of whatever has them. */
export function connectorPorts(ports: ConnectorPorts): ConnectorPorts {
  const { clock, files, compression, random, sockets, standardOutput } = ports;
  return { clock, files, compression, random, sockets, standardOutput };
}
