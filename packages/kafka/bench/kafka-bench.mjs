// @ts-check
/**
 * `node packages/kafka/bench/kafka-bench.mjs [bare] [job] [latency] [--records N] [--rounds N] [--seconds N]`, after a build.
 *
 * Starts a real broker and measures, each round in a process of its own:
 * bare: a loop of consume and produce over the driver alone, one partition, records of 100 bytes;
 * job: Kafka → JSON decode → map → JSON encode → Kafka, the same records;
 * latency: Kafka → keyed state → Kafka at 20,000 records a second, from before the write to after the read.
 * Prints processor time of the measured process and wall time.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startKafka } from '../../../tools/kafka/kafka-cluster.mjs';
import { openDriver, writerOptions } from './bench-driver.mjs';
import { measureLatency } from './latency.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    records: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '15' },
  },
});
const works = positionals.length === 0 ? ['bare', 'job', 'latency'] : positionals;
const records = Number(values.records);
const rounds = Number(values.rounds);

/** @param {string} line */
const print = (line) => process.stdout.write(`${line}\n`);

/** @param {string} bootstrapServers */
async function fill(bootstrapServers) {
  const driver = openDriver(bootstrapServers);
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
  return spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** @param {string} work @param {string} bootstrapServers @param {number} round */
async function measure(work, bootstrapServers, round) {
  const running = child(`./${work}.mjs`, [bootstrapServers, String(records), `out-${work}-${round}`]);
  let output = '';
  running.stdout.on('data', (bytes) => {
    output += bytes;
  });
  const [code] = await once(running, 'close');
  if (code !== 0) throw new Error(`${work} ended with ${code}`);
  return /** @type {{ cpuSeconds: number, wallSeconds: number, peakMb: number }} */ (JSON.parse(output));
}

/** @param {readonly number[]} numbers */
const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

const kafka = await startKafka({
  heapMb: 1024,
  fullSpeed: true,
  progress: (message) => process.stderr.write(`${message}\n`),
});
try {
  const servers = kafka.bootstrapServers();
  print(
    `node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${records} records of 100 bytes, one partition`,
  );
  if (works.some((work) => work !== 'latency')) await fill(servers);
  for (const work of works.filter((name) => name !== 'latency')) {
    const results = [];
    for (let round = 0; round < rounds; round++) results.push(await measure(work, servers, round));
    const wall = median(results.map(({ wallSeconds }) => wallSeconds));
    const perSecond = Math.round(records / /** @type {number} */ (wall));
    const cpu = median(results.map(({ cpuSeconds }) => cpuSeconds));
    const memory = median(results.map(({ peakMb }) => peakMb));
    print(
      `${work}: ${cpu?.toFixed(2)} s of CPU, ${wall?.toFixed(2)} s, ${perSecond} records/s, peak ${memory} MB (median of ${rounds})`,
    );
  }
  if (works.includes('latency')) {
    const driver = openDriver(servers);
    for (const topic of ['latency-in', 'latency-out'])
      await driver.administration.createTopic(topic, { partitions: 1 });
    await driver.close();
    const job = child('./keyed-job.mjs', [servers]);
    const result = await measureLatency(servers, 20_000, Number(values.seconds));
    job.kill('SIGTERM');
    await once(job, 'close');
    print(
      `latency at ${result.rate} records/s: p50 ${result.p50.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms, max ${result.max.toFixed(1)} ms (${result.count} records)`,
    );
  }
} finally {
  await kafka.stop();
}
