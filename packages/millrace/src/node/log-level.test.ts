import { expect, it } from 'vitest';
import { createLogger, logLevel } from './log-level.js';

it('is info unless the environment says otherwise', () => {
  expect([logLevel(undefined), logLevel(''), logLevel('error')]).toEqual(['info', 'info', 'error']);
  expect(() => logLevel('wran')).toThrow(
    expect.objectContaining({ code: 'LOG_LEVEL_UNKNOWN', hint: "Did you mean 'warn'?" }),
  );
});

it('decides which lines are written', () => {
  const lines: unknown[] = [];
  const logger = createLogger('warn', (...line) => lines.push(line));
  logger.debug('a');
  logger.info('b', { n: 1 });
  logger.warn('c');
  logger.error('d', { n: 1 });
  expect(lines).toEqual([
    ['warn', 'c', {}],
    ['error', 'd', { n: 1 }],
  ]);
});
