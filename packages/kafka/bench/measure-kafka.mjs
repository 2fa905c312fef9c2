// @ts-check
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startKafka } from '../../../tools/kafka/kafka-cluster.mjs';
import { openDriver, readerOptions, writerOptions } from './bench-driver.mjs';
import { measureLatency } from './latency.mjs';

/**
 * The median of some runs of one of the programs of this folder, each in a process of its own.
 *
 * @typedef {object} Throughput
 * @property {number} cpuSeconds
 * @property {number} wallSeconds
 * @property {number} peakMb
 * @property {number} recordsPerSecond
 */

/** Programs that take a topic to another, as fast as they can. @typedef {'bare' | 'json' | 'job'} Work */

/** @type {readonly Work[]} */
const WORKS = ['bare', 'json', 'job'];

/**
 * Starts a broker for what is measured inside, and ends it.
 *
 * @template T
 * @param {(servers: string) => Promise<T>} measure
 * @returns {Promise<T>}
 */
export async function withBroker(measure) {
  const progress = (/** @type {string} */ message) => void process.stderr.write(`${message}\n`);
  const kafka = await startKafka({ heapMb: 1024, fullSpeed: true, progress });
  try {
    return await measure(kafka.bootstrapServers());
  } finally {
    await kafka.stop();
  }
}

/**
 * Takes records of 100 bytes from one partition to another by each of the programs, in turns.
 *
 * @param {string} servers
 * @param {{ readonly records: number, readonly rounds: number }} options
 * @returns {Promise<Record<Work, Throughput>>}
 */
export async function measureThroughput(servers, { records, rounds }) {
  await fill(servers, records);
  /** @type {Record<Work, Run[]>} */
  const runs = { bare: [], json: [], job: [] };
  for (let round = 0; round < rounds; round++) {
    for (const work of WORKS) {
      const topic = `out-${work}-${round}`;
      const running = child(`./${work}.mjs`, [servers, String(records), topic]);
      runs[work].push(await resultOf(running, work));
      const written = await valuesOf(servers, topic, records);
      if (work !== 'bare' && written !== (await valuesOf(servers, 'in', records, nextCount))) {
        throw new Error(`${work} has not written what it should have.`);
      }
      process.stderr.write('.');
    }
  }
  return {
    bare: medians(runs.bare, records),
    json: medians(runs.json, records),
    job: medians(runs.job, records),
  };
}

/**
 * The time that a record takes through Kafka → keyed state → Kafka, from before it is written until after it is read.
 *
 * @param {string} servers
 * @param {{ readonly rate: number, readonly seconds: number }} options records a second; seconds that count
 */
export async function measureJobLatency(servers, { rate, seconds }) {
  const driver = openDriver(servers);
  for (const topic of ['latency-in', 'latency-out']) await driver.administration.createTopic(topic, { partitions: 1 });
  await driver.close();
  const job = child('./keyed-job.mjs', [servers]);
  try {
    return await measureLatency(servers, rate, seconds);
  } finally {
    job.kill('SIGTERM');
    await once(job, 'close');
  }
}

/** @typedef {{ readonly cpuSeconds: number, readonly wallSeconds: number, readonly peakMb: number }} Run */

/** @param {readonly Run[]} runs @param {number} records @returns {Throughput} */
function medians(runs, records) {
  const median = (/** @type {(run: Run) => number} */ figure) =>
    /** @type {number} */ (runs.map(figure).sort((one, other) => one - other)[runs.length >> 1]);
  const wallSeconds = median((run) => run.wallSeconds);
  return {
    cpuSeconds: median((run) => run.cpuSeconds),
    wallSeconds,
    peakMb: median((run) => run.peakMb),
    recordsPerSecond: Math.round(records / wallSeconds),
  };
}

/**
 * A digest of the values of a topic, in order.
 *
 * @param {string} servers
 * @param {string} topic
 * @param {number} records
 * @param {(value: string) => string} [change]
 */
async function valuesOf(servers, topic, records, change = (value) => value) {
  const digest = createHash('sha1');
  const driver = openDriver(servers);
  await driver.describeTopics([topic]);
  const reader = driver.openReader(readerOptions);
  const partition = reader.assign({ topic, partition: 0 }, 0, records);
  while (!partition.finished) {
    await reader.ready();
    for (let record = reader.next(); record !== undefined; record = reader.next()) {
      digest.update(change(record.valueText() ?? ''));
    }
  }
  await driver.close();
  return digest.digest('hex');
}

/** What the job makes of a record's text. @param {string} text */
const nextCount = (text) => text.replace(/"count":(\d+)/, (_, count) => `"count":${Number(count) + 1}`);

/** @param {string} servers @param {number} records */
async function fill(servers, records) {
  const driver = openDriver(servers);
  await driver.administration.createTopic('in', { partitions: 1 });
  const writer = driver.openWriter(writerOptions());
  await writer.partitionCount('in');
  for (let n = 0; n < records; ) {
    if (!writer.canAccept) await writer.ready();
    for (let turn = 0; turn < 1_000 && n < records && writer.canAccept; turn++, n++) {
      writer.write({ topic: 'in', value: recordText(n) });
    }
    await new Promise(setImmediate);
  }
  await writer.flush();
  await driver.close();
}

/** A JSON record of 100 bytes. @param {number} n */
function recordText(n) {
  const text = `{"id":${n},"name":"item ${n % 1000}","count":${n % 10},"note":""}`;
  return text.replace('"note":""', `"note":"${'x'.repeat(100 - text.length)}"`);
}

/** @param {string} file @param {readonly string[]} args */
function child(file, args) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** @param {ReturnType<typeof child>} running @param {string} work @returns {Promise<Run>} */
async function resultOf(running, work) {
  let output = '';
  running.stdout.on('data', (bytes) => {
    output += bytes;
  });
  const [code] = await once(running, 'close');
  if (code !== 0) throw new Error(`${work} ended with ${code}`);
  return JSON.parse(output);
}
