import { consumerSettings, producerSettings } from '../properties/client-properties.js';
import type { KafkaProperties } from '../properties/property-values.js';
import type { FetchedRecord } from '../records/fetched-record.js';
import type {
  DriverWarning,
  KafkaDriver,
  KafkaReader,
  KafkaWriter,
  OutgoingRecord,
  WriterOptions,
} from './kafka-driver.js';
import { createProtocolDriver } from './protocol-driver.js';
import { pause } from './retry.js';

/** A driver for tests, made from Kafka's properties, and what it warned of. */
export interface TestDriver {
  readonly driver: KafkaDriver;
  readonly warnings: DriverWarning[];
  reader(properties?: KafkaProperties): KafkaReader;
  writer(properties?: KafkaProperties, more?: Partial<WriterOptions>): KafkaWriter;
}

const quiet = () => undefined;

/** Makes a driver; everything opened by it ends with its `driver.close()`. */
export function testDriver(bootstrapServers: string, properties: KafkaProperties = {}): TestDriver {
  const base = { 'bootstrap.servers': bootstrapServers, ...properties };
  const { connection, apiTimeoutMs } = consumerSettings(base, quiet);
  const warnings: DriverWarning[] = [];
  const driver = createProtocolDriver({
    ...connection,
    clientId: 'millrace-test',
    softwareVersion: '0.0.0',
    apiTimeoutMs,
    onWarning: (warning) => warnings.push(warning),
  });
  return {
    driver,
    warnings,
    reader: (more = {}) => driver.openReader(consumerSettings({ ...base, ...more }, quiet).reader),
    writer: (more = {}, options = {}) =>
      driver.openWriter({
        ...producerSettings({ ...base, ...more }, quiet).writer,
        onBatchFailure: 'fail',
        ...options,
      }),
  };
}

/** Writes records and waits until the brokers have them. */
export async function writeAll(writer: KafkaWriter, records: readonly OutgoingRecord[]): Promise<void> {
  for (const record of records) {
    if (!writer.canAccept) await writer.ready();
    writer.write(record);
  }
  await writer.flush();
}

/** What tests look at in a record. */
export interface ReadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly value: string | null;
}

/** Polls until a condition on what was read holds; the test's own time-out is the bound. */
export async function readUntil(
  reader: KafkaReader,
  enough: (records: readonly ReadRecord[]) => boolean,
  seen: (record: FetchedRecord) => void = quiet,
): Promise<readonly ReadRecord[]> {
  const records: ReadRecord[] = [];
  while (!enough(records)) {
    await reader.ready();
    for (let record = reader.next(); record !== undefined; record = reader.next()) {
      seen(record);
      records.push({ partition: record.partition, offset: record.offset, value: record.valueText() });
      if (enough(records)) break;
    }
  }
  return records;
}

/** Waits until every transaction that was ended is seen as ended: markers are written after the answer to EndTxn. */
export async function settled(kafka: TestDriver, topic: string): Promise<void> {
  const end = async (isolation: 'read_committed' | 'read_uncommitted') =>
    (await kafka.driver.listOffsets([{ topic, partition: 0, at: { kind: 'latest' } }], isolation))[0]?.offset;
  while ((await end('read_committed')) !== (await end('read_uncommitted'))) await pause(10);
}

/** Reads one partition from an offset up to its present end. */
export async function readPartition(
  kafka: TestDriver,
  topic: string,
  properties: KafkaProperties = {},
  partition = 0,
): Promise<readonly ReadRecord[]> {
  const isolation = properties['isolation.level'] === 'read_committed' ? 'read_committed' : 'read_uncommitted';
  const at = (kind: 'earliest' | 'latest') => kafka.driver.listOffsets([{ topic, partition, at: { kind } }], isolation);
  const [[first], [end]] = await Promise.all([at('earliest'), at('latest')]);
  const reader = kafka.reader(properties);
  const assigned = reader.assign({ topic, partition }, first?.offset ?? 0, end?.offset ?? 0);
  const records = await readUntil(reader, () => assigned.finished);
  reader.close();
  return records;
}
