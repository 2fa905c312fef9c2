import { expect, it } from 'vitest';
import { describeWithKafka } from '../../../../tools/requirements.js';
import { partitionOfKey } from '../records/murmur2.js';
import { numbered, useBroker, values } from './one-broker.test-support.js';
import { readPartition, readUntil, writeAll } from './protocol-driver.test-support.js';

describeWithKafka('records', () => {
  const one = useBroker('records');
  it('gives back keys, values, headers and timestamps, null and empty ones too', async () => {
    const topic = await one.newTopic();
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
    await writeAll(one.kafka.writer(), written);
    const reader = one.kafka.reader();
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
    const topic = await one.newTopic(1, { 'message.timestamp.type': 'LogAppendTime' });
    const before = Date.now();
    await writeAll(one.kafka.writer(), [{ topic, value: 'v', timestamp: 5 }]);
    const reader = one.kafka.reader();
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
    const topic = await one.newTopic(1, { 'compression.type': codec });
    await writeAll(one.kafka.writer(), numbered(topic, 5_000));
    expect(values(await readPartition(one.kafka, topic))).toEqual(values(numbered(topic, 5_000)));
  });

  it.each(['gzip', 'snappy', 'lz4'] as const)('writes %s so that Java reads it', async (codec) => {
    const topic = await one.newTopic(1, { 'compression.type': 'uncompressed' });
    const large = { topic, value: '{"id":1,"name":"apple"}'.repeat(20_000) };
    await writeAll(one.kafka.writer({ 'compression.type': codec }), [...numbered(topic, 5_000), large]);
    expect(values(await readPartition(one.kafka, topic))).toEqual(values([...numbered(topic, 5_000), large]));
  });

  it('writes zstd where Node can, and says so where it cannot', async () => {
    const topic = await one.newTopic(1, { 'compression.type': 'uncompressed' });
    const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
    const write = () => writeAll(one.kafka.writer({ 'compression.type': 'zstd' }), numbered(topic, 5_000));
    if (major > 22 || (major === 22 && minor >= 15)) {
      await write();
      expect(values(await readPartition(one.kafka, topic))).toEqual(values(numbered(topic, 5_000)));
    } else {
      expect(write).toThrow(expect.objectContaining({ code: 'KAFKA_COMPRESSION_UNSUPPORTED' }));
    }
  });

  it('takes a record of ten megabytes where topic and sink allow it, and refuses it by name where not', async () => {
    const topic = await one.newTopic(1, { 'max.message.bytes': '11000000' });
    const value = 'x'.repeat(10_000_000);
    await writeAll(one.kafka.writer({ 'max.request.size': 12_000_000 }), [{ topic, value }]);
    // Larger than max.partition.fetch.bytes, and fetched all the same.
    expect(values(await readPartition(one.kafka, topic))).toEqual([value]);
    const small = one.kafka.writer();
    await small.partitionCount(topic);
    expect(() => small.write({ topic, value })).toThrow(
      expect.objectContaining({ code: 'KAFKA_RECORD_TOO_LARGE', facts: expect.objectContaining({ topic }) }),
    );
    const other = await one.newTopic();
    await expect(
      writeAll(one.kafka.writer({ 'max.request.size': 12_000_000 }), [{ topic: other, value }]),
    ).rejects.toMatchObject({
      code: 'KAFKA_RECORD_TOO_LARGE',
      facts: { brokerError: 'MESSAGE_TOO_LARGE', topic: other },
    });
  });

  it('spreads by key as Java does, by partition as told, and without key over all', async () => {
    const topic = await one.newTopic(4);
    const writer = one.kafka.writer({ 'batch.size': 200 });
    const keyed = Array.from({ length: 50 }, (_, n) => ({ topic, key: `k${n}`, value: `k${n}` }));
    await writeAll(writer, [...keyed, { topic, key: 'k1', value: 'told', partition: 3 }]);
    for (let partition = 0; partition < 4; partition++) {
      const expected = keyed.map(({ key }) => key).filter((key) => partitionOfKey(Buffer.from(key), 4) === partition);
      expect(values(await readPartition(one.kafka, topic, {}, partition))).toEqual(
        partition === 3 ? [...expected, 'told'] : expected,
      );
    }
    const even = await one.newTopic(4);
    await writeAll(
      one.kafka.writer({ 'batch.size': 200, 'partitioner.ignore.keys': true }),
      Array.from({ length: 1_000 }, () => ({ topic: even, key: 'always the same', value: 'v' })),
    );
    const counts = await Promise.all(
      [0, 1, 2, 3].map(async (p) => (await readPartition(one.kafka, even, {}, p)).length),
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(1_000);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    const unknown = one.kafka.writer();
    unknown.write({ topic, value: 'v', partition: 4 });
    await expect(unknown.flush()).rejects.toMatchObject({
      code: 'KAFKA_PARTITION_UNKNOWN',
      facts: { partition: 4, partitionCount: 4 },
    });
  });

  it('keeps within buffer.memory when it is asked whether it can take more, and refuses far beyond', async () => {
    const topic = await one.newTopic();
    const writer = one.kafka.writer({ 'buffer.memory': 200_000, 'batch.size': 16_384 });
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
    const topic = await one.newTopic();
    await writeAll(one.kafka.writer(properties), numbered(topic, 3_000));
    // With acks 0 nobody says when the broker is through.
    const reader = one.kafka.reader();
    reader.assign({ topic, partition: 0 }, 0);
    const records = await readUntil(reader, ({ length }) => length >= 3_000);
    reader.close();
    expect(values(records)).toEqual(values(numbered(topic, 3_000)));
  });
});
