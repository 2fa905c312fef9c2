import { MillraceError } from '../../../model/millrace-error.js';
import type { Logger } from '../../../operator/operator-context.js';
import { joinPath } from '../../../ports/file-path.js';
import type { Files } from '../../../ports/files.js';
import type { MissingFiles } from './file-committer.js';
import type { FileWriterState, InProgressPart, WaitingPart } from './file-sink-state.js';
import type { CompletePart, RestoredParts } from './file-sink-writer.js';
import { inProgressName, isHiddenNameOf, waitingName } from './part-name.js';

/** What is taken over from a checkpoint. */
export interface RestoreOptions {
  readonly files: Files;
  readonly logger: Logger;
  readonly states: readonly FileWriterState[];
  /** False for formats whose files must be written in one go. */
  readonly canResume: boolean;
  readonly missingFiles: MissingFiles;
}

/**
 * Takes over the files of a checkpoint: those that were being written are gone on with, one a bucket, and the others
 * completed at the length that they had.
 *
 * @throws MillraceError `SINK_DATA_LOST` when one is gone, or shorter than it was.
 */
export async function restoreParts(options: RestoreOptions): Promise<RestoredParts> {
  const { files, states } = options;
  const inProgress: InProgressPart[] = [];
  const complete: CompletePart[] = [];
  for (const part of states.flatMap((state) => state.inProgress)) {
    if (!(await isThere(options, part, await currentName(files, part)))) continue;
    const isFirst = !inProgress.some(({ bucketId }) => bucketId === part.bucketId);
    if (options.canResume && isFirst) inProgress.push(part);
    else complete.push(await completeAt(files, part));
  }
  const waiting: WaitingPart[] = [];
  for (const part of states.flatMap((state) => state.waiting)) {
    if (await isThere(options, part, waitingName(part.finalName))) waiting.push(part);
  }
  return { inProgress, complete, waiting };
}

/**
 * The name under which a part that was being written stands now. An attempt behind the checkpoint may have completed it:
 * then it gets its old name back. With a later checkpoint it may have been committed, before the job went back to this one.
 */
async function currentName(files: Files, { directory, finalName }: InProgressPart): Promise<string> {
  const inProgress = inProgressName(finalName);
  const entries = (await files.status(directory)) === undefined ? [] : await files.list(directory);
  const names = entries.map(({ name }) => name);
  if (names.includes(inProgress)) return inProgress;
  if (names.includes(finalName)) return finalName;
  const completed = names.find((name) => isHiddenNameOf(finalName, name));
  if (completed !== undefined) await files.rename(joinPath(directory, completed), joinPath(directory, inProgress));
  return inProgress;
}

async function completeAt(
  files: Files,
  { bucketId, directory, finalName, lengthBytes }: InProgressPart,
): Promise<CompletePart> {
  const hiddenName = inProgressName(finalName);
  const file = await files.openForAppending(joinPath(directory, hiddenName), lengthBytes);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  return { bucketId, directory, finalName, lengthBytes, hiddenName };
}

/** False when the records of a part are visible already. */
async function isThere(options: RestoreOptions, part: WaitingPart, name: string): Promise<boolean> {
  const { directory, finalName, lengthBytes } = part;
  const path = joinPath(directory, name);
  const status = await options.files.status(path);
  if (status?.kind === 'file' && status.lengthBytes >= lengthBytes) return name !== finalName;
  const seen = status === undefined ? 'is gone' : `has ${status.lengthBytes} bytes`;
  const message = `'${path}' ${seen}; the checkpoint has ${lengthBytes} bytes of it`;
  const facts = { path, lengthWritten: lengthBytes };
  if (options.missingFiles === 'committed' && status === undefined) {
    options.logger.warn(`${message}: it was committed with a later one, and taken away.`, facts);
    return false;
  }
  throw new MillraceError('SINK_DATA_LOST', `${message}.`, {
    facts,
    hint: "If the job went back to an older snapshot, and what it had written was taken away: set missingFiles to 'committed'. Else its records are lost, and must be written again from an older snapshot.",
  });
}
