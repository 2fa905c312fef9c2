import { type DurationLike, durationMs } from '../../model/duration.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { describeValue } from '../../model/type-mismatch.js';
import { refuseUnknownOptions } from '../known-options.js';
import type {
  Boundedness,
  Source,
  SourceReader,
  SourceReaderContext,
  SplitEnumerator,
  SplitEnumeratorContext,
} from '../source.js';
import type { BulkFormat } from './bulk-format.js';
import { BulkReading } from './bulk-reading.js';
import { FileEnumeratorProvider } from './file-enumerator.js';
import { FileSourceBuilder } from './file-source-builder.js';
import { type FileEnumeratorState, FileSourceEnumerator, fileEnumeratorForm } from './file-source-enumerator.js';
import { FileSourceReader, type MalformedFileRecords } from './file-source-reader.js';
import { type FileSplit, fileSplitForm } from './file-split.js';
import { FileSplitAssignerProvider } from './file-split-assigner.js';
import { localPath } from './find-files.js';
import type { SplitReading } from './split-reading.js';
import type { StreamFormat } from './stream-format.js';
import { StreamReading } from './stream-reading.js';

/** What a file source reads, and how. */
export interface FileSourceOptions<T> {
  readonly format: StreamFormat<T> | BulkFormat<T>;
  /** Files, directories, which are read to the bottom, and patterns such as `logs/*.json` or `**\/part-*`. */
  readonly paths: string | readonly string[];
  /** Looks for new files again and again, so often; the source then never ends. Without it, once. */
  readonly monitorContinuously?: DurationLike;
  /** Default: files are cut where the format allows it, and whole where it does not. */
  readonly fileEnumerator?: FileEnumeratorProvider;
  /** Default: in the order in which splits were found. */
  readonly splitAssigner?: FileSplitAssignerProvider;
  /** What becomes of records that cannot be read. Default `fail`. */
  readonly malformedRecords?: MalformedFileRecords;
}

const OPTION_NAMES: readonly string[] = [
  'format',
  'paths',
  'monitorContinuously',
  'fileEnumerator',
  'splitAssigner',
  'malformedRecords',
];

/**
 * Reads files: records of text, JSON, CSV or a format of your own, each once, in their order within a file. Files that
 * end in `.gz`, `.deflate` or `.zst` are uncompressed. Positions are those of the last record emitted.
 *
 * A file is read as far as it went when it was found, and whole lines: what is added later is not seen. Who writes files
 * for a source that looks for new ones writes them under a name that is not seen (`.name`), and renames them.
 *
 * @example
 * ```ts
 * import { FileSource, StreamFormat, Types } from 'millrace';
 *
 * const orders = StreamFormat.jsonLineFormat(Types.OBJECT({ id: Types.LONG(), amount: Types.DOUBLE() }));
 * const source = FileSource.forRecordStreamFormat(orders, 'orders/*.json').monitorContinuously('10 s').build();
 * console.log(source.boundedness);
 * ```
 */
export class FileSource<T> implements Source<T, FileSplit, FileEnumeratorState> {
  readonly connector = 'file-system';
  readonly replayable = true;
  readonly splitForm = fileSplitForm;
  readonly enumeratorForm = fileEnumeratorForm;
  readonly boundedness: Boundedness;
  private readonly paths: readonly string[];
  private readonly intervalMs: number | undefined;
  private readonly enumerator: FileEnumeratorProvider;
  private readonly assigner: FileSplitAssignerProvider;
  private readonly malformedRecords: MalformedFileRecords;

  /**
   * @throws MillraceError `CONFIG_MISSING`, `CONFIG_UNKNOWN_KEY`, `CONFIG_INVALID_VALUE`, `FILE_PATH_INVALID`, or
   * `CONFIG_CONTRADICTION` for an enumerator that cuts files of a format that cannot be cut.
   */
  constructor(private readonly options: FileSourceOptions<T>) {
    refuseUnknownOptions('FileSource', options, OPTION_NAMES);
    const { format, monitorContinuously, malformedRecords = 'fail' } = options;
    if (typeof format?.producedType !== 'function')
      throw missing('format', 'Give one, such as StreamFormat.textLineFormat().');
    this.paths = (typeof options.paths === 'string' ? [options.paths] : (options.paths ?? [])).map(localPath);
    if (this.paths.length === 0) throw missing('path', 'Give a file, a directory or a pattern.');
    this.intervalMs = monitorContinuously === undefined ? undefined : positiveMs(monitorContinuously);
    this.boundedness = this.intervalMs === undefined ? 'bounded' : 'continuous-unbounded';
    this.enumerator = options.fileEnumerator ?? defaultEnumerator(format.isSplittable);
    this.assigner = options.splitAssigner ?? FileSplitAssignerProvider.localityAwareSplitAssigner();
    if (!format.isSplittable && this.enumerator.create().givesParts) throw cannotBeCut(format.name);
    if (malformedRecords !== 'fail' && malformedRecords !== 'skip') throw noSuchPolicy(malformedRecords);
    this.malformedRecords = malformedRecords;
  }

  /** Builds a source of a format that goes through a file from its beginning to its end. */
  static forRecordStreamFormat<T>(streamFormat: StreamFormat<T>, ...paths: string[]): FileSourceBuilder<T> {
    return new FileSourceBuilder({ format: streamFormat, paths }, (options) => new FileSource(options));
  }

  /** Builds a source of a format that reads a file batch by batch, at places of its own. */
  static forBulkFileFormat<T>(bulkFormat: BulkFormat<T>, ...paths: string[]): FileSourceBuilder<T> {
    return new FileSourceBuilder({ format: bulkFormat, paths }, (options) => new FileSource(options));
  }

  describe(): Readonly<Record<string, unknown>> {
    const { intervalMs, malformedRecords } = this;
    return {
      paths: this.paths,
      format: this.options.format.name,
      ...(intervalMs === undefined ? {} : { monitorContinuouslyMs: intervalMs }),
      malformedRecords,
    };
  }

  producedType(): TypeInformation<T> {
    return this.options.format.producedType();
  }

  createEnumerator(
    context: SplitEnumeratorContext<FileSplit>,
    restored?: FileEnumeratorState,
  ): SplitEnumerator<FileSplit, FileEnumeratorState> {
    const { paths, assigner, intervalMs: discoveryIntervalMs } = this;
    const enumerator = this.enumerator.create();
    return new FileSourceEnumerator({ paths, assigner, enumerator, discoveryIntervalMs }, context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<T, FileSplit> {
    const { malformedRecords } = this;
    return new FileSourceReader({ malformedRecords, open: opener(this.options.format) }, context);
  }
}

function opener<T>(format: StreamFormat<T> | BulkFormat<T>) {
  return (context: SourceReaderContext, split: FileSplit): SplitReading<T> =>
    'createDecoder' in format
      ? new StreamReading(context, format, split)
      : new BulkReading(context.files, format, split);
}

function defaultEnumerator(isSplittable: boolean): FileEnumeratorProvider {
  return isSplittable
    ? FileEnumeratorProvider.defaultSplittableFileEnumerator()
    : FileEnumeratorProvider.defaultNonSplittableFileEnumerator();
}

function positiveMs(interval: DurationLike): number {
  const ms = durationMs(interval, 'The discovery interval');
  if (ms > 0) return ms;
  throw new MillraceError('CONFIG_INVALID_VALUE', `'monitorContinuously' cannot be ${ms} ms.`, {
    facts: { key: 'monitorContinuously', value: ms },
    hint: 'Give more than 0, or leave it out to look for files once.',
  });
}

function missing(what: string, hint: string): MillraceError {
  return new MillraceError('CONFIG_MISSING', `A FileSource needs a ${what}.`, { facts: { key: what }, hint });
}

function cannotBeCut(format: string): MillraceError {
  return new MillraceError('CONFIG_CONTRADICTION', `Files of the format '${format}' cannot be read in parts.`, {
    facts: { format },
    hint: 'Use FileEnumeratorProvider.defaultNonSplittableFileEnumerator().',
  });
}

function noSuchPolicy(seen: unknown): MillraceError {
  return new MillraceError('CONFIG_INVALID_VALUE', `'malformedRecords' cannot be ${describeValue(seen)}.`, {
    facts: { key: 'malformedRecords' },
    hint: "It takes 'fail' or 'skip'.",
  });
}
