import type { DestinationStream } from 'pino';
import type { Logger } from '../operator/operator-context.js';
import { createLogger, type LogWriter, logLevel } from './log-level.js';

/**
 * A structured logger on standard error. Its library is loaded with the first line that is written.
 *
 * @param level the lowest level that is written. Default `info`, or what `MILLRACE_LOG_LEVEL` says.
 */
export function nodeLogger(
  bindings: Readonly<Record<string, unknown>>,
  level: string | undefined = process.env['MILLRACE_LOG_LEVEL'],
): Logger {
  let loading: ReturnType<typeof openLog> | undefined;
  return createLogger(logLevel(level), (line, message, facts) => {
    loading ??= openLog();
    void loading.then((log) => log(line, message, { ...bindings, ...facts }));
  });
}

/**
 * Loads the library, and gives a log that writes every level.
 *
 * @param destination where the lines go. Default: standard error, synchronously.
 */
export async function openLog(destination?: DestinationStream): Promise<LogWriter> {
  const { default: pino } = await import('pino');
  const log = pino(
    { level: 'debug', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
  return (level, message, facts) => log[level](facts, message);
}
