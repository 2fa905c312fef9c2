import { MillraceError } from '../../model/millrace-error.js';
import { fileError } from '../../ports/file-error.js';
import type { Files } from '../../ports/files.js';
import { compressionOf } from './file-content.js';
import { type FileSplit, fileSplit } from './file-split.js';
import { type FileFilter, type FoundFile, findFiles, visibleFiles } from './find-files.js';
import { isPattern } from './path-pattern.js';

/** What finding files is told. */
export interface FileEnumeratorContext {
  readonly files: Files;
  /** How many splits are wanted at least, so that every reader has work. */
  readonly minDesiredSplits: number;
  /** True when it is asked again and again: a pattern that matches nothing is then no error. */
  readonly isContinuous: boolean;
}

/** Finds files and cuts them into splits. */
export interface FileEnumerator {
  /** True when it gives parts of files: only for formats that are splittable. */
  readonly givesParts: boolean;
  /** All splits that there are now; the source leaves out those of files that it has had. */
  enumerateSplits(paths: readonly string[], context: FileEnumeratorContext): Promise<readonly FileSplit[]>;
}

/** How the built-in enumerators find files. */
export interface FileEnumeratorOptions {
  /** Which files and directories are looked at. Default: not those whose names begin with `.` or `_`. */
  readonly filter?: FileFilter;
}

/** How files are cut. */
export interface SplittableFileEnumeratorOptions extends FileEnumeratorOptions {
  /** The most bytes that a split may have. Default 32 MiB, a block of Flink's local file system. */
  readonly splitSizeBytes?: number;
}

const DEFAULT_SPLIT_BYTES = 32 * 1024 * 1024;

/**
 * Makes what finds the files of a source.
 *
 * @example
 * ```ts
 * import { FileEnumeratorProvider, FileSource, StreamFormat } from 'millrace';
 *
 * const source = FileSource.forRecordStreamFormat(StreamFormat.textLineFormat(), 'logs')
 *   .setFileEnumerator(
 *     FileEnumeratorProvider.defaultSplittableFileEnumerator({ filter: (path) => !path.endsWith('.tmp') }),
 *   )
 *   .build();
 * console.log(source.describe());
 * ```
 */
export class FileEnumeratorProvider {
  /** @param create makes a new enumerator for each run of the job. */
  constructor(readonly create: () => FileEnumerator) {}

  /**
   * Directories are searched to the bottom; large files are cut, so that several readers share them. Compressed files stay
   * whole.
   *
   * @throws MillraceError `CONFIG_INVALID_VALUE` for a size that is no whole number of bytes from 1.
   */
  static defaultSplittableFileEnumerator(options: SplittableFileEnumeratorOptions = {}): FileEnumeratorProvider {
    const { splitSizeBytes = DEFAULT_SPLIT_BYTES, filter = visibleFiles } = options;
    if (!Number.isSafeInteger(splitSizeBytes) || splitSizeBytes < 1) {
      throw new MillraceError('CONFIG_INVALID_VALUE', `'splitSizeBytes' cannot be ${String(splitSizeBytes)}.`, {
        facts: { key: 'splitSizeBytes', value: String(splitSizeBytes) },
        hint: 'Give a whole number of bytes from 1.',
      });
    }
    return new FileEnumeratorProvider(() => ({
      givesParts: true,
      enumerateSplits: async (paths, context) =>
        (await findAll(paths, context, filter)).flatMap((file) => partsOf(file, splitSizeBytes)),
    }));
  }

  /** Directories are searched to the bottom; every file is one split. */
  static defaultNonSplittableFileEnumerator(options: FileEnumeratorOptions = {}): FileEnumeratorProvider {
    const { filter = visibleFiles } = options;
    return new FileEnumeratorProvider(() => ({
      givesParts: false,
      enumerateSplits: async (paths, context) =>
        (await findAll(paths, context, filter)).map(({ path, lengthBytes }) => fileSplit(path, lengthBytes)),
    }));
  }
}

async function findAll(
  paths: readonly string[],
  { files, isContinuous }: FileEnumeratorContext,
  filter: FileFilter,
): Promise<readonly FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const below = await findFiles(files, path, filter);
    if (below.length === 0 && isPattern(path) && !isContinuous && (await files.status(path)) === undefined) {
      throw fileError('FILE_NOT_FOUND', 'find', path, { reason: 'nothing matches the pattern' });
    }
    for (const file of below) found.set(file.path, file);
  }
  return [...found.values()];
}

function partsOf({ path, lengthBytes }: FoundFile, most: number): FileSplit[] {
  if (lengthBytes <= most || compressionOf(path) !== undefined) return [fileSplit(path, lengthBytes)];
  const length = Math.ceil(lengthBytes / Math.ceil(lengthBytes / most));
  const parts: FileSplit[] = [];
  for (let start = 0; start < lengthBytes; start += length) {
    parts.push(fileSplit(path, lengthBytes, start, Math.min(lengthBytes, start + length)));
  }
  return parts;
}
