import { directoryOf } from './file-path.js';
import type { Files } from './files.js';

/** Makes a directory and those above it that are missing; those that it made survive a loss of power. */
export async function makeDurableDirectory(files: Files, path: string): Promise<void> {
  const whole = files.absolutePath(path);
  const first = await files.makeDirectory(whole);
  if (first === undefined) return;
  for (let directory = whole; directory.length >= first.length; directory = directoryOf(directory)) {
    await files.syncDirectory(directoryOf(directory));
  }
}
