// @ts-check
import { STORE_PASSWORD } from './certificates.mjs';

/** Listener names of a secured broker beside PLAINTEXT, and the protocol of each. */
export const SECURE_LISTENERS = Object.freeze({
  SSL: 'SSL',
  MUTUAL: 'SSL',
  EXPIRED: 'SSL',
  SASL_PLAINTEXT: 'SASL_PLAINTEXT',
  SASL_SSL: 'SASL_SSL',
  PROXIED: 'PLAINTEXT',
});

/** After this time a session authenticated by PLAIN must be renewed. */
export const PLAIN_SESSION_MS = 1_000;

const PLAIN_MODULE = 'org.apache.kafka.common.security.plain.PlainLoginModule';
const SCRAM_MODULE = 'org.apache.kafka.common.security.scram.ScramLoginModule';

/**
 * @param {string} name
 * @param {import('./certificates.d.mts').Certificates} certificates
 */
function tlsProperties(name, certificates) {
  const prefix = `listener.name.${name.toLowerCase()}`;
  const store = name === 'EXPIRED' ? certificates.expiredStore : certificates.brokerStore;
  /** @type {Record<string, string>} */
  const properties = {
    [`${prefix}.ssl.keystore.type`]: 'PKCS12',
    [`${prefix}.ssl.keystore.location`]: store,
    [`${prefix}.ssl.keystore.password`]: STORE_PASSWORD,
    [`${prefix}.ssl.key.password`]: STORE_PASSWORD,
    [`${prefix}.ssl.truststore.type`]: 'PEM',
    [`${prefix}.ssl.truststore.location`]: certificates.authorityPemFile,
  };
  if (name === 'MUTUAL') properties[`${prefix}.ssl.client.auth`] = 'required';
  return properties;
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} users
 */
function saslProperties(name, users) {
  const prefix = `listener.name.${name.toLowerCase()}`;
  const accounts = Object.entries(users).map(([user, password]) => ` user_${user}="${password}"`);
  return {
    // So short that tests see sessions end.
    [`${prefix}.plain.connections.max.reauth.ms`]: String(PLAIN_SESSION_MS),
    [`${prefix}.plain.sasl.jaas.config`]: `${PLAIN_MODULE} required${accounts.join('')};`,
    [`${prefix}.scram-sha-256.sasl.jaas.config`]: `${SCRAM_MODULE} required;`,
    [`${prefix}.scram-sha-512.sasl.jaas.config`]: `${SCRAM_MODULE} required;`,
  };
}

/**
 * The text of one broker's server.properties.
 * @param {{
 *   nodeId: number,
 *   ports: Readonly<Record<string, number>>,
 *   proxyPort: number,
 *   voters: string,
 *   brokerCount: number,
 *   logFolder: string,
 *   certificates: import('./certificates.d.mts').Certificates | undefined,
 *   users: Readonly<Record<string, string>>,
 *   properties: Readonly<Record<string, string>>,
 * }} broker
 */
export function serverProperties(broker) {
  const names = Object.keys(broker.ports);
  const listeners = names.map((name) => `${name}://127.0.0.1:${broker.ports[name]}`);
  // What connects to PROXIED is told to come back through the proxy.
  const advertised = names
    .filter((name) => name !== 'CONTROLLER')
    .map((name) => `${name}://127.0.0.1:${name === 'PROXIED' ? broker.proxyPort : broker.ports[name]}`);
  const replicas = String(broker.brokerCount);
  const inSync = String(Math.max(1, broker.brokerCount - 1));
  const protocols = names.map(
    (name) => `${name}:${/** @type {Record<string, string>} */ (SECURE_LISTENERS)[name] ?? 'PLAINTEXT'}`,
  );
  /** @type {Record<string, string>} */
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': String(broker.nodeId),
    'controller.quorum.voters': broker.voters,
    listeners: listeners.join(','),
    'advertised.listeners': advertised.join(','),
    'listener.security.protocol.map': protocols.join(','),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': broker.logFolder,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': '1',
    'group.initial.rebalance.delay.ms': '0',
    'num.partitions': '1',
    // Tests write records of 1970, which have outlived every retention: the broker would remove them while it runs.
    'log.retention.ms': '-1',
    // A killed broker of a small cluster is noticed in seconds, not in the 9 that a data centre wants.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
  };
  if (broker.certificates !== undefined) {
    properties['sasl.enabled.mechanisms'] = 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512';
    for (const [name, protocol] of Object.entries(SECURE_LISTENERS)) {
      if (protocol.endsWith('SSL')) Object.assign(properties, tlsProperties(name, broker.certificates));
      if (protocol.startsWith('SASL')) Object.assign(properties, saslProperties(name, broker.users));
    }
  }
  Object.assign(properties, broker.properties);
  return `${Object.entries(properties)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')}\n`;
}

/** A log4j2 configuration that writes warnings only, to the broker's standard output. */
export const LOG_CONFIGURATION = `<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="ERROR">
  <Appenders><Console name="out"><PatternLayout pattern="%d %p %c{1} %m%n"/></Console></Appenders>
  <Loggers><Root level="WARN"><AppenderRef ref="out"/></Root></Loggers>
</Configuration>
`;
