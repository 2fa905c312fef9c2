import { Duration, type DurationLike, durationMs } from '../model/duration.js';
import { MillraceError } from '../model/millrace-error.js';

/** When the time to live of what is stored starts again. */
export type StateTtlUpdateType = 'Disabled' | 'OnCreateAndWrite' | 'OnReadAndWrite';

/** Whether what has expired may still be seen. */
export type StateTtlVisibility = 'ReturnExpiredIfNotCleanedUp' | 'NeverReturnExpired';

/** The clock that a time to live is measured by. */
export type StateTtlTimeCharacteristic = 'ProcessingTime';

/** How many entries are looked at when, to find expired ones on the heap. */
export interface IncrementalCleanupStrategy {
  readonly cleanupSize: number;
  readonly runCleanupForEveryRecord: boolean;
}

/** How often RocksDB asks for the time while it compacts. */
export interface RocksdbCompactFilterCleanupStrategy {
  readonly queryTimeAfterNumEntries: number;
}

/** How expired state that nobody reads is dropped. */
export class CleanupStrategies {
  private readonly fullSnapshot: boolean;
  private readonly background: boolean;
  private readonly incremental: IncrementalCleanupStrategy | undefined;
  private readonly rocksdb: RocksdbCompactFilterCleanupStrategy | undefined;

  constructor(
    fullSnapshot: boolean,
    background: boolean,
    incremental: IncrementalCleanupStrategy | undefined,
    rocksdb: RocksdbCompactFilterCleanupStrategy | undefined,
  ) {
    this.fullSnapshot = fullSnapshot;
    this.background = background;
    this.incremental = incremental;
    this.rocksdb = rocksdb;
  }

  /** True when a full snapshot leaves out what has expired. */
  inFullSnapshot(): boolean {
    return this.fullSnapshot;
  }

  isCleanupInBackground(): boolean {
    return this.background;
  }

  /** What was set, else 5 entries a state access unless background cleanup is off; undefined then. */
  getIncrementalCleanupStrategy(): IncrementalCleanupStrategy | undefined {
    return this.incremental ?? (this.background ? DEFAULT_INCREMENTAL : undefined);
  }

  /** What was set, else every 1,000 entries unless background cleanup is off; undefined then. */
  getRocksdbCompactFilterCleanupStrategy(): RocksdbCompactFilterCleanupStrategy | undefined {
    return this.rocksdb ?? (this.background ? DEFAULT_ROCKSDB : undefined);
  }
}

const DEFAULT_INCREMENTAL: IncrementalCleanupStrategy = { cleanupSize: 5, runCleanupForEveryRecord: false };
const DEFAULT_ROCKSDB: RocksdbCompactFilterCleanupStrategy = { queryTimeAfterNumEntries: 1000 };

const UPDATE_TYPES = ['Disabled', 'OnCreateAndWrite', 'OnReadAndWrite'] as const;
const VISIBILITIES = ['ReturnExpiredIfNotCleanedUp', 'NeverReturnExpired'] as const;

/**
 * How long state lives after it was last written (or read), and what becomes of it then: Flink's state TTL.
 *
 * List elements and map entries live and expire one by one. The time is the host's, whatever the time domain of the job.
 * What has expired is dropped when it is met, by the background cleanup of the back end, and, if asked, from snapshots.
 *
 * @example
 * ```ts
 * import { StateTtlConfig, Types, ValueStateDescriptor } from 'millrace';
 *
 * const lastSeen = new ValueStateDescriptor('last seen', Types.LONG());
 * lastSeen.enableTimeToLive(
 *   StateTtlConfig.newBuilder('1 d')
 *     .setUpdateType(StateTtlConfig.UpdateType.OnReadAndWrite)
 *     .build(),
 * );
 * ```
 */
export class StateTtlConfig {
  static readonly UpdateType = {
    Disabled: 'Disabled',
    OnCreateAndWrite: 'OnCreateAndWrite',
    OnReadAndWrite: 'OnReadAndWrite',
  } as const;
  static readonly StateVisibility = {
    ReturnExpiredIfNotCleanedUp: 'ReturnExpiredIfNotCleanedUp',
    NeverReturnExpired: 'NeverReturnExpired',
  } as const;
  static readonly TtlTimeCharacteristic = { ProcessingTime: 'ProcessingTime' } as const;

  private readonly updateType: StateTtlUpdateType;
  private readonly stateVisibility: StateTtlVisibility;
  private readonly ttlTimeCharacteristic: StateTtlTimeCharacteristic;
  private readonly ttl: Duration;
  private readonly cleanupStrategies: CleanupStrategies;

  /** @throws MillraceError `STATE_TTL_INVALID` for a time to live that is not above 0, or an unknown option. */
  constructor(
    updateType: StateTtlUpdateType,
    stateVisibility: StateTtlVisibility,
    ttlTimeCharacteristic: StateTtlTimeCharacteristic,
    ttl: DurationLike,
    cleanupStrategies: CleanupStrategies,
  ) {
    this.updateType = oneOf(UPDATE_TYPES, updateType, 'update type');
    this.stateVisibility = oneOf(VISIBILITIES, stateVisibility, 'state visibility');
    this.ttlTimeCharacteristic = oneOf(['ProcessingTime'] as const, ttlTimeCharacteristic, 'time characteristic');
    this.ttl = checkTtl(ttl);
    this.cleanupStrategies = cleanupStrategies;
  }

  /** Starts from: `OnCreateAndWrite`, `NeverReturnExpired`, background cleanup on. */
  static newBuilder(ttl: DurationLike): StateTtlConfigBuilder {
    return new StateTtlConfigBuilder(ttl);
  }

  getUpdateType(): StateTtlUpdateType {
    return this.updateType;
  }

  getStateVisibility(): StateTtlVisibility {
    return this.stateVisibility;
  }

  getTtl(): Duration {
    return this.ttl;
  }

  getTtlTimeCharacteristic(): StateTtlTimeCharacteristic {
    return this.ttlTimeCharacteristic;
  }

  /** False for the update type `Disabled`: such a state never expires. */
  isEnabled(): boolean {
    return this.updateType !== 'Disabled';
  }

  getCleanupStrategies(): CleanupStrategies {
    return this.cleanupStrategies;
  }
}

/** Builds a {@link StateTtlConfig}; got from `StateTtlConfig.newBuilder`. */
export class StateTtlConfigBuilder {
  private ttl: DurationLike;
  private updateType: StateTtlUpdateType = 'OnCreateAndWrite';
  private stateVisibility: StateTtlVisibility = 'NeverReturnExpired';
  private ttlTimeCharacteristic: StateTtlTimeCharacteristic = 'ProcessingTime';
  private fullSnapshot = false;
  private background = true;
  private incremental: IncrementalCleanupStrategy | undefined;
  private rocksdb: RocksdbCompactFilterCleanupStrategy | undefined;

  constructor(ttl: DurationLike) {
    this.ttl = ttl;
  }

  setTtl(ttl: DurationLike): this {
    this.ttl = ttl;
    return this;
  }

  setUpdateType(updateType: StateTtlUpdateType): this {
    this.updateType = updateType;
    return this;
  }

  updateTtlOnCreateAndWrite(): this {
    return this.setUpdateType('OnCreateAndWrite');
  }

  updateTtlOnReadAndWrite(): this {
    return this.setUpdateType('OnReadAndWrite');
  }

  setStateVisibility(stateVisibility: StateTtlVisibility): this {
    this.stateVisibility = stateVisibility;
    return this;
  }

  returnExpiredIfNotCleanedUp(): this {
    return this.setStateVisibility('ReturnExpiredIfNotCleanedUp');
  }

  neverReturnExpired(): this {
    return this.setStateVisibility('NeverReturnExpired');
  }

  setTtlTimeCharacteristic(ttlTimeCharacteristic: StateTtlTimeCharacteristic): this {
    this.ttlTimeCharacteristic = ttlTimeCharacteristic;
    return this;
  }

  useProcessingTime(): this {
    return this.setTtlTimeCharacteristic('ProcessingTime');
  }

  /** A full snapshot leaves out what has expired; the running state keeps it. */
  cleanupFullSnapshot(): this {
    this.fullSnapshot = true;
    return this;
  }

  /**
   * Looks at some entries of the heap at each access to the state, in turn, and drops those that have expired.
   *
   * @param cleanupSize entries looked at each time.
   * @param runCleanupForEveryRecord also at each record that is processed, whether it reaches this state or not.
   */
  cleanupIncrementally(cleanupSize: number, runCleanupForEveryRecord: boolean): this {
    this.incremental = { cleanupSize: wholeNumber(cleanupSize, 1, 'cleanupSize'), runCleanupForEveryRecord };
    return this;
  }

  /** Drops what has expired while RocksDB compacts. It is about RocksDB only, as in Flink. */
  cleanupInRocksdbCompactFilter(queryTimeAfterNumEntries = 1000): this {
    this.rocksdb = {
      queryTimeAfterNumEntries: wholeNumber(queryTimeAfterNumEntries, 0, 'queryTimeAfterNumEntries'),
    };
    return this;
  }

  /** What has expired goes only when it is met, unless another cleanup is set. */
  disableCleanupInBackground(): this {
    this.background = false;
    return this;
  }

  build(): StateTtlConfig {
    return new StateTtlConfig(
      this.updateType,
      this.stateVisibility,
      this.ttlTimeCharacteristic,
      this.ttl,
      new CleanupStrategies(this.fullSnapshot, this.background, this.incremental, this.rocksdb),
    );
  }
}

function checkTtl(ttl: DurationLike): Duration {
  const ms = durationMs(ttl, 'The time to live');
  if (ms > 0) return Duration.ofMillis(ms);
  throw new MillraceError('STATE_TTL_INVALID', 'A time to live must be above 0.', { facts: { seen: String(ttl) } });
}

function wholeNumber(value: number, least: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new MillraceError('STATE_TTL_INVALID', `${name} must be a whole number of at least ${least}, but is ${value}.`);
}

function oneOf<T extends string>(choices: readonly T[], value: T, what: string): T {
  if (choices.includes(value)) return value;
  throw new MillraceError('STATE_TTL_INVALID', `'${String(value)}' is not a ${what} of a time to live.`, {
    hint: `Choose ${choices.join(' or ')}.`,
  });
}
