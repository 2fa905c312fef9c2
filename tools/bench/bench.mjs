// @ts-check
/**
 * `npm run bench [-- name …]`: all benchmarks, or the named ones.
 *
 * - works of bench/works.mjs against the hand-written floor of the shared material, alternating, medians of `--pairs`;
 * - `article-job`: processor time and memory of the job that `npm start` runs;
 * - `kafka-pipeline`, `kafka-latency`: against a real broker;
 * - what is bounded (bench/limits.mjs).
 *
 * Prints tables, and leaves everything in bench/results/latest.json. Fails if a result differs or a run fails; being slow is
 * reported, never a failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, setUp } from '../set-up.mjs';
import { measureArticleJob } from './article-job.mjs';
import { table } from './comparison.mjs';
import { compareWithFloor, FLOOR_WORKS } from './floor-works.mjs';
import { measureRows } from './measures.mjs';
import { textTable } from './text-table.mjs';

const KAFKA_WORKS = ['kafka-pipeline', 'kafka-latency'];
const LIMITS = ['slow-sink', 'ten-million', 'million-timers', 'heap-state', 'heap-ttl', 'batch-sort'];
const NAMES = [...Object.keys(FLOOR_WORKS), 'article-job', ...KAFKA_WORKS, ...LIMITS];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '5' }, records: { type: 'string' }, seconds: { type: 'string' } },
});
const pairs = wholeNumber('pairs', values.pairs) ?? 5;
const records = wholeNumber('records', values.records);
const seconds = wholeNumber('seconds', values.seconds);
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) refuse(`Unknown: ${unknown.join(', ')}. There are: ${NAMES.join(', ')}.`);
const chosen = NAMES.filter((name) => positionals.length === 0 || positionals.includes(name));

setUp();

/** @type {import('./comparison.mjs').Comparison[]} */
const comparisons = [];
/** @type {import('./measures.mjs').Measured[]} */
const measured = [];

for (const name of chosen.filter((each) => !KAFKA_WORKS.includes(each))) {
  process.stderr.write(`${name} `);
  if (name in FLOOR_WORKS) comparisons.push(compareWithFloor(name, { pairs, records }));
  else if (name === 'article-job') measured.push({ name, measures: measureArticleJob({ runs: pairs }) });
  else measured.push(measureLimit(name));
  process.stderr.write('\n');
}
const ofKafka = chosen.filter((name) => KAFKA_WORKS.includes(name));
if (ofKafka.length > 0) measured.push(...(await measureKafka(ofKafka)));

if (comparisons.length > 0) console.log(table(comparisons));
if (measured.length > 0) console.log(textTable(measureRows(measured)));
const results = join(root, 'bench/results/latest.json');
mkdirSync(dirname(results), { recursive: true });
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
writeFileSync(
  results,
  `${JSON.stringify({ date: new Date().toISOString(), machine, pairs, comparisons, measured }, undefined, 2)}\n`,
);
const different = comparisons.filter(({ sameResult }) => !sameResult);
if (different.length > 0) refuse(`The results differ: ${different.map(({ work }) => work).join(', ')}.`);

/** @param {string} name @returns {import('./measures.mjs').Measured} */
function measureLimit(name) {
  const args = ['--expose-gc', 'bench/limits.mjs', name, ...(seconds === undefined ? [] : [String(seconds)])];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return JSON.parse(stdout);
}

/** @param {readonly string[]} names @returns {Promise<readonly import('./measures.mjs').Measured[]>} */
async function measureKafka(names) {
  const { missingForKafka } = await import('../kafka/kafka-cluster.mjs');
  const missing = await missingForKafka();
  if (missing !== undefined) {
    process.stderr.write(`Not measured: ${names.join(', ')}, for there is no ${missing}.\n`);
    return [];
  }
  // The benchmarks of Kafka read what was built, which is there only now.
  const { withBroker } = await import('../../packages/kafka/bench/measure-kafka.mjs');
  const { measureLatencies, measurePipeline } = await import('./kafka-works.mjs');
  return await withBroker(async (servers) => {
    /** @type {import('./measures.mjs').Measured[]} */
    const results = [];
    for (const name of names) {
      process.stderr.write(`${name} `);
      const measures =
        name === 'kafka-pipeline'
          ? await measurePipeline(servers, { records: records ?? 1_000_000, rounds: pairs })
          : await measureLatencies(servers, { seconds: seconds ?? 20 });
      process.stderr.write('\n');
      results.push({ name, measures });
    }
    return results;
  });
}

/** @param {string} name @param {string | undefined} text @returns {number | undefined} */
function wholeNumber(name, text) {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) refuse(`--${name} takes a whole number, not '${text}'.`);
  return Number(text);
}

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(message);
  process.exit(1);
}
