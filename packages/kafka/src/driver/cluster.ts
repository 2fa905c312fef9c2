import { MillraceError } from 'millrace';
import { Connection } from '../network/connection.js';
import type { SecuritySettings } from '../network/security.js';
import { brokerError } from '../protocol/error-codes.js';
import { brokerFailure, connectionFailure, isConnectionFailure } from '../protocol/kafka-errors.js';
import { type CoordinatorKind, findCoordinator } from '../protocol/messages/find-coordinator.js';
import { type MetadataResponse, metadata } from '../protocol/messages/metadata.js';
import type { DriverWarning, TopicDescription, TopicPartition } from './kafka-driver.js';
import { type Backoffs, retrying } from './retry.js';

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

export interface ClusterOptions {
  readonly bootstrapServers: readonly BrokerAddress[];
  readonly clientId: string;
  readonly softwareVersion: string;
  readonly security: SecuritySettings;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long a look-up may be repeated. */
  readonly apiTimeoutMs: number;
  readonly metadataMaxAgeMs: number;
  readonly backoffs: Backoffs;
  readonly onWarning: (warning: DriverWarning) => void;
}

/** Who leads a partition. */
export interface PartitionLeader {
  readonly nodeId: number;
  readonly leaderEpoch: number;
}

/** How a look-up treats topics that the brokers do not know. */
export interface TopicLookup {
  readonly allowAutoTopicCreation: boolean;
  readonly timeoutMs: number;
}

// A topic that was created a moment ago may not be known to every broker: asked again this long before it counts as missing.
const UNKNOWN_TOPIC_PATIENCE_MS = 1_000;

const keyOf = (lane: string, { host, port }: BrokerAddress) => `${lane}@${host}:${port}`;

interface CachedTopic {
  readonly description: TopicDescription;
  readonly leaders: readonly (PartitionLeader | undefined)[];
  readonly learntAt: number;
}

/**
 * The brokers, the topics and who leads what, with one connection for each broker and purpose.
 *
 * A broker works on one request of a connection at a time, so a fetch that waits for records has a connection of its
 * own (its "lane"), and so have writers.
 */
export class Cluster {
  readonly options: ClusterOptions;
  readonly #connections = new Map<string, Promise<Connection>>();
  readonly #opened = new Map<string, Connection>();
  #brokers = new Map<number, BrokerAddress>();
  #controllerId = -1;
  readonly #topics = new Map<string, CachedTopic>();
  readonly #coordinators = new Map<string, number>();
  #refreshing: Promise<void> | undefined;
  #nextBootstrap = 0;
  #closed = false;

  constructor(options: ClusterOptions) {
    this.options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    for (const opening of this.#connections.values()) {
      opening.then(
        (connection) => connection.close(),
        () => undefined,
      );
    }
    this.#connections.clear();
    this.#opened.clear();
  }

  /** Repeats a request while its failure may pass, looking for leaders and coordinators anew. */
  retrying<Result>(
    doing: string,
    attempt: () => Promise<Result>,
    timeoutMs = this.options.apiTimeoutMs,
  ): Promise<Result> {
    const { backoffs, onWarning } = this.options;
    return retrying(
      {
        doing,
        timeoutMs,
        backoffs,
        isClosed: () => this.#closed,
        onRetry: (error, attempts) => {
          if (attempts === 1 && isConnectionFailure(error)) {
            const message = `${doing}: ${error.message} Trying for ${timeoutMs} ms.`;
            onWarning({ code: error.code, message, facts: { doing, timeoutMs } });
          }
        },
      },
      attempt,
    );
  }

  /** A connection to one broker for one purpose, if it is open. */
  openConnection(nodeId: number, lane: string): Connection | undefined {
    const address = this.#brokers.get(nodeId);
    if (address === undefined) return undefined;
    const connection = this.#opened.get(keyOf(lane, address));
    return connection?.usable === true ? connection : undefined;
  }

  /** A connection to one broker for one purpose. */
  connection(nodeId: number, lane = 'control'): Promise<Connection> {
    const address = this.#brokers.get(nodeId);
    if (address === undefined) {
      return Promise.reject(
        connectionFailure('KAFKA_CONNECTION_FAILED', `No address of broker ${nodeId} is known.`, { nodeId }),
      );
    }
    return this.#open(keyOf(lane, address), address);
  }

  async #open(key: string, address: BrokerAddress): Promise<Connection> {
    const known = this.#connections.get(key);
    if (known !== undefined) {
      const connection = await known.catch(() => undefined);
      if (connection?.usable === true) return connection;
      // Another caller may have replaced it while this one waited.
      if (this.#connections.get(key) !== known) return this.#open(key, address);
      this.#connections.delete(key);
      connection?.retire();
    }
    if (this.#closed) throw new MillraceError('KAFKA_CLOSED', 'The Kafka client is closed.');
    const { clientId, softwareVersion, security, connectTimeoutMs, requestTimeoutMs } = this.options;
    const opening = Connection.open({
      ...address,
      clientId,
      softwareVersion,
      security,
      connectTimeoutMs,
      requestTimeoutMs,
    });
    this.#connections.set(key, opening);
    try {
      const connection = await opening;
      if (this.#closed) {
        connection.close();
        throw new MillraceError('KAFKA_CLOSED', 'The Kafka client is closed.');
      }
      this.#opened.set(key, connection);
      return connection;
    } catch (error) {
      if (this.#connections.get(key) === opening) this.#connections.delete(key);
      throw error;
    }
  }

  /** A connection to any broker: those known first, then the bootstrap servers in turn. */
  async anyConnection(): Promise<Connection> {
    const bootstrap = this.options.bootstrapServers;
    const turn = this.#nextBootstrap++;
    const candidates = [
      ...this.#brokers.values(),
      ...bootstrap.map((_, index) => bootstrap[(index + turn) % bootstrap.length] as BrokerAddress),
    ];
    let failure: unknown;
    for (const address of candidates) {
      try {
        return await this.#open(keyOf('control', address), address);
      } catch (error) {
        // Wrong credentials or certificates stay wrong, but a listed broker that is down does not hide one that is up.
        if (failure === undefined || !isConnectionFailure(error)) failure = error;
        if (!isConnectionFailure(error)) break;
      }
    }
    throw failure;
  }

  /** A connection to the broker that accepts administrative requests. */
  async controllerConnection(): Promise<Connection> {
    await this.#ask([], false);
    return this.connection(this.#controllerId);
  }

  async #ask(topics: readonly string[] | null, allowAutoTopicCreation: boolean): Promise<MetadataResponse> {
    const connection = await this.anyConnection();
    const answer = await connection.request(metadata, { topics, allowAutoTopicCreation });
    if (answer.brokers.length > 0) {
      this.#brokers = new Map(answer.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
      this.#controllerId = answer.controllerId;
    }
    const learntAt = Date.now();
    for (const topic of answer.topics) {
      if (topic.errorCode !== 0) {
        this.#topics.delete(topic.name);
        continue;
      }
      const partitions = [...topic.partitions].sort((one, other) => one.partition - other.partition);
      this.#topics.set(topic.name, {
        description: { topic: topic.name, internal: topic.internal, partitions },
        leaders: partitions.map(({ leaderId, leaderEpoch }) =>
          leaderId < 0 ? undefined : { nodeId: leaderId, leaderEpoch },
        ),
        learntAt,
      });
    }
    return answer;
  }

  /** Every topic that may be seen, asked for anew. */
  async allTopics(): Promise<readonly TopicDescription[]> {
    return this.retrying('Listing topics', async () => {
      const answer = await this.#ask(null, false);
      return answer.topics.flatMap((topic) => this.#topics.get(topic.name)?.description ?? []);
    });
  }

  /**
   * Topics by name, asked for anew.
   *
   * @throws MillraceError KAFKA_TOPIC_UNKNOWN for one that is still missing after some patience, or, where creation is
   * allowed, after the whole time.
   */
  async describeTopics(topics: readonly string[], lookup: TopicLookup): Promise<readonly TopicDescription[]> {
    const startedAt = Date.now();
    const patienceMs = lookup.allowAutoTopicCreation
      ? lookup.timeoutMs
      : Math.min(UNKNOWN_TOPIC_PATIENCE_MS, lookup.timeoutMs);
    return this.retrying(
      'Looking up topics',
      async () => {
        const answer = await this.#ask(topics, lookup.allowAutoTopicCreation);
        const failed = answer.topics.find((topic) => topic.errorCode !== 0);
        if (failed !== undefined) {
          const failure = brokerFailure(failed.errorCode, `Looking up topic '${failed.name}'`, { topic: failed.name });
          const unknown = failure.code === 'KAFKA_TOPIC_UNKNOWN';
          throw unknown && Date.now() - startedAt >= patienceMs
            ? missing(failed.name, Date.now() - startedAt)
            : failure;
        }
        return topics.map((topic) => (this.#topics.get(topic) as CachedTopic).description);
      },
      lookup.timeoutMs,
    );
  }

  /** The partitions of a topic, if they were asked for before. */
  knownTopic(topic: string): TopicDescription | undefined {
    return this.#topics.get(topic)?.description;
  }

  /** The leader of a partition as last heard of. */
  leader({ topic, partition }: TopicPartition): PartitionLeader | undefined {
    return this.#topics.get(topic)?.leaders[partition];
  }

  /** Whether what is known of a topic is older than `metadata.max.age.ms`. */
  isStale(topic: string): boolean {
    const learntAt = this.#topics.get(topic)?.learntAt;
    return learntAt === undefined || Date.now() - learntAt > this.options.metadataMaxAgeMs;
  }

  /**
   * Asks once for topics, keeping what is known of those that fail; several callers share one request.
   *
   * @returns what the broker said of topics that failed, by name
   */
  async refresh(topics: readonly string[], allowAutoTopicCreation = false): Promise<ReadonlyMap<string, number>> {
    while (this.#refreshing !== undefined) await this.#refreshing;
    let done = () => {};
    this.#refreshing = new Promise((resolve) => {
      done = resolve;
    });
    try {
      const answer = await this.#ask(topics, allowAutoTopicCreation);
      return new Map(
        answer.topics.filter((topic) => topic.errorCode !== 0).map((topic) => [topic.name, topic.errorCode]),
      );
    } finally {
      this.#refreshing = undefined;
      done();
    }
  }

  /** A connection to the broker that keeps a group or a transactional id. */
  async coordinatorConnection(kind: CoordinatorKind, id: string): Promise<Connection> {
    const key = `${kind}:${id}`;
    const known = this.#coordinators.get(key);
    if (known !== undefined) return this.connection(known);
    const connection = await this.anyConnection();
    const answer = await connection.request(findCoordinator, { kind, id });
    if (answer.errorCode !== 0) {
      throw brokerFailure(
        answer.errorCode,
        `Looking up the coordinator of ${kind} '${id}'`,
        { [kind]: id },
        answer.errorMessage,
      );
    }
    this.#brokers.set(answer.nodeId, { host: answer.host, port: answer.port });
    this.#coordinators.set(key, answer.nodeId);
    return this.connection(answer.nodeId);
  }

  /** Sends a request to a coordinator, looking it up again when it has moved. */
  withCoordinator<Result>(
    kind: CoordinatorKind,
    id: string,
    doing: string,
    attempt: (connection: Connection) => Promise<Result>,
    timeoutMs = this.options.apiTimeoutMs,
  ): Promise<Result> {
    return this.retrying(
      doing,
      async () => {
        try {
          return await attempt(await this.coordinatorConnection(kind, id));
        } catch (error) {
          if (isConnectionFailure(error) || movesCoordinator(error)) this.#coordinators.delete(`${kind}:${id}`);
          throw error;
        }
      },
      timeoutMs,
    );
  }
}

function movesCoordinator(error: unknown): boolean {
  const code = error instanceof MillraceError ? error.facts['brokerErrorCode'] : undefined;
  if (typeof code !== 'number') return false;
  const { name } = brokerError(code);
  return name === 'NOT_COORDINATOR' || name === 'COORDINATOR_NOT_AVAILABLE';
}

function missing(topic: string, elapsedMs: number): MillraceError {
  return new MillraceError('KAFKA_TOPIC_UNKNOWN', `The topic '${topic}' does not exist.`, {
    facts: { topic, elapsedMs },
    hint: 'Create the topic, or check its name and the permission to describe it.',
  });
}
