import type { Files, ReadableFile, WritableFile } from '../../../ports/files.js';

/** Files that count what is open, and that can stop answering. */
export interface ObservedFiles extends Files {
  /** Files that are open. */
  open(): number;
  /** From now on nothing that is written ends, until `resume`. */
  stall(): void;
  resume(): void;
  /** From now on whatever is written fails. */
  fail(): void;
}

export function observedFiles(files: Files): ObservedFiles {
  let open = 0;
  let stalled: Promise<void> | undefined;
  let resume: () => void = () => undefined;
  let isFailing = false;
  const counted = <F extends { close(): Promise<void> }>(file: F, rest: Omit<F, 'close'>): F => {
    let isOpen = true;
    open++;
    const close = async () => {
      if (isOpen) open--;
      isOpen = false;
      await file.close();
    };
    return { ...rest, close } as F;
  };
  const writable = (file: WritableFile): WritableFile =>
    Object.defineProperty(
      counted(file, {
        lengthBytes: 0,
        write: async (bytes) => {
          await stalled;
          if (isFailing) throw new Error('the disk is gone');
          await file.write(bytes);
        },
        sync: () => file.sync(),
      }),
      'lengthBytes',
      { get: () => file.lengthBytes },
    );
  const readable = (file: ReadableFile): ReadableFile =>
    counted(file, {
      lengthBytes: () => file.lengthBytes(),
      read: (target, position) => file.read(target, position),
    });
  return {
    temporaryDirectory: files.temporaryDirectory,
    absolutePath: (path) => files.absolutePath(path),
    canonicalPath: (path) => files.canonicalPath(path),
    status: (path) => files.status(path),
    list: (path) => files.list(path),
    openForReading: async (path) => readable(await files.openForReading(path)),
    create: async (path, options) => writable(await files.create(path, options)),
    openForAppending: async (path, lengthBytes) => writable(await files.openForAppending(path, lengthBytes)),
    rename: (from, to) => files.rename(from, to),
    remove: (path) => files.remove(path),
    makeDirectory: (path) => files.makeDirectory(path),
    syncDirectory: (path) => files.syncDirectory(path),
    open: () => open,
    stall() {
      stalled = new Promise((resolve) => {
        resume = resolve;
      });
    },
    resume() {
      stalled = undefined;
      resume();
    },
    fail() {
      isFailing = true;
    },
  };
}
