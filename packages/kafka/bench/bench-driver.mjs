// @ts-check

import { requireCurrentCode } from '../../../tools/built.mjs';
import { createProtocolDriver } from '../dist/driver/protocol-driver.js';
import { producerSettings } from '../dist/properties/client-properties.js';

requireCurrentCode();

const quiet = () => undefined;
const settingsOf = (/** @type {string} */ servers, properties = {}) =>
  producerSettings({ 'bootstrap.servers': servers, ...properties }, quiet);

/** @param {string} servers */
export function openDriver(servers) {
  const { connection } = settingsOf(servers);
  return createProtocolDriver({
    ...connection,
    clientId: 'bench',
    softwareVersion: '0',
    apiTimeoutMs: 60_000,
    onWarning: (warning) => process.stderr.write(`${warning.message}\n`),
  });
}

/** @param {Record<string, string | number | boolean>} [properties] */
export function writerOptions(properties = {}) {
  return { ...settingsOf('localhost:1', properties).writer, onBatchFailure: /** @type {const} */ ('fail') };
}

/** @type {import('../dist/driver/kafka-driver.js').ReaderOptions} */
export const readerOptions = {
  isolationLevel: 'read_uncommitted',
  offsetReset: 'none',
  minBytes: 1,
  maxBytes: 52_428_800,
  maxPartitionBytes: 1_048_576,
  maxWaitMs: 500,
  checkCrcs: true,
};

/** Prints what the process has used. @param {number} startedAt */
export function report(startedAt) {
  const { user, system } = process.cpuUsage();
  const result = {
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - startedAt) / 1e3,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  process.stdout.write(JSON.stringify(result));
}
