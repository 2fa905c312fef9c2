// @ts-check
/** Kafka → JSON decode → map → JSON encode → Kafka: `job.mjs SERVERS RECORDS TOPIC`. */
import { KafkaOffsetsInitializer, KafkaRecordSerializationSchema, KafkaSink, KafkaSource } from '@millrace/kafka';
import {
  JsonRowDeserializationSchema,
  JsonRowSerializationSchema,
  StreamExecutionEnvironment,
  Types,
  WatermarkStrategy,
} from 'millrace';
import { report } from './bench-driver.mjs';

const [servers = '', , topic = ''] = process.argv.slice(2);
const type = Types.OBJECT({ id: Types.LONG(), name: Types.STRING(), count: Types.LONG(), note: Types.STRING() });
const source = KafkaSource.builder()
  .setBootstrapServers(servers)
  .setTopics('in')
  .setBounded(KafkaOffsetsInitializer.latest())
  .setValueOnlyDeserializer(new JsonRowDeserializationSchema({ typeInfo: type }))
  .build();
const sink = KafkaSink.builder()
  .setBootstrapServers(servers)
  .setRecordSerializer(
    KafkaRecordSerializationSchema.builder()
      .setTopic(topic)
      .setValueSerializationSchema(new JsonRowSerializationSchema({ typeInfo: type }))
      .build(),
  )
  .setDeliveryGuarantee('at-least-once')
  .build();
const startedAt = performance.now();
const env = StreamExecutionEnvironment.getExecutionEnvironment();
env
  .fromSource(source, WatermarkStrategy.noWatermarks(), 'in')
  .map((sale) => ({ ...sale, count: sale.count + 1 }), type)
  .sinkTo(sink);
await env.execute('bench');
report(startedAt);
