import { afterAll, inject } from 'vitest';
import type { KafkaListener } from '../../../../tools/kafka/kafka-cluster.mjs';
import type { SharedBroker } from '../../../../tools/kafka/shared-broker.mjs';
import type { KafkaProperties } from '../properties/property-values.js';
import { type TestDriver, testDriver } from './protocol-driver.test-support.js';

/** The shared broker as one test file uses it. */
export interface OneBroker {
  readonly broker: SharedBroker;
  /** A driver to the broker's plain listener. */
  readonly kafka: TestDriver;
  address(listener?: KafkaListener): string;
  /** Another driver, to another listener or with other properties; closed at the end. */
  open(listener?: KafkaListener, properties?: KafkaProperties): TestDriver;
  /** Has a driver closed at the end. */
  keep(driver: TestDriver): TestDriver;
  /** Makes a topic with a name of its own. */
  newTopic(partitions?: number, configs?: Readonly<Record<string, string>>): Promise<string>;
}

/**
 * The shared broker; to be called inside of `describeWithKafka`.
 *
 * @param prefix what the file's topics begin with
 */
export function useBroker(prefix: string): OneBroker {
  const broker = inject('sharedBroker');
  const opened: TestDriver[] = [];
  let topics = 0;
  let kafka: TestDriver | undefined;
  const one: OneBroker = {
    broker,
    get kafka() {
      kafka ??= one.open();
      return kafka;
    },
    address: (listener = 'PLAINTEXT') => `127.0.0.1:${broker.ports[listener]}`,
    open: (listener, properties) => one.keep(testDriver(one.address(listener), properties)),
    keep(driver) {
      opened.push(driver);
      return driver;
    },
    async newTopic(partitions = 1, configs = {}) {
      const topic = `${prefix}-${++topics}`;
      await one.kafka.driver.administration.createTopic(topic, { partitions, configs });
      return topic;
    },
  };
  afterAll(async () => {
    for (const { driver } of opened) await driver.close();
  });
  return one;
}

export const values = (records: readonly { readonly value: string | null }[]) => records.map(({ value }) => value);

/** Records with the numbers from `from` as values. */
export const numbered = (topic: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ topic, value: `${from + n}` }));
