import { MillraceError } from '../../model/millrace-error.js';
import { describeValue } from '../../model/type-mismatch.js';

/** Where a program listens. */
export interface SocketAddress {
  /** A name or an address. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** @throws MillraceError `SOCKET_OPTION_INVALID` when it is no address. */
export function checkAddress(host: unknown, port: unknown): SocketAddress {
  if (typeof host !== 'string' || host === '') throw invalidOption('host', 'a name or an address', host);
  if (!Number.isInteger(port) || (port as number) < 1 || (port as number) > 65_535)
    throw invalidOption('port', 'a whole number from 1 to 65535', port);
  return { host, port: port as number };
}

/** The error for a setting of a socket source or sink that does not fit. */
export function invalidOption(name: string, needed: string, seen: unknown): MillraceError {
  return new MillraceError('SOCKET_OPTION_INVALID', `${name} must be ${needed}, but is ${describeValue(seen)}.`, {
    facts: { option: name, seen: describeValue(seen) },
  });
}
