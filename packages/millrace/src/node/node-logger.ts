import type { Logger as PinoLogger } from 'pino';
import type { Logger } from '../operator/operator-context.js';

type Level = keyof Logger;

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];

/**
 * A structured logger on standard error. Its library is loaded with the first line that is written.
 *
 * @param level the lowest level that is written. Default `info`, or what `MILLRACE_LOG_LEVEL` says.
 */
export function nodeLogger(
  bindings: Readonly<Record<string, unknown>>,
  level: string = process.env['MILLRACE_LOG_LEVEL'] ?? 'info',
): Logger {
  let loading: Promise<PinoLogger> | undefined;
  const load = async () => {
    const { default: pino } = await import('pino');
    return pino(
      { level, base: { ...bindings }, timestamp: pino.stdTimeFunctions.isoTime },
      pino.destination({ dest: 2, sync: true }),
    );
  };
  const write =
    (line: Level) =>
    (message: string, facts: Readonly<Record<string, unknown>> = {}) => {
      if (LEVELS.indexOf(line) < LEVELS.indexOf(level as Level)) return;
      loading ??= load();
      void loading.then((logger) => logger[line]({ ...facts }, message));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
