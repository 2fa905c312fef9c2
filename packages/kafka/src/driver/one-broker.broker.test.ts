import { MillraceError } from 'millrace';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KafkaCluster, type KafkaListener, startKafka } from '../../../../tools/kafka/kafka-cluster.mjs';
import { describeWithKafka } from '../../../../tools/requirements.js';
import { startTcpProxy } from '../network/tcp-proxy.test-support.js';
import type { KafkaProperties } from '../properties/property-values.js';
import { partitionOfKey } from '../records/murmur2.js';
import {
  readPartition,
  readUntil,
  settled,
  type TestDriver,
  testDriver,
  writeAll,
} from './protocol-driver.test-support.js';

const values = (records: readonly { readonly value: string | null }[]) => records.map(({ value }) => value);
const numbered = (topic: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ topic, value: `${from + n}` }));

describeWithKafka('one broker', () => {
  let broker: KafkaCluster;
  let kafka: TestDriver;
  const opened: TestDriver[] = [];
  let topics = 0;

  /** Another driver, to another listener or with other properties. */
  function open(listener: KafkaListener = 'PLAINTEXT', properties: KafkaProperties = {}): TestDriver {
    const driver = testDriver(broker.bootstrapServers(listener), properties);
    opened.push(driver);
    return driver;
  }

  async function newTopic(partitions = 1, configs: Readonly<Record<string, string>> = {}): Promise<string> {
    const topic = `topic-${++topics}`;
    await kafka.driver.administration.createTopic(topic, { partitions, configs });
    return topic;
  }

  beforeAll(async () => {
    broker = await startKafka({ secure: true });
    kafka = open();
  });

  afterAll(async () => {
    for (const { driver } of opened) await driver.close();
    await broker?.stop();
  });

  it('gives back keys, values, headers and timestamps, null and empty ones too', async () => {
    const topic = await newTopic();
    const headers = [
      { key: 'trace', value: 'a' },
      { key: 'trace', value: Buffer.from([0, 255]) },
      { key: '', value: null },
    ];
    const written = [
      { topic, key: 'k', value: 'grüße 🎉', timestamp: 1_700_000_000_123, headers },
      { topic, key: null, value: null, timestamp: 0 },
      { topic, key: Buffer.alloc(0), value: Buffer.alloc(0), timestamp: 1 },
    ];
    await writeAll(kafka.writer(), written);
    const reader = kafka.reader();
    reader.assign({ topic, partition: 0 }, 0);
    const seen: unknown[] = [];
    await readUntil(
      reader,
      (records) => records.length === 3,
      ({ key, value, timestamp, headers: read, offset, appendTime }) =>
        seen.push({
          key: key?.toString(),
          value: value?.toString(),
          timestamp,
          offset,
          appendTime,
          headers: read.map((h) => [h.key, h.value]),
        }),
    );
    reader.close();
    expect(seen).toEqual([
      {
        key: 'k',
        value: 'grüße 🎉',
        timestamp: 1_700_000_000_123,
        offset: 0,
        appendTime: false,
        headers: [
          ['trace', Buffer.from('a')],
          ['trace', Buffer.from([0, 255])],
          ['', null],
        ],
      },
      { key: undefined, value: undefined, timestamp: 0, offset: 1, appendTime: false, headers: [] },
      { key: '', value: '', timestamp: 1, offset: 2, appendTime: false, headers: [] },
    ]);
  });

  it('gives the broker’s time where the topic is kept by append time', async () => {
    const topic = await newTopic(1, { 'message.timestamp.type': 'LogAppendTime' });
    const before = Date.now();
    await writeAll(kafka.writer(), [{ topic, value: 'v', timestamp: 5 }]);
    const reader = kafka.reader();
    reader.assign({ topic, partition: 0 }, 0);
    const times: [number, boolean][] = [];
    await readUntil(
      reader,
      (records) => records.length === 1,
      ({ timestamp, appendTime }) => times.push([timestamp, appendTime]),
    );
    reader.close();
    expect(times[0]?.[0]).toBeGreaterThanOrEqual(before);
    expect(times[0]?.[1]).toBe(true);
  });

  // The broker unfolds what it is sent to check it, and with a codec of its own on the topic folds it again, in Java:
  // so each codec is read by Java and written by Java.
  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('reads %s as Java writes it', async (codec) => {
    const topic = await newTopic(1, { 'compression.type': codec });
    await writeAll(kafka.writer(), numbered(topic, 5_000));
    expect(values(await readPartition(kafka, topic))).toEqual(values(numbered(topic, 5_000)));
  });

  it.each(['gzip', 'snappy', 'lz4'] as const)('writes %s so that Java reads it', async (codec) => {
    const topic = await newTopic(1, { 'compression.type': 'uncompressed' });
    const large = { topic, value: '{"id":1,"name":"apple"}'.repeat(20_000) };
    await writeAll(kafka.writer({ 'compression.type': codec }), [...numbered(topic, 5_000), large]);
    expect(values(await readPartition(kafka, topic))).toEqual(values([...numbered(topic, 5_000), large]));
  });

  it('writes zstd where Node can, and says so where it cannot', async () => {
    const topic = await newTopic(1, { 'compression.type': 'uncompressed' });
    const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
    const write = () => writeAll(kafka.writer({ 'compression.type': 'zstd' }), numbered(topic, 5_000));
    if (major > 22 || (major === 22 && minor >= 15)) {
      await write();
      expect(values(await readPartition(kafka, topic))).toEqual(values(numbered(topic, 5_000)));
    } else {
      expect(write).toThrow(expect.objectContaining({ code: 'KAFKA_COMPRESSION_UNSUPPORTED' }));
    }
  });

  it('takes a record of ten megabytes where topic and sink allow it, and refuses it by name where not', async () => {
    const topic = await newTopic(1, { 'max.message.bytes': '11000000' });
    const value = 'x'.repeat(10_000_000);
    await writeAll(kafka.writer({ 'max.request.size': 12_000_000 }), [{ topic, value }]);
    // Larger than max.partition.fetch.bytes, and fetched all the same.
    expect(values(await readPartition(kafka, topic))).toEqual([value]);
    const small = kafka.writer();
    await small.partitionCount(topic);
    expect(() => small.write({ topic, value })).toThrow(
      expect.objectContaining({ code: 'KAFKA_RECORD_TOO_LARGE', facts: expect.objectContaining({ topic }) }),
    );
    const other = await newTopic();
    await expect(
      writeAll(kafka.writer({ 'max.request.size': 12_000_000 }), [{ topic: other, value }]),
    ).rejects.toMatchObject({
      code: 'KAFKA_RECORD_TOO_LARGE',
      facts: { brokerError: 'MESSAGE_TOO_LARGE', topic: other },
    });
  });

  it('spreads by key as Java does, by partition as told, and without key over all', async () => {
    const topic = await newTopic(4);
    const writer = kafka.writer({ 'batch.size': 200 });
    const keyed = Array.from({ length: 50 }, (_, n) => ({ topic, key: `k${n}`, value: `k${n}` }));
    await writeAll(writer, [...keyed, { topic, key: 'k1', value: 'told', partition: 3 }]);
    for (let partition = 0; partition < 4; partition++) {
      const expected = keyed.map(({ key }) => key).filter((key) => partitionOfKey(Buffer.from(key), 4) === partition);
      expect(values(await readPartition(kafka, topic, {}, partition))).toEqual(
        partition === 3 ? [...expected, 'told'] : expected,
      );
    }
    const even = await newTopic(4);
    await writeAll(
      kafka.writer({ 'batch.size': 200, 'partitioner.ignore.keys': true }),
      Array.from({ length: 1_000 }, () => ({ topic: even, key: 'always the same', value: 'v' })),
    );
    const counts = await Promise.all([0, 1, 2, 3].map(async (p) => (await readPartition(kafka, even, {}, p)).length));
    expect(counts.reduce((sum, count) => sum + count)).toBe(1_000);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    const unknown = kafka.writer();
    unknown.write({ topic, value: 'v', partition: 4 });
    await expect(unknown.flush()).rejects.toMatchObject({
      code: 'KAFKA_PARTITION_UNKNOWN',
      facts: { partition: 4, partitionCount: 4 },
    });
  });

  it('keeps within buffer.memory when it is asked whether it can take more, and refuses far beyond', async () => {
    const topic = await newTopic();
    const writer = kafka.writer({ 'buffer.memory': 200_000, 'batch.size': 16_384 });
    await writer.partitionCount(topic);
    let most = 0;
    for (let n = 0; n < 30_000; n++) {
      if (!writer.canAccept) await writer.ready();
      writer.write({ topic, value: 'x'.repeat(100) });
      most = Math.max(most, writer.bufferedBytes);
    }
    await writer.flush();
    expect(most).toBeLessThanOrEqual(200_000);
    const rude = () => {
      for (let n = 0; n < 30_000; n++) writer.write({ topic, value: 'x'.repeat(100) });
    };
    expect(rude).toThrow(expect.objectContaining({ code: 'KAFKA_BUFFER_EXHAUSTED' }));
  });

  it.each([
    { acks: '0' },
    { acks: '1' },
    { 'enable.idempotence': false },
    { 'linger.ms': 0 },
    { 'batch.size': 0 },
    { 'max.in.flight.requests.per.connection': 1 },
  ])('writes in order with %j', async (properties) => {
    const topic = await newTopic();
    await writeAll(kafka.writer(properties), numbered(topic, 3_000));
    // With acks 0 nobody says when the broker is through.
    const reader = kafka.reader();
    reader.assign({ topic, partition: 0 }, 0);
    const records = await readUntil(reader, ({ length }) => length >= 3_000);
    reader.close();
    expect(values(records)).toEqual(values(numbered(topic, 3_000)));
  });

  it('finds offsets by kind and by time, and keeps those that a group commits', async () => {
    const topic = await newTopic(2);
    const times = [1_000, 2_000, 3_000];
    await writeAll(
      kafka.writer(),
      times.map((timestamp) => ({ topic, partition: 1, value: 'v', timestamp })),
    );
    const find = async (at: Parameters<typeof kafka.driver.listOffsets>[0][number]['at'], partition = 1) =>
      (await kafka.driver.listOffsets([{ topic, partition, at }], 'read_uncommitted'))[0]?.offset;
    expect(await find({ kind: 'earliest' })).toBe(0);
    expect(await find({ kind: 'latest' })).toBe(3);
    expect(await find({ kind: 'timestamp', timestampMs: 1_001 })).toBe(1);
    expect(await find({ kind: 'timestamp', timestampMs: 3_001 })).toBe(3);
    expect(await find({ kind: 'timestamp', timestampMs: 0 }, 0)).toBe(0);
    const both = [0, 1].map((partition) => ({ topic, partition }));
    expect(await kafka.driver.committedOffsets('group-1', both)).toEqual([]);
    await kafka.driver.commitOffsets('group-1', [{ topic, partition: 1, offset: 2 }]);
    expect(await kafka.driver.committedOffsets('group-1', both)).toEqual([{ topic, partition: 1, offset: 2 }]);
  });

  it('lists topics, and names one that does not exist', async () => {
    const topic = await newTopic(3);
    const listed = await kafka.driver.listTopics();
    expect(listed.find((entry) => entry.topic === topic)?.partitions).toHaveLength(3);
    const unknown = expect.objectContaining({
      code: 'KAFKA_TOPIC_UNKNOWN',
      facts: expect.objectContaining({ topic: 'nowhere' }),
    });
    await expect(kafka.driver.describeTopics([topic, 'nowhere'])).rejects.toEqual(unknown);
    await expect(
      kafka.driver.listOffsets([{ topic: 'nowhere', partition: 0, at: { kind: 'latest' } }], 'read_committed'),
    ).rejects.toEqual(unknown);
    await expect(kafka.driver.describeTopics(['not a name'])).rejects.toMatchObject({ code: 'KAFKA_TOPIC_INVALID' });
  });

  it('creates the topic that is written to, where the broker allows it', async () => {
    await writeAll(kafka.writer(), numbered('made-by-writing', 3));
    expect(values(await readPartition(kafka, 'made-by-writing'))).toEqual(['0', '1', '2']);
  });

  it('goes on where auto.offset.reset says when its offset is gone, and fails where it says none', async () => {
    const topic = await newTopic();
    await writeAll(kafka.writer(), numbered(topic, 3));
    const failing = kafka.reader();
    failing.assign({ topic, partition: 0 }, 100);
    await failing.ready();
    expect(() => failing.next()).toThrow(
      expect.objectContaining({
        code: 'KAFKA_OFFSET_OUT_OF_RANGE',
        facts: expect.objectContaining({ topic, partition: 0, offset: 100 }),
      }),
    );
    const lenient = kafka.reader({ 'auto.offset.reset': 'earliest' });
    lenient.assign({ topic, partition: 0 }, 100);
    expect(values(await readUntil(lenient, ({ length }) => length === 3))).toEqual(['0', '1', '2']);
    lenient.close();
    expect(kafka.warnings.at(-1)).toMatchObject({ code: 'KAFKA_OFFSET_RESET', facts: { topic, from: 100, to: 0 } });
  });

  it('reads only what is asked for: pauses, resumes, stops inside a fetch, ends at an offset', async () => {
    const topic = await newTopic(2);
    await writeAll(
      kafka.writer(),
      [0, 1].flatMap((partition) => numbered(topic, 500).map((record) => ({ ...record, partition }))),
    );
    const reader = kafka.reader();
    const first = reader.assign({ topic, partition: 0 }, 10, 20);
    const second = reader.assign({ topic, partition: 1 }, 0);
    reader.pause(second);
    const tenth = await readUntil(reader, () => first.finished);
    expect(tenth.map(({ offset }) => offset)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect([first.position, second.position]).toEqual([20, 0]);
    reader.resume(second);
    await reader.ready();
    for (let offset = 0; offset < 5; offset++) expect(reader.next()).toMatchObject({ partition: 1, offset });
    expect([reader.current, second.position]).toEqual([second, 5]);
    reader.pause(second);
    expect(reader.next()).toBeUndefined();
    reader.resume(second);
    expect(reader.next()).toMatchObject({ partition: 1, offset: 5 });
    reader.unassign(second);
    expect(reader.next()).toBeUndefined();
    reader.close();
    await reader.ready();
  });

  it('sees a partition that is added while it runs, to read and to write', async () => {
    const topic = await newTopic();
    const writer = kafka.writer({ 'metadata.max.age.ms': 0 });
    await writeAll(writer, numbered(topic, 3));
    await kafka.driver.administration.createPartitions(topic, 2);
    expect((await kafka.driver.describeTopics([topic]))[0]?.partitions).toHaveLength(2);
    await writeAll(writer, [{ topic, partition: 1, value: 'new' }]);
    expect(values(await readPartition(kafka, topic, {}, 1))).toEqual(['new']);
  });

  it('shows no aborted record to read_committed, loses no committed one, and waits at an open transaction', async () => {
    const topic = await newTopic();
    const committed = { 'isolation.level': 'read_committed' };
    const plain = kafka.writer();
    const names = ['one', 'two'];
    const [one, two] = await Promise.all(
      names.map((name) => kafka.driver.transactions.initialize(`${topic}-${name}`, 60_000)),
    );
    if (one === undefined || two === undefined) throw new Error('no identity');
    const writers = [one, two].map((transaction) => kafka.writer({}, { transaction }));
    const expected: string[] = [];
    // Two producers take turns; every third transaction is aborted; plain records lie between.
    for (let round = 0; round < 12; round++) {
      const [writer, identity] = round % 2 === 0 ? ([writers[0], one] as const) : ([writers[1], two] as const);
      writer?.beginTransaction();
      const records = Array.from({ length: 200 }, (_, n) => ({ topic, value: `t${round}-${n}` }));
      await writeAll(writer as NonNullable<typeof writer>, records);
      await writeAll(plain, [{ topic, value: `p${round}` }]);
      const outcome = round % 3 === 0 ? 'abort' : 'commit';
      await kafka.driver.transactions.end(identity, outcome);
      if (outcome === 'commit') expected.push(...records.map(({ value }) => value));
      expected.push(`p${round}`);
    }
    await settled(kafka, topic);
    const read = values(await readPartition(kafka, topic, committed)) as string[];
    expect([...read].sort()).toEqual([...expected].sort());
    expect(values(await readPartition(kafka, topic))).toHaveLength(12 * 201);

    // An open transaction holds read_committed back; committed, it is shown.
    writers[0]?.beginTransaction();
    await writeAll(writers[0] as NonNullable<(typeof writers)[0]>, [{ topic, value: 'open' }]);
    await writeAll(plain, [{ topic, value: 'after' }]);
    expect(values(await readPartition(kafka, topic, committed))).not.toContain('after');
    await kafka.driver.transactions.end(one, 'commit');
    await settled(kafka, topic);
    expect(values(await readPartition(kafka, topic, committed)).slice(-2)).toEqual(['open', 'after']);
  });

  it('commits offsets with a transaction, and fences who held the transactional id before', async () => {
    const topic = await newTopic();
    const old = await kafka.driver.transactions.initialize(`${topic}-fenced`, 60_000);
    const oldWriter = kafka.writer({}, { transaction: old });
    await writeAll(oldWriter, [{ topic, value: 'left open' }]);
    const now = await kafka.driver.transactions.initialize(`${topic}-fenced`, 60_000);
    await expect(kafka.driver.transactions.end(old, 'commit')).rejects.toMatchObject({ code: 'KAFKA_PRODUCER_FENCED' });
    await expect(writeAll(oldWriter, [{ topic, value: 'zombie' }])).rejects.toMatchObject({
      code: 'KAFKA_PRODUCER_FENCED',
    });
    await writeAll(kafka.writer({}, { transaction: now }), [{ topic, value: 'new' }]);
    await kafka.driver.transactions.sendOffsets(now, 'group-t', [{ topic, partition: 0, offset: 7 }]);
    await kafka.driver.transactions.end(now, 'commit');
    await settled(kafka, topic);
    expect(await kafka.driver.committedOffsets('group-t', [{ topic, partition: 0 }])).toEqual([
      { topic, partition: 0, offset: 7 },
    ]);
    expect(values(await readPartition(kafka, topic, { 'isolation.level': 'read_committed' }))).toEqual(['new']);
  });

  it('neither loses, repeats nor reorders when answers are lost and connections cut', async () => {
    const node = broker.brokers[0] as KafkaCluster['brokers'][0];
    const proxy = await startTcpProxy(node.proxyPort, node.ports.PROXIED as number);
    const proxied = testDriver(`127.0.0.1:${node.proxyPort}`);
    opened.push(proxied);
    const topic = await newTopic();
    const writer = proxied.writer({ 'batch.size': 1_000, 'linger.ms': 1 });
    const reader = proxied.reader();
    reader.assign({ topic, partition: 0 }, 0);
    const reading = readUntil(reader, ({ length }) => length >= 20_000);
    const produceKey = 0;
    const fetchKey = 1;
    for (let round = 0; round < 20; round++) {
      proxy.swallowAnswersTo(round % 4 === 3 ? fetchKey : produceKey);
      if (round % 5 === 4) proxy.cut();
      await writeAll(writer, numbered(topic, 1_000, round * 1_000));
    }
    const written = values(await readPartition(kafka, topic));
    const read = values(await reading);
    reader.close();
    await proxy.close();
    expect(proxy.swallowed).toBeGreaterThanOrEqual(10);
    expect(written).toEqual(values(numbered(topic, 20_000)));
    expect(read).toEqual(values(numbered(topic, 20_000)));
  });

  const jaas = (module: string, password: string) =>
    `org.apache.kafka.common.security.${module} required username="alice" password="${password}";`;
  const scram = 'scram.ScramLoginModule';
  const plain = 'plain.PlainLoginModule';
  const trust = () => ({
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': broker.certificates?.authorityPem ?? '',
  });

  it.each([
    ['PLAIN', plain],
    ['SCRAM-SHA-256', scram],
    ['SCRAM-SHA-512', scram],
  ])('authenticates by %s, with and without TLS', async (mechanism, module) => {
    const sasl = { 'sasl.mechanism': mechanism, 'sasl.jaas.config': jaas(module, 'alice-secret') };
    const clear = open('SASL_PLAINTEXT', { ...sasl, 'security.protocol': 'SASL_PLAINTEXT' });
    const secret = open('SASL_SSL', { ...sasl, ...trust(), 'security.protocol': 'SASL_SSL' });
    const topic = await newTopic();
    await writeAll(clear.writer(), numbered(topic, 10));
    expect(await readPartition(secret, topic)).toHaveLength(10);
  });

  it.each([
    ['PLAIN', plain],
    ['SCRAM-SHA-256', scram],
    ['SCRAM-SHA-512', scram],
  ])('is refused at once with a wrong password by %s, which no error shows', async (mechanism, module) => {
    const wrong = open('SASL_PLAINTEXT', {
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
      () => ({ 'ssl.truststore.certificates': broker.certificates?.otherAuthorityPem ?? '' }),
      'not trusted',
    ],
    ['an expired certificate', 'EXPIRED', () => ({}), 'expired'],
    ['no client certificate where one is required', 'MUTUAL', () => ({}), 'failed'],
  ] as const)('refuses %s at once', async (_, listener, more, reason) => {
    const client = open(listener, { 'security.protocol': 'SSL', ...trust(), ...more() });
    const error: unknown = await client.driver.listTopics().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'KAFKA_TLS_FAILED', message: expect.stringContaining(reason) });
  });

  it('connects with a client certificate of its own, and by host name', async () => {
    const store = {
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': broker.certificates?.clientStore ?? '',
      'ssl.keystore.password': 'changeit',
    };
    const client = open('MUTUAL', { 'security.protocol': 'SSL', ...trust(), ...store });
    expect(await client.driver.listTopics()).toBeInstanceOf(Array);
    const named = testDriver(`localhost:${broker.brokers[0]?.ports.SSL}`, { 'security.protocol': 'SSL', ...trust() });
    opened.push(named);
    expect(await named.driver.listTopics()).toBeInstanceOf(Array);
  });

  it('says what is wrong when one side speaks TLS and the other does not', async () => {
    const short = { 'default.api.timeout.ms': 500 };
    const clearToTls = open('SSL', short);
    const tlsToClear = open('PLAINTEXT', { ...short, 'security.protocol': 'SSL' });
    const sasl = {
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': 'PLAIN',
      'sasl.jaas.config': jaas(plain, 'p'),
    };
    const saslToClear = open('PLAINTEXT', { ...short, ...sasl });
    const errors = await Promise.all(
      [clearToTls, tlsToClear, saslToClear].map(({ driver }) => driver.listTopics().catch((error: unknown) => error)),
    );
    expect(errors.map((error) => (error instanceof MillraceError ? error.code : error))).toEqual([
      'KAFKA_TLS_FAILED',
      'KAFKA_TLS_FAILED',
      'KAFKA_AUTHENTICATION_FAILED',
    ]);
  });

  it('names an address where nobody answers, how long it tried and how often', async () => {
    const nobody = testDriver(`127.0.0.1:${broker.brokers[0]?.proxyPort}`, { 'default.api.timeout.ms': 400 });
    opened.push(nobody);
    const unreachable = {
      code: 'KAFKA_UNREACHABLE',
      facts: { broker: `127.0.0.1:${broker.brokers[0]?.proxyPort}`, reason: 'ECONNREFUSED' },
    };
    await expect(nobody.driver.listTopics()).rejects.toMatchObject(unreachable);
    const writer = nobody.writer({ 'max.block.ms': 400 });
    writer.write({ topic: 'any', value: 'v' });
    await expect(writer.flush()).rejects.toMatchObject(unreachable);
    expect(nobody.warnings[0]).toMatchObject({ code: 'KAFKA_CONNECTION_FAILED' });
  });

  // Last: it takes the broker away.
  it('goes on reading and writing when the broker is killed and comes back', async () => {
    const topic = await newTopic();
    const node = broker.brokers[0] as KafkaCluster['brokers'][0];
    const writer = kafka.writer();
    const reader = kafka.reader();
    reader.assign({ topic, partition: 0 }, 0);
    await writeAll(writer, numbered(topic, 100));
    await readUntil(reader, ({ length }) => length === 100);
    await node.kill();
    const writing = writeAll(writer, numbered(topic, 100, 100));
    const reading = readUntil(reader, ({ length }) => length === 100);
    await node.start();
    await writing;
    expect(values(await reading)).toEqual(values(numbered(topic, 100, 100)));
    reader.close();
    expect(values(await readPartition(kafka, topic))).toEqual(values(numbered(topic, 200)));
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
