// The article's job. By default its rows go to standard output:
//   millrace run examples/sell-total/job.ts
// To a topic, or with other inputs (JSON lines):
//   millrace run examples/sell-total/job.ts -- --kafka 127.0.0.1:9092 --names names.jsonl --sales sales.jsonl
import { parseArgs } from 'node:util';
import { defineJob, JsonRowSerializationSchema, Types } from 'millrace';
import { jsonLines } from './json-lines.js';
import { ITEM_NAME, SALE, SELL_TOTAL, sellTotal } from './sell-total.js';

const NAMES = [
  { id: 1, name: 'apple' },
  { id: 2, name: 'banana' },
  { id: 3, name: 'cherry' },
  { id: 4, name: 'durian' },
  { id: 6, name: 'fig' },
  { id: 7, name: 'grape' },
];

const SALES = [
  { id: 1, count: 1 },
  { id: 2, count: 3 },
  { id: 3, count: 5 },
  { id: 1, count: 5 },
  { id: 5, count: 100 },
  { id: 6, count: 66 },
  { id: 1, count: 10 },
];

export default defineJob(async (env, args) => {
  const { values } = parseArgs({
    args: [...args],
    options: { kafka: { type: 'string' }, names: { type: 'string' }, sales: { type: 'string' } },
  });
  const names = env.fromCollection(values.names === undefined ? NAMES : jsonLines(values.names, ITEM_NAME), ITEM_NAME);
  const sales = env.fromCollection(values.sales === undefined ? SALES : jsonLines(values.sales, SALE), SALE);
  const totals = sellTotal(names, sales);
  const json = JsonRowSerializationSchema.builder().withTypeInfo(SELL_TOTAL).build();
  if (values.kafka === undefined) {
    const text = new TextDecoder();
    totals.map((total) => text.decode(json.serialize(total)), Types.STRING()).print();
    return;
  }
  const { KafkaRecordSerializationSchema, KafkaSink } = await import('@millrace/kafka');
  totals.sinkTo(
    KafkaSink.builder()
      .setBootstrapServers(values.kafka)
      .setRecordSerializer(
        KafkaRecordSerializationSchema.builder().setTopic('TempResults').setValueSerializationSchema(json).build(),
      )
      .build(),
  );
});
