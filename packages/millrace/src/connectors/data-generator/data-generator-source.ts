import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { describeValue } from '../../model/type-mismatch.js';
import { Types } from '../../model/types.js';
import type { Random } from '../../ports/random.js';
import { refuseUnknownOptions } from '../known-options.js';
import { NumberSequenceSource, type NumberSequenceSplit, splitSequence } from '../number-sequence.js';
import type {
  Boundedness,
  Source,
  SourceReader,
  SourceReaderContext,
  SplitEnumerator,
  SplitEnumeratorContext,
} from '../source.js';
import { createStaticEnumerator } from '../static-splits.js';
import { DataGeneratorReader } from './data-generator-reader.js';
import { RateLimiterStrategy } from './rate-limiter.js';

/** Makes the record of an index; with `random`, whose numbers the index and the source's seed decide. */
export interface GeneratorFunction<T> {
  open?(context: SourceReaderContext): void | Promise<void>;
  /** @param index counted from 0. */
  map(index: number, random: Random): T;
  close?(): void | Promise<void>;
}

/** A generator function: an object, or only its `map`. */
export type GeneratorFunctionLike<T> = GeneratorFunction<T> | GeneratorFunction<T>['map'];

/** What a data generator is told besides. */
export interface DataGeneratorOptions<T> {
  /** Default: as fast as the job goes. */
  readonly rateLimiterStrategy?: RateLimiterStrategy;
  /** Without it, records are whatever structured clone can carry. */
  readonly typeInfo?: TypeInformation<T>;
  /** Decides the random numbers, together with the index. A whole number, default 0. */
  readonly seed?: number;
}

const OPTIONS: readonly (keyof DataGeneratorOptions<unknown>)[] = ['rateLimiterStrategy', 'typeInfo', 'seed'];

/** What forms the state has: that of a sequence of numbers. */
const { splitForm, enumeratorForm } = new NumberSequenceSource(0, 0);

/**
 * Makes records from their indices 0, 1, 2 …, each the same again after a restart.
 *
 * The indices are cut into as many splits as there are subtasks; each split is in order, the splits are not among each
 * other.
 *
 * @throws MillraceError `DATA_GENERATOR_INVALID`, `RATE_INVALID` or `CONFIG_UNKNOWN_KEY`.
 *
 * @example
 * ```ts
 * import { DataGeneratorSource, RateLimiterStrategy, StreamExecutionEnvironment, Types, WatermarkStrategy } from 'millrace';
 *
 * const orders = new DataGeneratorSource(
 *   (index, random) => ({ id: index, price: Math.floor(random.next() * 100) }),
 *   1000,
 *   {
 *     rateLimiterStrategy: RateLimiterStrategy.perSecond(100),
 *     typeInfo: Types.OBJECT({ id: Types.LONG(), price: Types.INT() }),
 *   },
 * );
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * env.fromSource(orders, WatermarkStrategy.noWatermarks(), 'orders').print();
 * ```
 */
export class DataGeneratorSource<T> implements Source<T, NumberSequenceSplit, readonly NumberSequenceSplit[]> {
  readonly connector = 'datagen';
  readonly boundedness: Boundedness;
  readonly replayable = true;
  readonly splitForm = splitForm;
  readonly enumeratorForm = enumeratorForm;
  private readonly generator: GeneratorFunction<T>;
  private readonly options: DataGeneratorOptions<T>;

  /** @param count how many records there are; `Infinity` is for ever. */
  constructor(
    generatorFunction: GeneratorFunctionLike<T>,
    private readonly count: number,
    options: DataGeneratorOptions<T> = {},
  ) {
    refuseUnknownOptions('DataGeneratorSource', options, OPTIONS);
    this.generator = typeof generatorFunction === 'function' ? { map: generatorFunction } : generatorFunction;
    if (typeof this.generator?.map !== 'function')
      throw invalid('generatorFunction', 'a function, or an object with map', generatorFunction);
    if (!(count === Number.POSITIVE_INFINITY || (Number.isSafeInteger(count) && count >= 0)))
      throw invalid('count', 'a whole number from 0, or Infinity', count);
    if (!Number.isSafeInteger(options.seed ?? 0)) throw invalid('seed', 'a whole number', options.seed);
    this.options = options;
    this.boundedness = count === Number.POSITIVE_INFINITY ? 'continuous-unbounded' : 'bounded';
  }

  describe(): Readonly<Record<string, unknown>> {
    const { rateLimiterStrategy = RateLimiterStrategy.noOp(), seed = 0 } = this.options;
    const count = this.boundedness === 'bounded' ? this.count : 'unlimited';
    return { count, rate: rateLimiterStrategy.describe(), seed };
  }

  producedType(): TypeInformation<T> {
    return this.options.typeInfo ?? (Types.PICKLED_BYTE_ARRAY() as TypeInformation<T>);
  }

  createEnumerator(
    context: SplitEnumeratorContext<NumberSequenceSplit>,
    restored: readonly NumberSequenceSplit[] = this.splits(context.parallelism),
  ): SplitEnumerator<NumberSequenceSplit, readonly NumberSequenceSplit[]> {
    return createStaticEnumerator(context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<T, NumberSequenceSplit> {
    const { rateLimiterStrategy, typeInfo, seed = 0 } = this.options;
    const limiter = rateLimiterStrategy?.createRateLimiter(context.info.parallelism);
    return new DataGeneratorReader({ context, generator: this.generator, type: typeInfo, seed, limiter });
  }

  private splits(parallelism: number): readonly NumberSequenceSplit[] {
    if (this.count === 0) return [];
    const last = this.boundedness === 'bounded' ? this.count - 1 : Number.MAX_SAFE_INTEGER;
    return splitSequence(0n, BigInt(last), parallelism);
  }
}

function invalid(name: string, needed: string, seen: unknown): MillraceError {
  return new MillraceError('DATA_GENERATOR_INVALID', `${name} must be ${needed}, but is ${describeValue(seen)}.`, {
    facts: { option: name, seen: describeValue(seen) },
  });
}
