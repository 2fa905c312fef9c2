import { MillraceError } from '../../../model/millrace-error.js';
import { joinPath } from '../../../ports/file-path.js';
import type { Files } from '../../../ports/files.js';
import type { FileWriterState, InProgressPart, WaitingPart } from './file-sink-state.js';
import type { CompletePart, RestoredParts } from './file-sink-writer.js';
import { inProgressName, waitingName } from './part-name.js';

/**
 * Takes over the files of a checkpoint: those that were being written are gone on with, one a bucket, and the others
 * completed at the length that they had.
 *
 * @param canResume false for formats whose files must be written in one go.
 * @throws MillraceError `SINK_DATA_LOST` when one is gone, or shorter than it was.
 */
export async function restoreParts(
  files: Files,
  states: readonly FileWriterState[],
  canResume: boolean,
): Promise<RestoredParts> {
  const inProgress: InProgressPart[] = [];
  const complete: CompletePart[] = [];
  for (const part of states.flatMap((state) => state.inProgress)) {
    const hiddenName = inProgressName(part.finalName);
    await mustBeThere(files, part, hiddenName);
    const isFirst = !inProgress.some(({ bucketId }) => bucketId === part.bucketId);
    if (canResume && isFirst) inProgress.push(part);
    else complete.push(await completeAt(files, part, hiddenName));
  }
  const waiting = states.flatMap((state) => state.waiting);
  for (const part of waiting) await mustBeThere(files, part, waitingName(part.finalName));
  return { inProgress, complete, waiting };
}

async function completeAt(
  files: Files,
  { bucketId, directory, finalName, lengthBytes }: InProgressPart,
  hiddenName: string,
): Promise<CompletePart> {
  const file = await files.openForAppending(joinPath(directory, hiddenName), lengthBytes);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  return { bucketId, directory, finalName, lengthBytes, hiddenName };
}

async function mustBeThere(files: Files, { directory, lengthBytes }: WaitingPart, hiddenName: string): Promise<void> {
  const path = joinPath(directory, hiddenName);
  const status = await files.status(path);
  if (status?.kind === 'file' && status.lengthBytes >= lengthBytes) return;
  const seen = status === undefined ? 'is gone' : `has ${status.lengthBytes} bytes`;
  throw new MillraceError('SINK_DATA_LOST', `'${path}' ${seen}; the checkpoint has ${lengthBytes} bytes of it.`, {
    facts: { path, lengthWritten: lengthBytes },
    hint: 'Somebody has changed it, or the disk has lost it. Its records must be written again from an older snapshot.',
  });
}
