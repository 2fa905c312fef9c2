// @ts-check
/** Kafka → keyed state → Kafka, until it is ended: `keyed-job.mjs SERVERS`. */
import { KafkaOffsetsInitializer, KafkaRecordSerializationSchema, KafkaSink, KafkaSource } from '@millrace/kafka';
import {
  JsonRowDeserializationSchema,
  JsonRowSerializationSchema,
  StreamExecutionEnvironment,
  Types,
  WatermarkStrategy,
} from 'millrace';

const [servers = ''] = process.argv.slice(2);
const type = Types.OBJECT({ id: Types.LONG(), at: Types.DOUBLE(), total: Types.LONG() });
const source = KafkaSource.builder()
  .setBootstrapServers(servers)
  .setTopics('latency-in')
  .setValueOnlyDeserializer(new JsonRowDeserializationSchema({ typeInfo: type }))
  .setStartingOffsets(KafkaOffsetsInitializer.earliest())
  .build();
const sink = KafkaSink.builder()
  .setBootstrapServers(servers)
  .setRecordSerializer(
    KafkaRecordSerializationSchema.builder()
      .setTopic('latency-out')
      .setValueSerializationSchema(new JsonRowSerializationSchema({ typeInfo: type }))
      .build(),
  )
  .setDeliveryGuarantee('at-least-once')
  .build();
const env = StreamExecutionEnvironment.getExecutionEnvironment();
env
  .fromSource(source, WatermarkStrategy.noWatermarks(), 'in')
  .keyBy((sale) => sale.id, Types.LONG())
  .reduce((sum, sale) => ({ id: sale.id, at: sale.at, total: sum.total + sale.total }))
  .sinkTo(sink);
const job = env.executeAsync('bench');
process.on('SIGTERM', () => process.exit(0));
await job.getJobExecutionResult();
