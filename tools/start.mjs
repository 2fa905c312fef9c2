// @ts-check
/** `npm start [-- arguments]`: makes the clone ready and runs the example job, its rows on standard output. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root, setUp } from './set-up.mjs';

setUp();

const command = ['packages/millrace/bin/millrace.js', 'run', 'examples/sell-total/job.ts'];
const job = spawn(process.execPath, [...command, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });

// Ctrl-C reaches the job by itself, as it is in the same process group. A signal to this process alone is passed on.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    if (signal === 'SIGTERM' || !process.stdin.isTTY) job.kill(signal);
  });
}
job.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});
