/** What becomes of a property that Kafka knows. */
export type PropertyRule =
  /** Has the effect that Kafka documents. */
  | { readonly kind: 'used' }
  /** Only this value describes what happens here; another is refused. */
  | { readonly kind: 'fixed'; readonly value: string; readonly because: string }
  | { readonly kind: 'refused'; readonly because: string };

/** Which of Kafka's two clients a property belongs to. */
export type PropertyOwner = 'consumer' | 'producer' | 'both';

export interface KnownProperty {
  readonly owner: PropertyOwner;
  readonly rule: PropertyRule;
}

const USED: PropertyRule = { kind: 'used' };
const refused = (because: string): PropertyRule => ({ kind: 'refused', because });
const fixed = (value: string, because: string): PropertyRule => ({ kind: 'fixed', value, because });

const NO_MEMBERSHIP = refused('partitions are assigned by the job, not by a consumer group');
const JAVA_CLASS = refused('it names a Java class');
const NO_METRICS = refused('metrics are those of the job; there is no JMX here');
const NOT_SETTABLE = refused('Node does not let a program set it');
const ONLY_THESE_MECHANISMS = refused('the mechanisms here are PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512');
const JAVA_TLS = refused('it configures the TLS of Java');

const entries = (
  owner: PropertyOwner,
  rule: PropertyRule,
  names: readonly string[],
): (readonly [string, KnownProperty])[] => names.map((name) => [name, { owner, rule }]);

// All property names of Kafka 4.3's consumer and producer.
const TABLE: readonly (readonly [string, KnownProperty])[] = [
  ...entries('both', USED, [
    'bootstrap.servers',
    'client.id',
    'metadata.max.age.ms',
    'reconnect.backoff.ms',
    'reconnect.backoff.max.ms',
    'request.timeout.ms',
    'retry.backoff.ms',
    'retry.backoff.max.ms',
    'sasl.jaas.config',
    'sasl.mechanism',
    'security.protocol',
    'socket.connection.setup.timeout.ms',
    'ssl.enabled.protocols',
    'ssl.endpoint.identification.algorithm',
    'ssl.key.password',
    'ssl.keystore.certificate.chain',
    'ssl.keystore.key',
    'ssl.keystore.location',
    'ssl.keystore.password',
    'ssl.keystore.type',
    'ssl.truststore.certificates',
    'ssl.truststore.location',
    'ssl.truststore.type',
  ]),
  ...entries('consumer', USED, [
    'auto.commit.interval.ms',
    'auto.offset.reset',
    'check.crcs',
    'default.api.timeout.ms',
    'enable.auto.commit',
    'fetch.max.bytes',
    'fetch.max.wait.ms',
    'fetch.min.bytes',
    'group.id',
    'isolation.level',
    'max.partition.fetch.bytes',
  ]),
  ...entries('producer', USED, [
    'acks',
    'batch.size',
    'buffer.memory',
    'compression.gzip.level',
    'compression.type',
    'compression.zstd.level',
    'delivery.timeout.ms',
    'enable.idempotence',
    'linger.ms',
    'max.block.ms',
    'max.in.flight.requests.per.connection',
    'max.request.size',
    'partitioner.ignore.keys',
    'retries',
    'transaction.timeout.ms',
  ]),
  ...entries('both', fixed('use_all_dns_ips', 'every address of a host name is tried'), ['client.dns.lookup']),
  ...entries('both', fixed('false', 'the client sends no metrics to the broker'), ['enable.metrics.push']),
  ...entries('both', fixed('rebootstrap', 'the bootstrap servers are always asked again when no broker answers'), [
    'metadata.recovery.strategy',
  ]),
  ...entries(
    'consumer',
    fixed('org.apache.kafka.common.serialization.ByteArrayDeserializer', 'use the deserializer of the source'),
    ['key.deserializer', 'value.deserializer'],
  ),
  ...entries(
    'producer',
    fixed('org.apache.kafka.common.serialization.ByteArraySerializer', 'use the record serializer of the sink'),
    ['key.serializer', 'value.serializer'],
  ),
  ...entries('consumer', fixed('false', 'a source never creates topics'), ['allow.auto.create.topics']),
  ...entries('producer', fixed('false', 'batches without key go to the partitions evenly'), [
    'partitioner.adaptive.partitioning.enable',
  ]),
  ...entries('producer', fixed('0', 'a partition is never left out for being slow'), [
    'partitioner.availability.timeout.ms',
  ]),
  ...entries('consumer', NO_MEMBERSHIP, [
    'exclude.internal.topics',
    'group.instance.id',
    'group.protocol',
    'group.remote.assignor',
    'heartbeat.interval.ms',
    'internal.throw.on.fetch.stable.offset.unsupported',
    'max.poll.interval.ms',
    'partition.assignment.strategy',
    'session.timeout.ms',
  ]),
  ...entries('consumer', refused('records are handed out one at a time'), ['max.poll.records']),
  ...entries('consumer', refused('records are always read from the leader of a partition'), ['client.rack']),
  ...entries('consumer', refused('it belongs to share groups'), ['share.acknowledgement.mode', 'share.acquire.mode']),
  ...entries('producer', JAVA_CLASS, ['partitioner.class']),
  ...entries('producer', refused('the codec here has one level'), ['compression.lz4.level']),
  ...entries('producer', refused('what is known of a topic is kept while the sink runs'), ['metadata.max.idle.ms']),
  ...entries('producer', refused('the sink makes transactional ids from its transactional id prefix'), [
    'transactional.id',
  ]),
  ...entries('producer', refused('transactions of the sink do not use it'), ['transaction.two.phase.commit.enable']),
  ...entries('both', JAVA_CLASS, ['interceptor.classes', 'security.providers', 'ssl.engine.factory.class']),
  ...entries('both', refused('values are given as they are'), ['config.providers']),
  ...entries('both', NO_METRICS, [
    'metric.reporters',
    'metrics.num.samples',
    'metrics.recording.level',
    'metrics.sample.window.ms',
  ]),
  ...entries('both', NOT_SETTABLE, ['receive.buffer.bytes', 'send.buffer.bytes']),
  ...entries('both', refused('connections live as long as the source or sink that uses them'), [
    'connections.max.idle.ms',
  ]),
  ...entries('both', refused('the bootstrap servers are asked as soon as no broker answers'), [
    'metadata.recovery.rebootstrap.trigger.ms',
  ]),
  ...entries('both', refused('the time for a connection does not grow'), ['socket.connection.setup.timeout.max.ms']),
  ...entries('both', JAVA_TLS, [
    'ssl.cipher.suites',
    'ssl.keymanager.algorithm',
    'ssl.protocol',
    'ssl.provider',
    'ssl.secure.random.implementation',
    'ssl.trustmanager.algorithm',
  ]),
  ...entries('both', refused('a PEM trust store has no password'), ['ssl.truststore.password']),
  ...entries('both', JAVA_CLASS, [
    'sasl.client.callback.handler.class',
    'sasl.login.callback.handler.class',
    'sasl.login.class',
  ]),
  ...entries('both', ONLY_THESE_MECHANISMS, [
    'sasl.kerberos.kinit.cmd',
    'sasl.kerberos.min.time.before.relogin',
    'sasl.kerberos.service.name',
    'sasl.kerberos.ticket.renew.jitter',
    'sasl.kerberos.ticket.renew.window.factor',
    'sasl.login.connect.timeout.ms',
    'sasl.login.read.timeout.ms',
    'sasl.login.refresh.buffer.seconds',
    'sasl.login.refresh.min.period.seconds',
    'sasl.login.refresh.window.factor',
    'sasl.login.refresh.window.jitter',
    'sasl.login.retry.backoff.max.ms',
    'sasl.login.retry.backoff.ms',
    'sasl.oauthbearer.assertion.algorithm',
    'sasl.oauthbearer.assertion.claim.aud',
    'sasl.oauthbearer.assertion.claim.exp.seconds',
    'sasl.oauthbearer.assertion.claim.iss',
    'sasl.oauthbearer.assertion.claim.jti.include',
    'sasl.oauthbearer.assertion.claim.nbf.seconds',
    'sasl.oauthbearer.assertion.claim.sub',
    'sasl.oauthbearer.assertion.file',
    'sasl.oauthbearer.assertion.private.key.file',
    'sasl.oauthbearer.assertion.private.key.passphrase',
    'sasl.oauthbearer.assertion.template.file',
    'sasl.oauthbearer.client.credentials.client.id',
    'sasl.oauthbearer.client.credentials.client.secret',
    'sasl.oauthbearer.clock.skew.seconds',
    'sasl.oauthbearer.expected.audience',
    'sasl.oauthbearer.expected.issuer',
    'sasl.oauthbearer.header.urlencode',
    'sasl.oauthbearer.jwks.endpoint.refresh.ms',
    'sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms',
    'sasl.oauthbearer.jwks.endpoint.retry.backoff.ms',
    'sasl.oauthbearer.jwks.endpoint.url',
    'sasl.oauthbearer.jwt.retriever.class',
    'sasl.oauthbearer.jwt.validator.class',
    'sasl.oauthbearer.scope',
    'sasl.oauthbearer.scope.claim.name',
    'sasl.oauthbearer.sub.claim.name',
    'sasl.oauthbearer.token.endpoint.url',
  ]),
];

/** Every property name of Kafka's consumer and producer, and what becomes of it here. */
export const KNOWN_PROPERTIES: ReadonlyMap<string, KnownProperty> = new Map(TABLE);
