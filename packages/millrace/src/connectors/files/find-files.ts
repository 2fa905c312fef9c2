import { MillraceError } from '../../model/millrace-error.js';
import { fileError } from '../../ports/file-error.js';
import { joinPath, nameOf } from '../../ports/file-path.js';
import type { Files } from '../../ports/files.js';
import { isPattern, type PatternPart, parsePattern } from './path-pattern.js';

/** A file that was found. */
export interface FoundFile {
  readonly path: string;
  readonly lengthBytes: number;
}

/** Which files and directories are looked at; what is asked for by its whole path always is. */
export type FileFilter = (path: string) => boolean;

/** Leaves out names that begin with `.` or `_`, as Flink does: files that are not finished, or about other files. */
export const visibleFiles: FileFilter = (path) => !/^[._]/.test(nameOf(path));

/**
 * The path from a `file:` URI, or a plain path as it is.
 *
 * @throws MillraceError `FILE_PATH_INVALID` for nothing, and for other schemes.
 */
export function localPath(path: string): string {
  const uri = typeof path === 'string' ? /^(file(?=:\/)|[a-z][a-z0-9+.-]+(?=:\/\/)):(.*)$/is.exec(path) : null;
  if (typeof path === 'string' && path !== '' && uri === null) return path;
  const [, scheme, rest] = uri ?? [];
  const local =
    scheme?.toLowerCase() === 'file' ? /^(?:\/\/(?:localhost)?)?(\/(?!\/).*)$/s.exec(rest ?? '')?.[1] : undefined;
  if (local !== undefined) return decodeURIComponent(local);
  throw new MillraceError('FILE_PATH_INVALID', `'${path}' is no path of a file of this machine.`, {
    facts: { path },
    hint: 'Give a path such as /data/in, or file:///data/in.',
  });
}

/**
 * All files at a path: the file itself, those below a directory, or what a pattern matches and what is below it. Each
 * directory's are in the order of their names.
 *
 * @throws MillraceError `FILE_NOT_FOUND` when nothing is at a path that is no pattern.
 */
export async function findFiles(files: Files, path: string, filter: FileFilter): Promise<readonly FoundFile[]> {
  const search = new FileSearch(files, filter);
  const whole = files.absolutePath(path);
  const status = await files.status(whole);
  if (status === undefined && isPattern(path)) return search.match(whole);
  if (status === undefined) throw fileError('FILE_NOT_FOUND', 'find', path);
  await search.addAll(whole, []);
  return search.found;
}

class FileSearch {
  readonly found: FoundFile[] = [];

  constructor(
    private readonly files: Files,
    private readonly filter: FileFilter,
  ) {}

  async match(pattern: string): Promise<readonly FoundFile[]> {
    const root = /^[A-Z]:/i.test(pattern) ? pattern.slice(0, 2) : '/';
    const paths = new Set<string>();
    for (const parts of parsePattern(pattern.slice(root.length))) await this.collect(root, parts, [], paths);
    for (const path of [...paths].sort()) await this.addAll(path, []);
    const byPath = new Map(this.found.map((file) => [file.path, file]));
    return [...byPath.values()];
  }

  /** Adds the file, or all files below the directory. */
  async addAll(path: string, above: readonly string[]): Promise<void> {
    const status = await this.files.status(path);
    if (status?.kind === 'file') this.found.push({ path, lengthBytes: status.lengthBytes });
    // What is gone since it was listed, or is neither file nor directory, is no input.
    if (status?.kind !== 'directory') return;
    const way = await this.enter(path, above);
    if (way === undefined) return;
    for (const { name } of await this.files.list(path)) {
      const child = joinPath(path, name);
      if (this.filter(child)) await this.addAll(child, way);
    }
  }

  private async collect(
    directory: string,
    parts: readonly PatternPart[],
    above: readonly string[],
    paths: Set<string>,
  ): Promise<void> {
    const [part, ...rest] = parts;
    if (part === undefined) {
      paths.add(directory);
      return;
    }
    if (part.kind === 'name') {
      const child = joinPath(directory, part.name);
      if ((await this.files.status(child)) !== undefined) await this.collect(child, rest, above, paths);
      return;
    }
    const way = await this.enter(directory, above);
    if (way === undefined) return;
    if (part.kind === 'any-directories') await this.collect(directory, rest, above, paths);
    for (const { name, kind } of await this.listIfDirectory(directory)) {
      const child = joinPath(directory, name);
      if (!this.filter(child)) continue;
      if (part.kind === 'matching') {
        if (part.matches(name)) await this.collect(child, rest, way, paths);
      } else if (kind === 'directory') await this.collect(child, parts, way, paths);
    }
  }

  private async listIfDirectory(path: string) {
    return (await this.files.status(path))?.kind === 'directory' ? this.files.list(path) : [];
  }

  /** The way to a directory with itself; undefined when a link has led back to one of those above. */
  private async enter(directory: string, above: readonly string[]): Promise<readonly string[] | undefined> {
    const canonical = await this.files.canonicalPath(directory);
    return above.includes(canonical) ? undefined : [...above, canonical];
  }
}
