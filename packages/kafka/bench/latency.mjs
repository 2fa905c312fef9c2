// @ts-check
import { openDriver, readerOptions, writerOptions } from './bench-driver.mjs';

const KEYS = 1_000;
const TICK_MS = 1;
/** The first seconds are those of a cold process. */
const WARM_UP_SECONDS = 10;

/**
 * Writes records at a steady rate, each with the moment of its writing, and reads what a job makes of them.
 *
 * @param {string} servers
 * @param {number} rate records a second
 * @param {number} seconds after the warm-up
 */
export async function measureLatency(servers, rate, seconds) {
  const driver = openDriver(servers);
  const writer = driver.openWriter(writerOptions({ 'linger.ms': 0 }));
  await writer.partitionCount('latency-in');
  const reader = driver.openReader(readerOptions);
  reader.assign({ topic: 'latency-out', partition: 0 }, 0);
  /** @type {number[]} */
  const latencies = [];
  let received = 0;
  let reading = true;
  const startedAt = performance.now();
  const measuring = (async () => {
    while (reading) {
      await reader.ready();
      const now = performance.now();
      for (let record = reader.next(); record !== undefined; record = reader.next()) {
        received += 1;
        const value = JSON.parse(record.valueText() ?? '');
        if (value.at > WARM_UP_SECONDS * 1_000 + startedAt) latencies.push(now - value.at);
      }
      await new Promise(setImmediate);
    }
  })();
  const total = rate * (WARM_UP_SECONDS + seconds);
  let sent = 0;
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const at = performance.now();
      const due = Math.min(total, Math.floor(((at - startedAt) / 1_000) * rate));
      for (; sent < due; sent++) {
        writer.write({ topic: 'latency-in', value: `{"id":${sent % KEYS},"at":${at},"total":1}` });
      }
      if (sent < total) return;
      clearInterval(timer);
      resolve(undefined);
    }, TICK_MS);
  });
  await writer.flush();
  while (received < total) await new Promise(setImmediate);
  reading = false;
  reader.close();
  await measuring;
  await driver.close();
  latencies.sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { rate, count: latencies.length, p50: at(0.5), p99: at(0.99), max: latencies.at(-1) ?? Number.NaN };
}
