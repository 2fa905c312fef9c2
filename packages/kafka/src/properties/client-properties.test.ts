import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { consumerSettings, producerSettings } from './client-properties.js';
import { KNOWN_PROPERTIES } from './property-table.js';
import type { KafkaProperties } from './property-values.js';

const servers = { 'bootstrap.servers': 'localhost:9092' };
const quiet = () => undefined;
const consumer = (properties: KafkaProperties) => consumerSettings({ ...servers, ...properties }, quiet);
const producer = (properties: KafkaProperties) => producerSettings({ ...servers, ...properties }, quiet);
const refusal = (code: string, part = '') => expect.objectContaining({ code, message: expect.stringContaining(part) });

const folder = mkdtempSync(join(tmpdir(), 'millrace-kafka-properties-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('bootstrap.servers', () => {
  it('is a list of hosts and ports, with IPv6 addresses in brackets', () => {
    const { connection } = consumerSettings({ 'bootstrap.servers': 'a:1, b.example:9093,[::1]:9094' }, quiet);
    expect(connection.bootstrapServers).toEqual([
      { host: 'a', port: 1 },
      { host: 'b.example', port: 9093 },
      { host: '::1', port: 9094 },
    ]);
  });

  it.each(['localhost', 'localhost:', 'localhost:0', 'localhost:70000', 'a:1,,b:2', 'a b:1'])(
    'is refused as %j',
    (text) => {
      expect(() => consumerSettings({ 'bootstrap.servers': text }, quiet)).toThrow(refusal('KAFKA_PROPERTY_INVALID'));
    },
  );

  it('must be set', () => {
    expect(() => producerSettings({}, quiet)).toThrow(refusal('KAFKA_PROPERTY_MISSING', 'bootstrap.servers'));
  });
});

describe('names', () => {
  it('that Kafka does not know are refused with the nearest right one', () => {
    const refused = { code: 'KAFKA_PROPERTY_UNKNOWN', hint: "Did you mean 'fetch.min.bytes'?" };
    expect(() => consumer({ 'fetch.min.byte': 5 })).toThrow(expect.objectContaining(refused));
  });

  it('of the other client are accepted with one warning for all of them, and their values are not looked at', () => {
    const warnings: string[] = [];
    producerSettings({ ...servers, 'group.id': 'g', 'fetch.min.bytes': 'nonsense' }, (message) =>
      warnings.push(message),
    );
    expect(warnings).toEqual([
      "Kafka properties of a consumer have no effect on a producer: 'group.id', 'fetch.min.bytes'.",
    ]);
  });

  it('that would have no effect are refused with the reason', () => {
    expect(() => consumer({ 'session.timeout.ms': 1 })).toThrow(
      refusal('KAFKA_PROPERTY_UNSUPPORTED', 'consumer group'),
    );
    expect(() => producer({ 'partitioner.class': 'X' })).toThrow(refusal('KAFKA_PROPERTY_UNSUPPORTED', 'Java class'));
  });

  it('with one possible value are accepted with that value only', () => {
    consumer({ 'client.dns.lookup': 'use_all_dns_ips' });
    const value = 'resolve_canonical_bootstrap_servers_only';
    expect(() => consumer({ 'client.dns.lookup': value })).toThrow(
      refusal('KAFKA_PROPERTY_UNSUPPORTED', 'use_all_dns_ips'),
    );
  });

  it('are all those of Kafka 4.3: 140 of consumer and producer', () => {
    expect(KNOWN_PROPERTIES.size).toBe(140);
  });
});

describe('a consumer', () => {
  it('has Kafka’s defaults', () => {
    expect(consumer({})).toMatchObject({
      apiTimeoutMs: 60_000,
      groupId: undefined,
      autoOffsetReset: undefined,
      autoCommit: undefined,
      autoCommitIntervalMs: 5_000,
      connection: { requestTimeoutMs: 30_000, connectTimeoutMs: 10_000, metadataMaxAgeMs: 300_000 },
      reader: {
        isolationLevel: 'read_uncommitted',
        offsetReset: 'none',
        minBytes: 1,
        maxBytes: 52_428_800,
        maxPartitionBytes: 1_048_576,
        maxWaitMs: 500,
        checkCrcs: true,
      },
    });
  });

  it('takes every property to where it has its effect', () => {
    const settings = consumer({
      'group.id': 'g',
      'client.id': 'c',
      'isolation.level': 'READ_COMMITTED',
      'auto.offset.reset': 'earliest',
      'enable.auto.commit': 'false',
      'auto.commit.interval.ms': '7',
      'fetch.min.bytes': 2,
      'fetch.max.bytes': 3,
      'max.partition.fetch.bytes': 4,
      'fetch.max.wait.ms': 5,
      'check.crcs': false,
      'default.api.timeout.ms': 6,
      'request.timeout.ms': 8,
      'socket.connection.setup.timeout.ms': 9,
      'metadata.max.age.ms': 10,
      'retry.backoff.ms': 11,
      'retry.backoff.max.ms': 12,
      'reconnect.backoff.ms': 13,
      'reconnect.backoff.max.ms': 14,
    });
    expect(settings).toMatchObject({
      groupId: 'g',
      autoOffsetReset: 'earliest',
      autoCommit: false,
      autoCommitIntervalMs: 7,
      apiTimeoutMs: 6,
      connection: {
        clientId: 'c',
        requestTimeoutMs: 8,
        connectTimeoutMs: 9,
        metadataMaxAgeMs: 10,
        backoffs: { retry: { initialMs: 11, maxMs: 12 }, reconnect: { initialMs: 13, maxMs: 14 } },
      },
      reader: {
        isolationLevel: 'read_committed',
        offsetReset: 'earliest',
        minBytes: 2,
        maxBytes: 3,
        maxPartitionBytes: 4,
        maxWaitMs: 5,
        checkCrcs: false,
      },
    });
  });

  it.each([
    ['fetch.max.wait.ms', '1.5'],
    ['fetch.max.wait.ms', '-1'],
    ['fetch.max.wait.ms', '5 s'],
    ['fetch.max.wait.ms', ''],
    ['fetch.max.wait.ms', '2147483648'],
    ['isolation.level', 'committed'],
    ['enable.auto.commit', 'yes'],
    ['auto.offset.reset', 'by_duration:PT1H'],
    ['group.id', ''],
    ['group.id', 'g'.repeat(40_000)],
    ['client.id', 'c'.repeat(40_000)],
  ])('refuses %s = %.30j', (name, value) => {
    expect(() => consumer({ [name]: value })).toThrow(refusal('KAFKA_PROPERTY_INVALID', `'${name}'`));
  });
});

describe('a producer', () => {
  it('has Kafka’s defaults, but for the batch size', () => {
    expect(producer({}).writer).toEqual({
      acks: 'all',
      idempotent: true,
      batchBytes: 131_072,
      lingerMs: 5,
      bufferBytes: 33_554_432,
      maxRequestBytes: 1_048_576,
      maxInFlight: 5,
      compression: 'none',
      compressionLevel: undefined,
      requestTimeoutMs: 30_000,
      deliveryTimeoutMs: 120_000,
      retries: 2_147_483_647,
      ignoreKeys: false,
      maxBlockMs: 60_000,
    });
  });

  it('takes every property to where it has its effect', () => {
    const { writer, transactionTimeoutMs } = producer({
      acks: '-1',
      'batch.size': 1,
      'linger.ms': 2,
      'buffer.memory': 3,
      'max.request.size': 4,
      'max.in.flight.requests.per.connection': 1,
      'compression.type': 'gzip',
      'compression.gzip.level': 6,
      'request.timeout.ms': 7,
      'delivery.timeout.ms': 9,
      retries: 10,
      'max.block.ms': 11,
      'partitioner.ignore.keys': true,
      'transaction.timeout.ms': 12,
    });
    expect([writer, transactionTimeoutMs]).toEqual([
      {
        acks: 'all',
        idempotent: true,
        batchBytes: 1,
        lingerMs: 2,
        bufferBytes: 3,
        maxRequestBytes: 4,
        maxInFlight: 1,
        compression: 'gzip',
        compressionLevel: 6,
        requestTimeoutMs: 7,
        deliveryTimeoutMs: 9,
        retries: 10,
        ignoreKeys: true,
        maxBlockMs: 11,
      },
      12,
    ]);
  });

  it.each([{ acks: '1' }, { acks: 0 }, { retries: 0 }, { 'max.in.flight.requests.per.connection': 6 }])(
    'is idempotent unless %j, which is refused where idempotence was asked for',
    (properties) => {
      expect(producer(properties).writer.idempotent).toBe(false);
      expect(() => producer({ ...properties, 'enable.idempotence': true })).toThrow(refusal('KAFKA_PROPERTY_CONFLICT'));
    },
  );

  it.each([
    { 'compression.gzip.level': 3 },
    { 'compression.type': 'gzip', 'compression.zstd.level': 3 },
    { 'linger.ms': 5_000, 'delivery.timeout.ms': 30_000 },
  ])('refuses what contradicts itself: %j', (properties) => {
    expect(() => producer(properties)).toThrow(refusal('KAFKA_PROPERTY_CONFLICT'));
  });
});

describe('security', () => {
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule';
  const jaas = (options: string) => `${scram} required ${options};`;

  it('reads a name and a password with quotation marks, spaces, equal signs and semicolons in it', () => {
    const settings = consumer({
      'security.protocol': 'sasl_ssl',
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.jaas.config': jaas('username="al ice" password="a\\"b=c; d\\\\e"'),
    });
    expect(settings.connection.security.sasl).toEqual({
      mechanism: 'SCRAM-SHA-512',
      username: 'al ice',
      password: 'a"b=c; d\\e',
    });
    expect(settings.connection.security.tls).toMatchObject({
      verifyHostName: true,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
    });
  });

  it.each([
    ['no semicolon', `${scram} required username="a" password="s3cret"`],
    ['an open quotation mark', `${scram} required username="a" password="s3cret;`],
    ['no password', jaas('username="a" passwort="s3cret"')],
    ['an option without value', jaas('username="a" password="s3cret" tokenauth')],
    [
      'the module of another mechanism',
      'org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="s3cret";',
    ],
  ])('refuses %s without showing the password', (_, config) => {
    const properties = {
      'security.protocol': 'SASL_SSL',
      'sasl.mechanism': 'SCRAM-SHA-256',
      'sasl.jaas.config': config,
    };
    let error: unknown;
    try {
      consumer(properties);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'KAFKA_PROPERTY_INVALID' });
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain('s3cret');
  });

  it('refuses a mechanism that is not there, and SASL without credentials', () => {
    const sasl = { 'security.protocol': 'SASL_PLAINTEXT' };
    expect(() => consumer(sasl)).toThrow(refusal('KAFKA_PROPERTY_INVALID', "'GSSAPI'"));
    expect(() => consumer({ ...sasl, 'sasl.mechanism': 'PLAIN' })).toThrow(
      refusal('KAFKA_PROPERTY_MISSING', 'sasl.jaas.config'),
    );
  });

  it('takes PEM texts, PEM files and PKCS#12 key stores', () => {
    const pem = join(folder, 'ca.pem');
    writeFileSync(pem, 'AUTHORITY');
    writeFileSync(join(folder, 'store.p12'), 'STORE');
    const settings = consumer({
      'security.protocol': 'SSL',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': pem,
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': join(folder, 'store.p12'),
      'ssl.keystore.password': 'pw',
      'ssl.endpoint.identification.algorithm': '',
      'ssl.enabled.protocols': 'TLSv1.3',
    });
    expect(settings.connection.security.tls).toEqual({
      authorities: 'AUTHORITY',
      certificate: undefined,
      privateKey: undefined,
      privateKeyPassword: undefined,
      keyStore: Buffer.from('STORE'),
      keyStorePassword: 'pw',
      verifyHostName: false,
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
    });
    const texts = consumer({
      'security.protocol': 'SSL',
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.certificate.chain': 'CHAIN',
      'ssl.keystore.key': 'KEY',
      'ssl.key.password': 'pw',
    });
    expect(texts.connection.security.tls).toMatchObject({
      certificate: 'CHAIN',
      privateKey: 'KEY',
      privateKeyPassword: 'pw',
    });
  });

  it('refuses Java key stores with the way to convert them, and files that are not there', () => {
    const ssl = { 'security.protocol': 'SSL' };
    expect(() => consumer({ ...ssl, 'ssl.truststore.location': 'x.jks' })).toThrow(
      expect.objectContaining({ code: 'KAFKA_PROPERTY_INVALID', hint: expect.stringContaining('keytool') }),
    );
    const missing = { ...ssl, 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': join(folder, 'none.pem') };
    expect(() => consumer(missing)).toThrow(refusal('KAFKA_PROPERTY_INVALID', 'none.pem'));
    expect(() => consumer({ ...ssl, 'ssl.enabled.protocols': 'TLSv1.1' })).toThrow(refusal('KAFKA_PROPERTY_INVALID'));
  });
});
