import { fileURLToPath } from 'node:url';
import { SimpleStringSchema, StreamExecutionEnvironment, WatermarkStrategy } from 'millrace';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KafkaCluster, startKafka } from '../../../tools/kafka/kafka-cluster.mjs';
import { describeWithKafka } from '../../../tools/requirements.js';
import { folderOf, startCommand } from '../../millrace/src/cli/command-line.test-support.js';
import { type TestDriver, testDriver, writeAll } from '../src/driver/protocol-driver.test-support.js';
import { KafkaOffsetsInitializer, KafkaSource } from '../src/index.js';

const example = (name: string) => fileURLToPath(new URL(`../../../examples/sell-total/${name}`, import.meta.url));

const ROWS = [
  '{"id":1,"name":"apple","total":1}',
  '{"id":2,"name":"banana","total":3}',
  '{"id":3,"name":"cherry","total":5}',
  '{"id":1,"name":"apple","total":6}',
  '{"id":5,"name":"NONAME","total":100}',
  '{"id":6,"name":"fig","total":66}',
  '{"id":1,"name":"apple","total":16}',
];

describeWithKafka('the sell-total example with a broker', () => {
  let broker: KafkaCluster;
  let kafka: TestDriver;

  beforeAll(async () => {
    broker = await startKafka();
    kafka = testDriver(broker.bootstrapServers());
  });

  afterAll(async () => {
    await kafka?.driver.close();
    await broker?.stop();
  });

  /** The values of a topic, until so many have come. */
  async function valuesOf(topic: string, count: number): Promise<string[]> {
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    const source = KafkaSource.builder()
      .setBootstrapServers(broker.bootstrapServers())
      .setTopics(topic)
      .setStartingOffsets(KafkaOffsetsInitializer.earliest())
      .setValueOnlyDeserializer(new SimpleStringSchema())
      .build();
    const values: string[] = [];
    for await (const value of env
      .fromSource(source, WatermarkStrategy.noWatermarks(), topic)
      .executeAndCollect('read', count)) {
      values.push(value);
    }
    return values;
  }

  it.each(['job.ts', 'from-the-article.ts'])('%s writes the rows of the article to TempResults', async (name) => {
    await kafka.driver.administration.createTopic('TempResults', { partitions: 1 }).catch(() => undefined);
    const before = name === 'job.ts' ? 0 : ROWS.length;
    const address = broker.bootstrapServers();
    const args = name === 'job.ts' ? ['--kafka', address] : [address];
    const { exitCode, stdout, stderr } = await startCommand(folderOf({}), ['run', example(name), '--', ...args]).result;
    expect({ exitCode, stdout, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect((await valuesOf('TempResults', before + ROWS.length)).slice(before)).toEqual(ROWS);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'from-kafka.ts runs without end, and stops gracefully on %s',
    async (signal) => {
      const topics = { names: `names-${signal}`, sales: `sales-${signal}`, results: `results-${signal}` };
      for (const topic of Object.values(topics))
        await kafka.driver.administration.createTopic(topic, { partitions: 1 });
      const writer = kafka.writer();
      const args = ['--kafka', broker.bootstrapServers(), '--group', signal];
      for (const [option, topic] of Object.entries(topics)) args.push(`--${option}`, topic);
      const job = startCommand(folderOf({}), ['run', example('from-kafka.ts'), '--', ...args]);
      await writeAll(writer, [{ topic: topics.names, value: '{"id":1,"name":"apple"}' }]);
      await writeAll(writer, [{ topic: topics.sales, value: '{"id":7,"count":2}' }]);
      expect(await valuesOf(topics.results, 1)).toEqual(['{"id":7,"name":"NONAME","total":2}']);
      await writeAll(writer, [{ topic: topics.sales, value: '{"id":7,"count":3}' }]);
      expect(await valuesOf(topics.results, 2)).toContain('{"id":7,"name":"NONAME","total":5}');
      job.signal(signal);
      const { exitCode } = await job.result;
      expect(exitCode).toBe(0);
    },
  );
});
