import type { Logger } from 'millrace';
import type { ConnectionSettings } from '../properties/client-properties.js';
import type { KafkaDriver } from './kafka-driver.js';
import { createProtocolDriver } from './protocol-driver.js';

/** Named to brokers beside the client id. */
const SOFTWARE_VERSION = '0.1.0';

/** What a driver is made from. */
export interface DriverSettings {
  readonly connection: ConnectionSettings;
  readonly clientId: string;
  /** How long a look-up may be repeated. */
  readonly apiTimeoutMs: number;
  readonly logger: Logger;
}

/** Makes the driver of a source or sink: replaced where a job runs against a model of Kafka. */
export type KafkaDriverFactory = (settings: DriverSettings) => KafkaDriver;

/** The {@link KafkaDriverFactory} that speaks Kafka's protocol to real brokers. */
export const protocolDriverFactory: KafkaDriverFactory = ({ connection, clientId, apiTimeoutMs, logger }) =>
  createProtocolDriver({
    ...connection,
    clientId,
    apiTimeoutMs,
    softwareVersion: SOFTWARE_VERSION,
    onWarning: ({ code, message, facts }) => logger.warn(message, { code, ...facts }),
  });
