// @ts-check
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../set-up.mjs';
import { median } from './comparison.mjs';

/**
 * The article's job from the command line, as `npm start` runs it: what its process has used, all threads together.
 *
 * @param {{ readonly runs: number }} options
 * @returns {readonly import('./measures.mjs').Measure[]}
 */
export function measureArticleJob({ runs }) {
  const used = Array.from({ length: runs }, () => {
    process.stderr.write('.');
    return usageOfRun();
  });
  return [
    { what: 'CPU', value: median(used.map(({ cpuSeconds }) => cpuSeconds)), unit: 's', atMost: 0.6 },
    { what: 'peak', value: median(used.map(({ peakMb }) => peakMb)), unit: 'MB', atMost: 120 },
  ];
}

/** @returns {{ readonly cpuSeconds: number, readonly peakMb: number }} */
function usageOfRun() {
  const report = pathToFileURL(join(root, 'tools/bench/usage-report.mjs')).href;
  const args = ['--import', report, 'packages/millrace/bin/millrace.js', 'run', 'examples/sell-total/job.ts'];
  const { status, stderr, output } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`The article's job failed:\n${stderr}`);
  return JSON.parse(output[3] ?? '');
}
