// @ts-check
import { missingForKafka, startKafka } from './kafka-cluster.mjs';
import { PLAIN_SESSION_MS } from './server-properties.mjs';

/**
 * The set-up of the test project `kafka` (see vitest.config.ts): one secured broker for all its files, as a broker takes
 * seconds to start. Without Java there is none, and its tests are skipped.
 *
 * @param {import('vitest/node').TestProject} project
 */
export async function setup(project) {
  if ((await missingForKafka()) !== undefined) return undefined;
  const startedAt = Date.now();
  const cluster = await startKafka({ secure: true });
  const [broker] = cluster.brokers;
  if (broker === undefined || cluster.certificates === undefined)
    throw new Error('A secured cluster has brokers and certificates.');
  process.stdout.write(`A Kafka broker was started in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.\n`);
  project.provide('sharedBroker', {
    ports: broker.ports,
    proxyPort: broker.proxyPort,
    certificates: cluster.certificates,
    plainSessionMs: PLAIN_SESSION_MS,
  });
  return () => cluster.stop();
}
