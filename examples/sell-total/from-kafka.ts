// The same job without an end: names and sales are topics, and so is the result.
//   millrace run examples/sell-total/from-kafka.ts -- --kafka 127.0.0.1:9092
// Ctrl-C or SIGTERM stops it gracefully: what has been read reaches the topic of results first.
import { parseArgs } from 'node:util';
import { KafkaOffsetsInitializer, KafkaRecordSerializationSchema, KafkaSink, KafkaSource } from '@millrace/kafka';
import {
  defineJob,
  JsonRowDeserializationSchema,
  JsonRowSerializationSchema,
  type TypeInformation,
  WatermarkStrategy,
} from 'millrace';
import { ITEM_NAME, SALE, SELL_TOTAL, sellTotal } from './sell-total.js';

export default defineJob((env, args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kafka: { type: 'string', default: '127.0.0.1:9092' },
      names: { type: 'string', default: 'item-names' },
      sales: { type: 'string', default: 'sales' },
      results: { type: 'string', default: 'sell-totals' },
      group: { type: 'string', default: 'sell-total' },
    },
  });

  const topic = <T>(name: string, type: TypeInformation<T>) =>
    env.fromSource(
      KafkaSource.builder()
        .setBootstrapServers(values.kafka)
        .setTopics(name)
        .setGroupId(values.group)
        .setStartingOffsets(KafkaOffsetsInitializer.earliest())
        .setValueOnlyDeserializer(JsonRowDeserializationSchema.builder().typeInfo(type).failOnMissingField().build())
        .build(),
      WatermarkStrategy.noWatermarks(),
      name,
    );

  sellTotal(topic(values.names, ITEM_NAME), topic(values.sales, SALE)).sinkTo(
    KafkaSink.builder()
      .setBootstrapServers(values.kafka)
      .setRecordSerializer(
        KafkaRecordSerializationSchema.builder()
          .setTopic(values.results)
          .setValueSerializationSchema(JsonRowSerializationSchema.builder().withTypeInfo(SELL_TOTAL).build())
          .build(),
      )
      .build(),
  );
});
