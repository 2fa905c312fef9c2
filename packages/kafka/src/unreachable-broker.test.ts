import { once } from 'node:events';
import { createServer } from 'node:net';
import { type DataStream, SimpleStringSchema, StreamExecutionEnvironment, Types, WatermarkStrategy } from 'millrace';
import { describe, expect, it } from 'vitest';
import { KafkaRecordSerializationSchema } from './sink/kafka-record-serialization-schema.js';
import { KafkaSink } from './sink/kafka-sink.js';
import { KafkaSource } from './source/kafka-source.js';

const text = new SimpleStringSchema();

/** An address where nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

const open = () => process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout/.test(kind)).length;

/** The error of a job; it leaves no socket and no timer. */
async function failure(build: (env: StreamExecutionEnvironment, address: string) => unknown) {
  const address = await deadAddress();
  const before = open();
  const env = StreamExecutionEnvironment.getExecutionEnvironment();
  build(env, address);
  const error: unknown = await env.execute().catch((cause: unknown) => cause);
  expect(open()).toBeLessThanOrEqual(before);
  return { error, address };
}

describe('a broker that cannot be reached', () => {
  const words = (env: StreamExecutionEnvironment, address: string): DataStream<string> =>
    env.fromSource(
      KafkaSource.builder()
        .setBootstrapServers(address)
        .setTopics('words')
        .setValueOnlyDeserializer(text)
        .setProperty('default.api.timeout.ms', 300)
        .build(),
      WatermarkStrategy.noWatermarks(),
      'Words',
    );

  it('fails the job that reads from it: address, reason, operator', async () => {
    const { error, address } = await failure((env, at) => words(env, at).print());
    expect(error).toMatchObject({
      code: 'KAFKA_UNREACHABLE',
      facts: { operator: 'Words', broker: address, reason: 'ECONNREFUSED' },
      hint: expect.stringContaining('bootstrap.servers'),
    });
  });

  it('fails the job that writes to it', async () => {
    const { error, address } = await failure((env, at) => {
      const serializer = KafkaRecordSerializationSchema.builder().setTopic('words').setValueSerializationSchema(text);
      const sink = KafkaSink.builder().setBootstrapServers(at).setRecordSerializer(serializer.build());
      env.fromCollection(['a'], Types.STRING()).sinkTo(sink.setProperty('max.block.ms', 300).build()).name('Out');
    });
    expect(error).toMatchObject({
      code: 'KAFKA_UNREACHABLE',
      facts: { operator: 'Out', broker: address, reason: 'ECONNREFUSED' },
    });
  });
});
