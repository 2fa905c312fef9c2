// @ts-check
/** `npm test [-- arguments]`: makes the clone ready and runs the tests; the arguments go to vitest. */
import { spawnSync } from 'node:child_process';
import { root, setUp } from './set-up.mjs';

setUp();

const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, vitest, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
process.exitCode = status ?? 1;
