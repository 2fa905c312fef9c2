import type { Clock } from './clock.js';
import type { Compression } from './compression.js';
import type { Files } from './files.js';
import type { Sockets } from './sockets.js';
import type { StandardOutput } from './standard-output.js';

/** The outside as sources and sinks reach it, whatever their host is. */
export interface ConnectorPorts {
  /** Wall-clock time, and timers of the connector's own. */
  readonly clock: Clock;
  readonly files: Files;
  readonly compression: Compression;
  readonly sockets: Sockets;
  readonly standardOutput: StandardOutput;
}

/** The ports out of whatever has them. */
export function connectorPorts({ clock, files, compression, sockets, standardOutput }: ConnectorPorts): ConnectorPorts {
  return { clock, files, compression, sockets, standardOutput };
}
