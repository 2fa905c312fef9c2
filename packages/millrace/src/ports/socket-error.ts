import { MillraceError } from '../model/millrace-error.js';

/** What to do next, by the reason that the host gives. */
const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Is the program there, and does it listen at this port?',
  ENOTFOUND: 'Is the name right?',
  ETIMEDOUT: 'Is it reachable from here?',
};

/**
 * The error for a connection that cannot be made, or broke.
 *
 * @param reason a short code, such as `ECONNREFUSED`.
 */
export function socketFailed(host: string, port: number, reason: string, cause?: unknown): MillraceError {
  const hint = HINTS[reason];
  return new MillraceError('SOCKET_FAILED', `The connection to ${host}:${port} failed: ${reason}.`, {
    facts: { host, port, reason },
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
