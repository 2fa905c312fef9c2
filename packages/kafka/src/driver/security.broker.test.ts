import { MillraceError } from 'millrace';
import { expect, it } from 'vitest';
import { describeWithKafka } from '../../../../tools/requirements.js';
import { numbered, useBroker, values } from './one-broker.test-support.js';
import { readPartition, readUntil, testDriver, writeAll } from './protocol-driver.test-support.js';

describeWithKafka('security', () => {
  const one = useBroker('security');
  const jaas = (module: string, password: string) =>
    `org.apache.kafka.common.security.${module} required username="alice" password="${password}";`;
  const scram = 'scram.ScramLoginModule';
  const plain = 'plain.PlainLoginModule';
  const trust = () => ({
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': one.broker.certificates.authorityPem,
  });

  it.each([
    ['PLAIN', plain],
    ['SCRAM-SHA-256', scram],
    ['SCRAM-SHA-512', scram],
  ])('authenticates by %s, with and without TLS', async (mechanism, module) => {
    const sasl = { 'sasl.mechanism': mechanism, 'sasl.jaas.config': jaas(module, 'alice-secret') };
    const clear = one.open('SASL_PLAINTEXT', { ...sasl, 'security.protocol': 'SASL_PLAINTEXT' });
    const secret = one.open('SASL_SSL', { ...sasl, ...trust(), 'security.protocol': 'SASL_SSL' });
    const topic = await one.newTopic();
    await writeAll(clear.writer(), numbered(topic, 10));
    expect(await readPartition(secret, topic)).toHaveLength(10);
  });

  it('renews a session before the broker ends it, without losing, repeating or disordering', async () => {
    const sasl = { 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas(plain, 'alice-secret') };
    const client = one.open('SASL_PLAINTEXT', { ...sasl, 'security.protocol': 'SASL_PLAINTEXT' });
    const topic = await one.newTopic();
    const writer = client.writer();
    const reader = client.reader();
    reader.assign({ topic, partition: 0 }, 0);
    const startedAt = Date.now();
    let written = 0;
    while (Date.now() - startedAt < 3 * one.broker.plainSessionMs) {
      await writeAll(writer, numbered(topic, 10, written));
      written += 10;
    }
    const read = await readUntil(reader, ({ length }) => length >= written);
    reader.close();
    expect(values(read)).toEqual(values(numbered(topic, written)));
    expect(client.warnings).toEqual([]);
  });

  it.each([
    ['PLAIN', plain],
    ['SCRAM-SHA-256', scram],
    ['SCRAM-SHA-512', scram],
  ])('is refused at once with a wrong password by %s, which no error shows', async (mechanism, module) => {
    const wrong = one.open('SASL_PLAINTEXT', {
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': mechanism,
      'sasl.jaas.config': jaas(module, 'hunter2'),
    });
    const refused = { code: 'KAFKA_AUTHENTICATION_FAILED', facts: { username: 'alice', mechanism } };
    const writer = wrong.writer();
    writer.write({ topic: 'any', value: 'v' });
    const errors = await Promise.all(
      [wrong.driver.listTopics(), writer.flush()].map((call) => call.then(String, (error: unknown) => error)),
    );
    for (const error of errors) {
      expect(error).toMatchObject(refused);
      expect(textOf(error)).not.toContain('hunter2');
    }
  });

  it.each([
    [
      'an authority that did not sign',
      'SSL',
      () => ({ 'ssl.truststore.certificates': one.broker.certificates.otherAuthorityPem }),
      'not trusted',
    ],
    ['an expired certificate', 'EXPIRED', () => ({}), 'expired'],
    ['no client certificate where one is required', 'MUTUAL', () => ({}), 'failed'],
  ] as const)('refuses %s at once', async (_, listener, more, reason) => {
    const client = one.open(listener, { 'security.protocol': 'SSL', ...trust(), ...more() });
    const error: unknown = await client.driver.listTopics().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'KAFKA_TLS_FAILED', message: expect.stringContaining(reason) });
  });

  it('connects with a client certificate of its own, and by host name', async () => {
    const store = {
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': one.broker.certificates.clientStore,
      'ssl.keystore.password': 'changeit',
    };
    const client = one.open('MUTUAL', { 'security.protocol': 'SSL', ...trust(), ...store });
    expect(await client.driver.listTopics()).toBeInstanceOf(Array);
    const named = testDriver(`localhost:${one.broker.ports.SSL}`, {
      'security.protocol': 'SSL',
      ...trust(),
    });
    one.keep(named);
    expect(await named.driver.listTopics()).toBeInstanceOf(Array);
  });

  it('says what is wrong when one side speaks TLS and the other does not', async () => {
    const short = { 'default.api.timeout.ms': 500 };
    const clearToTls = one.open('SSL', short);
    const tlsToClear = one.open('PLAINTEXT', { ...short, 'security.protocol': 'SSL' });
    const sasl = {
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': 'PLAIN',
      'sasl.jaas.config': jaas(plain, 'p'),
    };
    const saslToClear = one.open('PLAINTEXT', { ...short, ...sasl });
    const errors = await Promise.all(
      [clearToTls, tlsToClear, saslToClear].map(({ driver }) => driver.listTopics().catch((error: unknown) => error)),
    );
    expect(errors.map((error) => (error instanceof MillraceError ? error.code : error))).toEqual([
      'KAFKA_TLS_FAILED',
      'KAFKA_TLS_FAILED',
      'KAFKA_AUTHENTICATION_FAILED',
    ]);
  });
});

function textOf(error: unknown): string {
  if (!(error instanceof MillraceError)) return String(error);
  return [
    error.stack,
    error.message,
    error.hint,
    JSON.stringify(error.facts),
    error.cause === undefined ? '' : textOf(error.cause),
  ].join('\n');
}
