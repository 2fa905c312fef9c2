import { expect, it } from 'vitest';
import { describeWithKafka } from '../../../../tools/requirements.js';
import { startTcpProxy } from '../network/tcp-proxy.test-support.js';
import { numbered, useBroker, values } from './one-broker.test-support.js';
import { readPartition, readUntil, settled, testDriver, writeAll } from './protocol-driver.test-support.js';

describeWithKafka('transactions and faults', () => {
  const one = useBroker('faults');
  it('shows no aborted record to read_committed, loses no committed one, and waits at an open transaction', async () => {
    const topic = await one.newTopic();
    const committed = { 'isolation.level': 'read_committed' };
    const plain = one.kafka.writer();
    const names = ['one', 'two'];
    const [first, second] = await Promise.all(
      names.map((name) => one.kafka.driver.transactions.initialize(`${topic}-${name}`, 60_000)),
    );
    if (first === undefined || second === undefined) throw new Error('no identity');
    const writers = [first, second].map((transaction) => one.kafka.writer({}, { transaction }));
    const expected: string[] = [];
    // Two producers take turns; every third transaction is aborted; plain records lie between.
    for (let round = 0; round < 12; round++) {
      const [writer, identity] = round % 2 === 0 ? ([writers[0], first] as const) : ([writers[1], second] as const);
      writer?.beginTransaction();
      const records = Array.from({ length: 200 }, (_, n) => ({ topic, value: `t${round}-${n}` }));
      await writeAll(writer as NonNullable<typeof writer>, records);
      await writeAll(plain, [{ topic, value: `p${round}` }]);
      const outcome = round % 3 === 0 ? 'abort' : 'commit';
      await one.kafka.driver.transactions.end(identity, outcome);
      if (outcome === 'commit') expected.push(...records.map(({ value }) => value));
      expected.push(`p${round}`);
    }
    await settled(one.kafka, topic);
    const read = values(await readPartition(one.kafka, topic, committed)) as string[];
    expect([...read].sort()).toEqual([...expected].sort());
    expect(values(await readPartition(one.kafka, topic))).toHaveLength(12 * 201);

    // An open transaction holds read_committed back; committed, it is shown.
    writers[0]?.beginTransaction();
    await writeAll(writers[0] as NonNullable<(typeof writers)[0]>, [{ topic, value: 'open' }]);
    await writeAll(plain, [{ topic, value: 'after' }]);
    expect(values(await readPartition(one.kafka, topic, committed))).not.toContain('after');
    await one.kafka.driver.transactions.end(first, 'commit');
    await settled(one.kafka, topic);
    expect(values(await readPartition(one.kafka, topic, committed)).slice(-2)).toEqual(['open', 'after']);
  });

  it('commits offsets with a transaction, and fences who held the transactional id before', async () => {
    const topic = await one.newTopic();
    const old = await one.kafka.driver.transactions.initialize(`${topic}-fenced`, 60_000);
    const oldWriter = one.kafka.writer({}, { transaction: old });
    await writeAll(oldWriter, [{ topic, value: 'left open' }]);
    const now = await one.kafka.driver.transactions.initialize(`${topic}-fenced`, 60_000);
    await expect(one.kafka.driver.transactions.end(old, 'commit')).rejects.toMatchObject({
      code: 'KAFKA_PRODUCER_FENCED',
    });
    await expect(writeAll(oldWriter, [{ topic, value: 'zombie' }])).rejects.toMatchObject({
      code: 'KAFKA_PRODUCER_FENCED',
    });
    await writeAll(one.kafka.writer({}, { transaction: now }), [{ topic, value: 'new' }]);
    await one.kafka.driver.transactions.sendOffsets(now, 'group-t', [{ topic, partition: 0, offset: 7 }]);
    await one.kafka.driver.transactions.end(now, 'commit');
    await settled(one.kafka, topic);
    expect(await one.kafka.driver.committedOffsets('group-t', [{ topic, partition: 0 }])).toEqual([
      { topic, partition: 0, offset: 7 },
    ]);
    expect(values(await readPartition(one.kafka, topic, { 'isolation.level': 'read_committed' }))).toEqual(['new']);
  });

  it('neither loses, repeats nor reorders when answers are lost and connections cut', async () => {
    const { proxyPort, ports } = one.broker;
    const proxy = await startTcpProxy(proxyPort, ports.PROXIED as number);
    const proxied = testDriver(`127.0.0.1:${proxyPort}`);
    one.keep(proxied);
    const topic = await one.newTopic();
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
    const written = values(await readPartition(one.kafka, topic));
    const read = values(await reading);
    reader.close();
    await proxy.close();
    expect(proxy.swallowed).toBeGreaterThanOrEqual(10);
    expect(written).toEqual(values(numbered(topic, 20_000)));
    expect(read).toEqual(values(numbered(topic, 20_000)));
  });

  it('names an address where nobody answers, how long it tried and how often', async () => {
    const nobody = testDriver(`127.0.0.1:${one.broker.proxyPort}`, { 'default.api.timeout.ms': 400 });
    one.keep(nobody);
    const unreachable = {
      code: 'KAFKA_UNREACHABLE',
      facts: { broker: `127.0.0.1:${one.broker.proxyPort}`, reason: 'ECONNREFUSED' },
    };
    await expect(nobody.driver.listTopics()).rejects.toMatchObject(unreachable);
    const writer = nobody.writer({ 'max.block.ms': 400 });
    writer.write({ topic: 'any', value: 'v' });
    await expect(writer.flush()).rejects.toMatchObject(unreachable);
    expect(nobody.warnings[0]).toMatchObject({ code: 'KAFKA_CONNECTION_FAILED' });
  });
});
