import { MillraceError } from '../model/millrace-error.js';
import { nameHint } from '../model/nearest-name.js';
import type { Logger } from '../operator/operator-context.js';

/** How important a line of a log is. */
export type LogLevel = keyof Logger;

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * The lowest level that is written: what the environment variable `MILLRACE_LOG_LEVEL` says. Default `info`.
 *
 * @throws MillraceError `LOG_LEVEL_UNKNOWN` for a name that is no level.
 */
export function logLevel(name: string | undefined = process.env['MILLRACE_LOG_LEVEL']): LogLevel {
  if (name === undefined || name === '') return 'info';
  const level = LEVELS.find((each) => each === name);
  if (level !== undefined) return level;
  const hint = nameHint(name, LEVELS);
  throw new MillraceError('LOG_LEVEL_UNKNOWN', `MILLRACE_LOG_LEVEL is '${name}', which is no level.`, {
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Takes the lines of a log. */
export type LogWriter = (level: LogLevel, message: string, facts: Readonly<Record<string, unknown>>) => void;

/** A logger whose lines of a level and above go to `write`. */
export function createLogger(lowest: LogLevel, write: LogWriter): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, facts: Readonly<Record<string, unknown>> = {}) => {
      if (LEVELS.indexOf(level) >= LEVELS.indexOf(lowest)) write(level, message, facts);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
