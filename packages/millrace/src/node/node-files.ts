import { type FileHandle, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve, sep } from 'node:path';
import { type FileErrorCode, fileError } from '../ports/file-error.js';
import { joinPath } from '../ports/file-path.js';
import type { DirectoryEntry, FileStatus, Files, ReadableFile, WritableFile } from '../ports/files.js';

const codes: Readonly<Record<string, FileErrorCode>> = {
  ENOENT: 'FILE_NOT_FOUND',
  EEXIST: 'FILE_EXISTS',
  ENOTEMPTY: 'FILE_EXISTS',
  EISDIR: 'FILE_KIND_WRONG',
  ENOTDIR: 'FILE_KIND_WRONG',
  EACCES: 'FILE_ACCESS_DENIED',
  EPERM: 'FILE_ACCESS_DENIED',
  EROFS: 'FILE_ACCESS_DENIED',
  ENOSPC: 'FILE_DISK_FULL',
  EDQUOT: 'FILE_DISK_FULL',
  EBADF: 'FILE_CLOSED',
};

/** The files of this machine. */
export const nodeFiles: Files = {
  temporaryDirectory: slashes(tmpdir()),
  absolutePath: (path) => slashes(resolve(path)),
  canonicalPath: (path) => guard('find', path, async () => slashes(await realpath(path))),
  status: (path) => guard('look at', path, () => status(path)),
  list: (path) => guard('list', path, () => list(path)),
  openForReading: (path) => guard('open', path, async () => readableFile(await openFile(path, 'r'), path)),
  create: (path, options) =>
    guard('create', path, async () => new NodeWritableFile(await open(path, options?.replace ? 'w' : 'wx'), path, 0)),
  openForAppending: (path, lengthBytes) => guard('open', path, () => openForAppending(path, lengthBytes)),
  rename: (from, to) => guard('rename', from, () => rename(from, to)),
  remove: (path) => guard('remove', path, () => rm(path, { recursive: true, force: true })),
  makeDirectory: (path) =>
    guard('make directory', path, async () => {
      const first = await mkdir(path, { recursive: true });
      return first === undefined ? undefined : slashes(first);
    }),
  syncDirectory: (path) => guard('sync', path, () => syncDirectory(path)),
};

async function status(path: string): Promise<FileStatus | undefined> {
  try {
    const found = await stat(path);
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
    return { kind, lengthBytes: kind === 'file' ? found.size : 0, modifiedMs: found.mtimeMs };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Below a file there is nothing, too.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw cause;
  }
}

async function list(path: string): Promise<readonly DirectoryEntry[]> {
  const entries = await readdir(path, { withFileTypes: true });
  const found = entries.map(async (entry): Promise<DirectoryEntry> => {
    const { name } = entry;
    if (entry.isFile()) return { name, kind: 'file' };
    if (entry.isDirectory()) return { name, kind: 'directory' };
    const target = entry.isSymbolicLink() ? await stat(joinPath(path, name)).catch(() => undefined) : undefined;
    if (target === undefined) return { name, kind: 'other' };
    return { name, kind: target.isFile() ? 'file' : target.isDirectory() ? 'directory' : 'other' };
  });
  return (await Promise.all(found)).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Opens what is no directory: reading one fails only later, and without a name. */
async function openFile(path: string, flags: string): Promise<FileHandle> {
  const handle = await open(path, flags);
  const found = await handle.stat();
  if (!found.isDirectory()) return handle;
  await handle.close();
  throw fileError('FILE_KIND_WRONG', 'open', path, { reason: 'it is a directory' });
}

function readableFile(handle: FileHandle, path: string): ReadableFile {
  return {
    lengthBytes: () => guard('look at', path, async () => (await handle.stat()).size),
    read: (target, position) =>
      guard('read', path, async () => {
        let filled = 0;
        while (filled < target.length) {
          const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return filled;
      }),
    close: () => guard('close', path, () => handle.close()),
  };
}

async function openForAppending(path: string, lengthBytes: number | undefined): Promise<WritableFile> {
  const handle = await openFile(path, 'r+');
  try {
    const { size } = await handle.stat();
    const length = lengthBytes ?? size;
    if (size < length) throw shorterFile(path, size, length);
    if (size > length) await handle.truncate(length);
    return new NodeWritableFile(handle, path, length);
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

function shorterFile(path: string, seen: number, needed: number): Error {
  return fileError('FILE_FAILED', 'open', path, { reason: `it has ${seen} bytes, and ${needed} are needed` });
}

class NodeWritableFile implements WritableFile {
  constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
    public lengthBytes: number,
  ) {}

  write(bytes: Uint8Array): Promise<void> {
    return guard('write', this.path, async () => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.lengthBytes);
        done += bytesWritten;
        this.lengthBytes += bytesWritten;
      }
    });
  }

  sync(): Promise<void> {
    return guard('sync', this.path, () => this.handle.sync());
  }

  close(): Promise<void> {
    return guard('close', this.path, () => this.handle.close());
  }
}

async function syncDirectory(path: string): Promise<void> {
  // Windows keeps names without being asked, and opens no directory.
  if (sep === '\\') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives what Node throws its stable code and its path. */
async function guard<T>(call: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined || code.startsWith('FILE_')) throw cause;
    const known = codes[code];
    if (known !== undefined) throw fileError(known, call, path, { cause });
    throw fileError('FILE_FAILED', call, path, { cause, reason: message });
  }
}

function slashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
