// @ts-check
import { measureJobLatency, measureThroughput } from '../../packages/kafka/bench/measure-kafka.mjs';

/**
 * Kafka → JSON → map → JSON → Kafka as a job, beside the bare loop of consume and produce over our driver, which was the fastest
 * of those tried (docs/decisions/0005-kafka-client.md), and beside that loop with the same JSON work by hand.
 *
 * @param {string} servers
 * @param {{ readonly records: number, readonly rounds: number }} options
 * @returns {Promise<readonly import('./measures.mjs').Measure[]>}
 */
export async function measurePipeline(servers, options) {
  const { bare, json, job } = await measureThroughput(servers, options);
  const millions = options.records / 1e6;
  return [
    { what: 'job', value: job.recordsPerSecond, unit: 'records/s' },
    { what: 'bare loop', value: bare.recordsPerSecond, unit: 'records/s' },
    { what: 'bare loop with JSON by hand', value: json.recordsPerSecond, unit: 'records/s' },
    { what: 'job by bare loop', value: job.recordsPerSecond / bare.recordsPerSecond, unit: '', atLeast: 0.7 },
    { what: 'job by loop with JSON', value: job.recordsPerSecond / json.recordsPerSecond, unit: '' },
    { what: 'job, CPU a million', value: job.cpuSeconds / millions, unit: 's', atMost: 8 },
    { what: 'bare loop, CPU a million', value: bare.cpuSeconds / millions, unit: 's' },
    { what: 'bare loop with JSON, CPU a million', value: json.cpuSeconds / millions, unit: 's' },
    { what: 'job, peak', value: job.peakMb, unit: 'MB' },
  ];
}

/**
 * Kafka → keyed state → Kafka at 20,000 records a second.
 *
 * @param {string} servers
 * @param {{ readonly seconds: number }} options
 * @returns {Promise<readonly import('./measures.mjs').Measure[]>}
 */
export async function measureLatencies(servers, { seconds }) {
  const { p50, p99, max } = await measureJobLatency(servers, { rate: 20_000, seconds });
  return [
    { what: 'p50', value: p50, unit: 'ms', atMost: 10 },
    { what: 'p99', value: p99, unit: 'ms', atMost: 50 },
    { what: 'longest', value: max, unit: 'ms' },
  ];
}
