// @ts-check
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brokersKnownTo } from './broker-answers.mjs';
import { testCertificates } from './certificates.mjs';
import { archiveOptions, keepArchive, recordingOptions } from './class-archive.mjs';
import { kafkaJars } from './kafka-jars.mjs';
import { LOG_CONFIGURATION, SECURE_LISTENERS, serverProperties } from './server-properties.mjs';

export { missingForKafka } from './kafka-jars.mjs';

const run = promisify(execFile);
const READY_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 60_000;
const POLL_MS = 100;
const TOOL_OPTIONS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** @param {number} count @returns {Promise<number[]>} */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        /** @type {Promise<number>} */ (
          new Promise((resolve, reject) => {
            server.once('error', reject);
            server.listen(0, '127.0.0.1', () =>
              resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port),
            );
          })
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** @param {number} ms @returns {Promise<void>} */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A shell that ends the broker when this process is gone without having done so itself (a killed test run): it waits on
 * a pipe that only this process holds open.
 * @param {number} pid
 * @param {string} folder the cluster's, which is removed too
 */
function watchdog(pid, folder) {
  if (process.platform === 'win32') return undefined;
  const shell = spawn('/bin/sh', ['-c', `read -r _; kill -9 ${pid} 2>/dev/null; rm -rf "${folder}"`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  return shell;
}

/**
 * @typedef {{ nodeId: number, folder: string, ports: Record<string, number>, proxyPort: number, jars: string, heapMb: number, fullSpeed: boolean }} BrokerPlan
 */

/**
 * Starts the process of one broker; it ends with this process at the latest.
 * @param {BrokerPlan} plan
 * @param {string} outputFile
 * @param {(child: import('node:child_process').ChildProcess) => void} onEnd
 */
function spawnBroker({ nodeId, folder, jars, heapMb, fullSpeed }, outputFile, onEnd) {
  const log = openSync(outputFile, 'a');
  const java = spawn(
    'java',
    [
      '-Xms128m',
      `-Xmx${heapMb}m`,
      '-XX:+UseSerialGC',
      ...(fullSpeed ? [] : ['-XX:TieredStopAtLevel=1']),
      ...archiveOptions(jars),
      ...(nodeId === 1 ? recordingOptions(jars, folder) : []),
      `-Dlog4j2.configurationFile=${join(folder, '..', 'log4j2.xml')}`,
      '-cp',
      join(jars, '*'),
      'kafka.Kafka',
      join(folder, 'server.properties'),
    ],
    { stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const guard = java.pid === undefined ? undefined : watchdog(java.pid, join(folder, '..'));
  const onParentExit = () => java.kill('SIGKILL');
  process.once('exit', onParentExit);
  const end = () => {
    process.removeListener('exit', onParentExit);
    guard?.kill('SIGKILL');
    onEnd(java);
  };
  java.once('exit', end);
  java.once('error', end);
  return java;
}

/**
 * One broker process: started, ended and started again on the same ports and log folder.
 * @param {BrokerPlan} plan
 * @returns {import('./kafka-cluster.d.mts').KafkaBroker}
 */
function makeBroker(plan) {
  const { nodeId, folder, ports, proxyPort } = plan;
  const outputFile = join(folder, 'output.log');
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  /** @type {Promise<void>} */
  let exited = Promise.resolve();

  const output = () => readFileSync(outputFile, 'utf8').split('\n').slice(-30).join('\n');

  async function ready() {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (child !== undefined) {
      if ((await brokersKnownTo(/** @type {number} */ (ports['PLAINTEXT']), 2_000)) >= 1) return;
      if (Date.now() > deadline)
        throw new Error(`Broker ${nodeId} did not answer in ${READY_TIMEOUT_MS} ms:\n${output()}`);
      await pause(POLL_MS);
    }
    throw new Error(`Broker ${nodeId} ended while it was starting:\n${output()}`);
  }

  return {
    nodeId,
    ports,
    proxyPort,
    address: (listener = 'PLAINTEXT') => `127.0.0.1:${ports[listener]}`,
    get pid() {
      return child?.pid;
    },
    async start() {
      if (child !== undefined) throw new Error(`Broker ${nodeId} runs already.`);
      exited = new Promise((resolve) => {
        child = spawnBroker(plan, outputFile, (ended) => {
          if (child === ended) child = undefined;
          resolve();
        });
      });
      await ready();
    },
    async kill() {
      child?.kill('SIGKILL');
      await exited;
    },
    async stop() {
      const running = child;
      running?.kill('SIGTERM');
      const timer = setTimeout(() => running?.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
      keepArchive(plan.jars, folder);
    },
    signal(name) {
      child?.kill(name);
    },
    output,
  };
}

/**
 * @param {readonly import('./kafka-cluster.d.mts').KafkaBroker[]} brokers
 */
async function allKnowAll(brokers) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (const broker of brokers) {
    while ((await brokersKnownTo(/** @type {number} */ (broker.ports['PLAINTEXT']), 2_000)) < brokers.length) {
      if (Date.now() > deadline)
        throw new Error(`Broker ${broker.nodeId} does not see ${brokers.length} brokers:\n${broker.output()}`);
      await pause(POLL_MS);
    }
  }
}

/**
 * @param {string} jars
 * @param {string} clusterId
 * @param {string} propertiesFile
 * @param {Readonly<Record<string, string>>} users
 */
async function format(jars, clusterId, propertiesFile, users) {
  const scram = Object.entries(users).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((kind) => [
      '--add-scram',
      `${kind}=[name=${name},password=${password}]`,
    ]),
  );
  // One argument: an id may begin with a dash.
  const tool = ['kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '-c', propertiesFile, ...scram];
  await run('java', [...TOOL_OPTIONS, ...archiveOptions(jars), '-cp', join(jars, '*'), ...tool]);
}

/**
 * @param {import('./kafka-cluster.d.mts').KafkaClusterOptions} options
 * @param {string} folder
 * @param {string} jars
 */
async function prepare(options, folder, jars) {
  const brokerCount = options.brokers ?? 1;
  const users = options.secure === true ? (options.users ?? { alice: 'alice-secret' }) : {};
  const names = ['PLAINTEXT', 'CONTROLLER', ...(options.secure === true ? Object.keys(SECURE_LISTENERS) : [])];
  const [ports, certificates] = await Promise.all([
    freePorts((names.length + 1) * brokerCount),
    options.secure === true ? testCertificates() : undefined,
    writeFile(join(folder, 'log4j2.xml'), LOG_CONFIGURATION),
  ]);
  const plans = Array.from({ length: brokerCount }, (_, index) => {
    const [proxyPort, ...free] = /** @type {[number, ...number[]]} */ (
      ports.slice(index * (names.length + 1), (index + 1) * (names.length + 1))
    );
    const own = Object.fromEntries(names.map((name, at) => [name, /** @type {number} */ (free[at])]));
    if (options.port !== undefined) own['PLAINTEXT'] = options.port + index;
    return { nodeId: index + 1, ports: own, proxyPort, folder: join(folder, `broker-${index + 1}`) };
  });
  const voters = plans.map((plan) => `${plan.nodeId}@127.0.0.1:${plan.ports['CONTROLLER']}`).join(',');
  const clusterId = randomBytes(16).toString('base64url');
  const properties = options.properties ?? {};
  await Promise.all(
    plans.map(async (plan) => {
      await mkdir(plan.folder);
      const text = serverProperties({
        ...plan,
        voters,
        brokerCount,
        users,
        certificates,
        properties,
        logFolder: join(plan.folder, 'log'),
      });
      await writeFile(join(plan.folder, 'server.properties'), text);
      await format(jars, clusterId, join(plan.folder, 'server.properties'), users);
    }),
  );
  const brokers = plans.map((plan) =>
    makeBroker({ ...plan, jars, heapMb: options.heapMb ?? 512, fullSpeed: options.fullSpeed === true }),
  );
  return { brokers, certificates, users };
}

/**
 * Starts real Kafka brokers as Java processes on 127.0.0.1 and waits until they answer.
 * @param {import('./kafka-cluster.d.mts').KafkaClusterOptions} [options]
 * @returns {Promise<import('./kafka-cluster.d.mts').KafkaCluster>}
 */
export async function startKafka(options = {}) {
  const jars = await kafkaJars(options.progress);
  const folder = await mkdtemp(join(tmpdir(), 'millrace-kafka-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  /** @type {ReturnType<typeof makeBroker>[]} */
  let brokers = [];
  const stop = async () => {
    await Promise.all(brokers.map((broker) => broker.stop()));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    process.removeListener('exit', removeFolder);
  };
  try {
    const prepared = await prepare(options, folder, jars);
    brokers = prepared.brokers;
    await Promise.all(brokers.map((broker) => broker.start()));
    await allKnowAll(brokers);
    const bootstrap = (/** @type {import('./kafka-cluster.d.mts').KafkaListener | undefined} */ listener) =>
      brokers.map((broker) => broker.address(listener)).join(',');
    return { brokers, bootstrapServers: bootstrap, certificates: prepared.certificates, users: prepared.users, stop };
  } catch (error) {
    for (const broker of brokers) await broker.kill();
    await stop();
    throw error;
  }
}
