import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { sameType } from '../../model/types/type-from-spec.js';
import type {
  Boundedness,
  Source,
  SourceReader,
  SourceReaderContext,
  SplitEnumerator,
  SplitEnumeratorContext,
} from '../source.js';
import { HybridEnumerator } from './hybrid-enumerator.js';
import { HybridReader } from './hybrid-reader.js';
import { type HybridEnumeratorState, type HybridSplit, hybridEnumeratorForm, hybridSplitForm } from './hybrid-split.js';
import type { HybridStage, SourceSwitchContext } from './hybrid-stage.js';

/** How a source is taken up that is made only when its turn comes. */
export interface SwitchOptions<SwitchPoint> {
  /**
   * Decides where the source begins: called once, in the enumerator, when the source before it has ended. What it gives
   * must be JSON; it is kept in snapshots, so that a restored job makes the same source.
   */
  readonly switchPoint?: (context: SourceSwitchContext) => SwitchPoint;
  /** Of the source. Default `bounded`; the last one may be `continuous-unbounded`. */
  readonly boundedness?: Boundedness;
}

/**
 * Several sources read one after the other, as one: first the history from files, then what is new from Kafka.
 *
 * A source begins when all instances have read the one before to its end; all but the last must have an end.
 *
 * @example
 * ```ts
 * import { HybridSource, NumberSequenceSource } from 'millrace';
 *
 * const source = HybridSource.builder(new NumberSequenceSource(1, 3))
 *   .addSource(new NumberSequenceSource(10, 12))
 *   .build();
 * console.log(source.boundedness);
 * ```
 */
export class HybridSource<T> implements Source<T, HybridSplit, HybridEnumeratorState> {
  readonly connector = 'hybrid';
  readonly boundedness: Boundedness;
  readonly replayable: boolean;
  readonly splitForm = hybridSplitForm;
  readonly enumeratorForm = hybridEnumeratorForm;

  private constructor(
    private readonly stages: readonly HybridStage<T>[],
    private readonly type: TypeInformation<T>,
  ) {
    this.boundedness = stages[stages.length - 1]!.boundedness;
    this.replayable = stages.every(({ source }) => source?.replayable !== false);
  }

  /** Begins with the source that is read first. */
  static builder<T>(firstSource: Source<T>): HybridSourceBuilder<T> {
    return new HybridSourceBuilder<T>(
      [{ source: firstSource, boundedness: firstSource.boundedness, create: () => firstSource }],
      (stages) => new HybridSource<T>(stages, firstSource.producedType()),
    );
  }

  describe(): Readonly<Record<string, unknown>> {
    return {
      sources: this.stages.map(({ source }) =>
        source === undefined
          ? { connector: 'made when its turn comes' }
          : { connector: source.connector, ...source.describe() },
      ),
    };
  }

  producedType(): TypeInformation<T> {
    return this.type;
  }

  createEnumerator(
    context: SplitEnumeratorContext<HybridSplit>,
    restored?: HybridEnumeratorState,
  ): SplitEnumerator<HybridSplit, HybridEnumeratorState> {
    return new HybridEnumerator(this.stages, context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<T, HybridSplit> {
    return new HybridReader(this.stages, context);
  }
}

/** Adds sources to a {@link HybridSource}, in the order in which they are read. */
export class HybridSourceBuilder<T> {
  /** @internal */
  constructor(
    private readonly stages: readonly HybridStage<T>[],
    private readonly create: (stages: readonly HybridStage<T>[]) => HybridSource<T>,
  ) {}

  /**
   * The source that is read next: itself, or a function that makes it when its turn comes.
   *
   * @throws MillraceError `HYBRID_SOURCE_INVALID` when the source before it has no end, or gives records of another type.
   */
  addSource<SwitchPoint = null>(
    source: Source<T> | ((switchPoint: SwitchPoint) => Source<T>),
    options: SwitchOptions<SwitchPoint> = {},
  ): HybridSourceBuilder<T> {
    const before = this.stages[this.stages.length - 1]!;
    if (before.boundedness !== 'bounded') {
      throw invalid(
        'A source that does not end can only be the last of several.',
        'Give it an end, such as setBounded.',
      );
    }
    return new HybridSourceBuilder([...this.stages, stageOf(source, options)], this.create);
  }

  /** @throws MillraceError `HYBRID_SOURCE_INVALID` when two of the sources give records of different types. */
  build(): HybridSource<T> {
    const types = this.stages.flatMap(({ source }) => (source === undefined ? [] : [source.producedType()]));
    const [first] = types as [TypeInformation<T>];
    const other = types.find((type) => !sameType(type, first));
    if (other !== undefined) {
      throw invalid(
        `The sources give records of different types: ${first} and ${other}.`,
        'Sources that are read as one give one type.',
      );
    }
    return this.create(this.stages);
  }
}

function stageOf<T, SwitchPoint>(
  source: Source<T> | ((switchPoint: SwitchPoint) => Source<T>),
  { switchPoint, boundedness = 'bounded' }: SwitchOptions<SwitchPoint>,
): HybridStage<T> {
  if (typeof source !== 'function') return { source, boundedness: source.boundedness, create: () => source };
  return {
    boundedness,
    create: (point) => source(point as SwitchPoint),
    ...(switchPoint === undefined ? {} : { switchPoint }),
  };
}

function invalid(message: string, hint: string): MillraceError {
  return new MillraceError('HYBRID_SOURCE_INVALID', message, { hint });
}
