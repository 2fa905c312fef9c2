import { MillraceError } from '../model/millrace-error.js';

/**
 * Refuses what is no source, or no sink, where it is given and not first when the job opens it.
 *
 * @throws MillraceError `CONNECTOR_INVALID`
 */
export function checkConnector(connector: unknown, method: string, what: string): void {
  if (
    typeof connector === 'object' &&
    connector !== null &&
    typeof (connector as Record<string, unknown>)[method] === 'function'
  )
    return;
  throw new MillraceError(
    'CONNECTOR_INVALID',
    `${what}, an object with ${method}; got ${connector === null ? 'null' : typeof connector}.`,
    {
      hint: 'Build it first (…builder()…build()), or write one against the Source and Sink contracts.',
    },
  );
}
