#!/usr/bin/env node
// @ts-check
import { parseArgs } from 'node:util';
import { startKafka } from './kafka-cluster.mjs';

const USAGE = `Starts a real Kafka broker on this machine until Ctrl-C.

  npm run kafka [-- options]

  --port N      the first broker's port (default: a free one; further brokers follow it)
  --brokers N   how many brokers (default 1)
  --secure      also listen with TLS and SASL (user alice, password alice-secret)

Prints HOST:PORT of every broker, joined by commas, on standard output. Needs Java 17 and, the first time, Maven.
`;

/**
 * @param {string | undefined} text
 * @param {string} name
 */
function positiveInteger(text, name) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new Error(`--${name} takes a whole number, not '${text}'.`);
  return value;
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      brokers: { type: 'string' },
      secure: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const port = positiveInteger(values.port, 'port');
  const cluster = await startKafka({
    brokers: positiveInteger(values.brokers, 'brokers') ?? 1,
    secure: values.secure === true,
    heapMb: 1024,
    fullSpeed: true,
    progress: (message) => process.stderr.write(`${message}\n`),
    ...(port === undefined ? {} : { port }),
  });
  process.stdout.write(`${cluster.bootstrapServers()}\n`);
  if (values.secure === true) {
    process.stderr.write(
      `TLS: ${cluster.bootstrapServers('SSL')}, SASL_SSL: ${cluster.bootstrapServers('SASL_SSL')}, authority: ${cluster.certificates?.authorityPemFile}\n`,
    );
  }
  process.stderr.write('Ctrl-C ends it.\n');
  let ending = false;
  const end = () => {
    // The second signal does not wait for the broker's orderly end.
    if (ending) process.exit(130);
    ending = true;
    cluster.stop().then(
      () => process.exit(0),
      (error) => {
        process.stderr.write(`${error}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
