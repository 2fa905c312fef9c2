import type { DurationLike } from '../../model/duration.js';
import type { FileEnumeratorProvider } from './file-enumerator.js';
import type { FileSource, FileSourceOptions } from './file-source.js';
import type { MalformedFileRecords } from './file-source-reader.js';
import type { FileSplitAssignerProvider } from './file-split-assigner.js';

/** Builds a {@link FileSource} step by step. */
export class FileSourceBuilder<T> {
  /** @internal Use `FileSource.forRecordStreamFormat` or `forBulkFileFormat`. */
  constructor(
    private readonly options: FileSourceOptions<T>,
    private readonly make: (options: FileSourceOptions<T>) => FileSource<T>,
  ) {}

  /** Looks for new files again and again, so often; the source then never ends. */
  monitorContinuously(discoveryInterval: DurationLike): FileSourceBuilder<T> {
    return this.with({ monitorContinuously: discoveryInterval });
  }

  /** Looks for files once, as it does without being told: the source ends when all are read. */
  processStaticFileSet(): FileSourceBuilder<T> {
    const { monitorContinuously: _, ...rest } = this.options;
    return new FileSourceBuilder(rest, this.make);
  }

  /** How files are found, and cut into splits. */
  setFileEnumerator(fileEnumerator: FileEnumeratorProvider): FileSourceBuilder<T> {
    return this.with({ fileEnumerator });
  }

  /** Which reader gets which split. */
  setSplitAssigner(splitAssigner: FileSplitAssignerProvider): FileSourceBuilder<T> {
    return this.with({ splitAssigner });
  }

  /** What becomes of records that cannot be read; default `fail`. */
  setMalformedRecords(malformedRecords: MalformedFileRecords): FileSourceBuilder<T> {
    return this.with({ malformedRecords });
  }

  /** @throws MillraceError what is missing or wrong; see {@link FileSource}'s constructor. */
  build(): FileSource<T> {
    return this.make(this.options);
  }

  private with(more: Partial<FileSourceOptions<T>>): FileSourceBuilder<T> {
    return new FileSourceBuilder({ ...this.options, ...more }, this.make);
  }
}
