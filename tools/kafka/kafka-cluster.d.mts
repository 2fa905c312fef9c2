import type { Certificates } from './certificates.mjs';

/** A listener of the brokers; only PLAINTEXT exists unless the cluster is `secure`. */
export type KafkaListener = 'PLAINTEXT' | 'SSL' | 'MUTUAL' | 'EXPIRED' | 'SASL_PLAINTEXT' | 'SASL_SSL' | 'PROXIED';

export interface KafkaClusterOptions {
  /** How many brokers; default 1. With three, topics have three replicas of which two must be in sync. */
  readonly brokers?: number;
  /** The first broker's PLAINTEXT port, the others follow; default: free ports. */
  readonly port?: number;
  /** Also listen with TLS (valid, client-authenticated, expired) and SASL (PLAIN, SCRAM); default false. */
  readonly secure?: boolean;
  /** SASL users and passwords of a secure cluster; default one user `alice` with `alice-secret`. */
  readonly users?: Readonly<Record<string, string>>;
  /** More lines for server.properties. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Largest heap of each broker in MB; default 512. */
  readonly heapMb?: number;
  /** Let Java compile the brokers' code fully: faster once warm, slower to start; default false. */
  readonly fullSpeed?: boolean;
  readonly progress?: (message: string) => void;
}

export interface KafkaBroker {
  readonly nodeId: number;
  readonly ports: Readonly<Record<string, number>>;
  /** Where the broker's PROXIED listener says that it is: a free port, for a proxy that a test puts in between. */
  readonly proxyPort: number;
  /** The process id while the broker runs. */
  readonly pid: number | undefined;
  address(listener?: KafkaListener): string;
  /** Starts an ended broker again on the same ports and log folder; resolves when it answers. */
  start(): Promise<void>;
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>;
  /** Ends it in order, as SIGTERM does. */
  stop(): Promise<void>;
  /** Sends a signal, for example SIGSTOP and SIGCONT. */
  signal(name: NodeJS.Signals): void;
  /** The last lines that the broker wrote. */
  output(): string;
}

export interface KafkaCluster {
  readonly brokers: readonly KafkaBroker[];
  readonly certificates: Certificates | undefined;
  readonly users: Readonly<Record<string, string>>;
  /** Addresses of all brokers, joined by commas; default listener PLAINTEXT. */
  bootstrapServers(listener?: KafkaListener): string;
  /** Ends every broker and removes its folder. */
  stop(): Promise<void>;
}

/** Starts real Kafka brokers as Java processes on 127.0.0.1 and waits until they answer. */
export function startKafka(options?: KafkaClusterOptions): Promise<KafkaCluster>;

/** What is missing on this machine to start a broker, or undefined. */
export function missingForKafka(): Promise<string | undefined>;
