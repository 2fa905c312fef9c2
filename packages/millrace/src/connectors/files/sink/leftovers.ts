import type { Logger } from '../../../operator/operator-context.js';
import { joinPath } from '../../../ports/file-path.js';
import type { Files } from '../../../ports/files.js';
import { leftoverOf } from './part-name.js';

/** What earlier attempts of a writer may have left, and what of it is still needed. */
export interface Leftovers {
  readonly files: Files;
  readonly logger: Logger;
  readonly basePath: string;
  readonly writerIds: readonly string[];
  /** Paths of hidden files that belong to the restored state. */
  readonly needed: ReadonlySet<string>;
  readonly restoredCheckpointId: number;
}

/**
 * Removes the hidden files that attempts behind the restored checkpoint have left: those that were being written, and
 * those that were to be committed with checkpoints that do not count any more.
 */
export async function removeLeftovers(leftovers: Leftovers): Promise<void> {
  const { files, logger, basePath } = leftovers;
  if (leftovers.writerIds.length === 0 || (await files.status(basePath)) === undefined) return;
  const removed = await removeBelow(leftovers, basePath);
  if (removed > 0) logger.info('Files that earlier attempts have left are removed.', { basePath, removed });
}

async function removeBelow(leftovers: Leftovers, directory: string): Promise<number> {
  const { files } = leftovers;
  let removed = 0;
  for (const { name, kind } of await files.list(directory)) {
    const path = joinPath(directory, name);
    if (kind === 'directory') removed += await removeBelow(leftovers, path);
    else if (isLeftover(leftovers, name, path)) {
      await files.remove(path);
      removed++;
    }
  }
  return removed;
}

function isLeftover({ writerIds, needed, restoredCheckpointId }: Leftovers, name: string, path: string): boolean {
  if (needed.has(path)) return false;
  return writerIds.some((writerId) => {
    const left = leftoverOf(writerId, name);
    return left !== undefined && (left.checkpointId ?? Number.POSITIVE_INFINITY) > restoredCheckpointId;
  });
}
