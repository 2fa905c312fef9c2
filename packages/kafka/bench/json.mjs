// @ts-check
/** Consume, JSON.parse, a map, JSON.stringify and produce, by hand over the driver: `json.mjs SERVERS RECORDS TOPIC`. */
import { openDriver, readerOptions, report, writerOptions } from './bench-driver.mjs';

const [servers = '', count = '', topic = ''] = process.argv.slice(2);
const driver = openDriver(servers);
const writer = driver.openWriter(writerOptions());
const reader = driver.openReader(readerOptions);
await writer.partitionCount(topic);
await driver.describeTopics(['in']);
const startedAt = performance.now();
const partition = reader.assign({ topic: 'in', partition: 0 }, 0, Number(count));
while (!partition.finished) {
  if (!writer.canAccept) await writer.ready();
  await reader.ready();
  for (let turn = 0; turn < 1_000; turn++) {
    const record = reader.next();
    if (record === undefined) break;
    const sale = JSON.parse(record.valueText() ?? '');
    writer.write({ topic, value: JSON.stringify({ ...sale, count: sale.count + 1 }) });
  }
  await new Promise(setImmediate);
}
await writer.flush();
report(startedAt);
await driver.close();
