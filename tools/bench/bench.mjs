// @ts-check
/**
 * `npm run bench [-- work …] [--pairs N] [--records N]`: each work by Millrace (bench/works.mjs) against the hand-written floor of
 * the shared material (bench/baseline.mjs), each run in a process of its own, the two alternating. Prints medians and ratios, and
 * leaves them in bench/results/latest.json. Fails if a result differs or a run fails; being slow is reported, never a failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root, setUp } from '../set-up.mjs';
import { compare, table } from './comparison.mjs';

/** Work → the least part of the floor's speed that we aim at. */
const bars = {
  'map-filter-map': 0.6,
  'keyed-reduce-1k': 0.35,
  'keyed-reduce-1m': 0.6,
  'keyed-string-10k': 0.35,
  'sell-total': 0.3,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '5' }, records: { type: 'string' } },
});
const pairs = Number(values.pairs);
const unknown = positionals.filter((work) => !(work in bars));
if (unknown.length > 0) fail(`Unknown work: ${unknown.join(', ')}. There are: ${Object.keys(bars).join(', ')}.`);
if (!Number.isInteger(pairs) || pairs < 1) fail(`--pairs takes a whole number, not '${values.pairs}'.`);

const floor = join(resolve(root, process.env['MILLRACE_SHARED'] ?? '../shared'), 'bench/baseline.mjs');
const ours = join(root, 'bench/works.mjs');
if (!existsSync(floor))
  fail(`The floor is not there: ${floor}. Set MILLRACE_SHARED to the folder of the shared material.`);
if (!existsSync(ours)) fail(`Our side is not there: ${ours}.`);

setUp();

const comparisons = Object.entries(bars)
  .filter(([work]) => positionals.length === 0 || positionals.includes(work))
  .map(([work, bar]) => {
    process.stderr.write(`${work} `);
    const runs = Array.from({ length: pairs }, () => {
      process.stderr.write('.');
      return { floor: measure(floor, work), ours: measure(ours, work) };
    });
    process.stderr.write('\n');
    return compare(work, bar, runs);
  });

console.log(table(comparisons));
const results = join(root, 'bench/results/latest.json');
mkdirSync(dirname(results), { recursive: true });
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
writeFileSync(
  results,
  `${JSON.stringify({ date: new Date().toISOString(), machine, pairs, comparisons }, undefined, 2)}\n`,
);
const different = comparisons.filter(({ sameResult }) => !sameResult);
if (different.length > 0) fail(`The results differ: ${different.map(({ work }) => work).join(', ')}.`);

/**
 * @param {string} script
 * @param {string} work
 * @returns {import('./comparison.mjs').Run}
 */
function measure(script, work) {
  const args = [script, work, ...(values.records === undefined ? [] : [values.records])];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) fail(`node ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return JSON.parse(stdout);
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}
