// @ts-check
/** Works of bench/works.mjs against the hand-written floor of the shared material, each run in a process of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../set-up.mjs';
import { compare } from './comparison.mjs';

/** Work → the least part of the floor's speed that we aim at. @type {Readonly<Record<string, number>>} */
export const FLOOR_WORKS = {
  'map-filter-map': 0.6,
  'keyed-reduce-1k': 0.35,
  'keyed-reduce-1m': 0.6,
  'keyed-string-10k': 0.35,
  'tumbling-count': 0.25,
  'session-count': 0.3,
  'sell-total': 0.3,
};

/**
 * The two alternate; equal results are part of the comparison.
 *
 * @param {string} work
 * @param {{ readonly pairs: number, readonly records: number | undefined }} options
 * @returns {import('./comparison.mjs').Comparison}
 */
export function compareWithFloor(work, { pairs, records }) {
  const floor = join(resolve(root, process.env['MILLRACE_SHARED'] ?? '../shared'), 'bench/baseline.mjs');
  if (!existsSync(floor)) {
    throw new Error(`The floor is not there: ${floor}. Set MILLRACE_SHARED to the folder of the shared material.`);
  }
  const ours = join(root, 'bench/works.mjs');
  const runs = Array.from({ length: pairs }, () => {
    process.stderr.write('.');
    return { floor: runWork(floor, work, records), ours: runWork(ours, work, records) };
  });
  return compare(work, FLOOR_WORKS[work] ?? 0, runs);
}

/**
 * @param {string} script
 * @param {string} work
 * @param {number | undefined} records
 * @returns {import('./comparison.mjs').Run}
 */
function runWork(script, work, records) {
  const args = [script, work, ...(records === undefined ? [] : [String(records)])];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return JSON.parse(stdout);
}
