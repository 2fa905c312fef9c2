import { MillraceError } from '../../../model/millrace-error.js';
import type { Logger } from '../../../operator/operator-context.js';
import { fileError } from '../../../ports/file-error.js';
import { joinPath } from '../../../ports/file-path.js';
import type { Files } from '../../../ports/files.js';
import type { CommitOutcome, Committer } from '../../sink.js';
import type { FileCommittable } from './file-sink-state.js';

/**
 * What it means that a file to be committed is there neither hidden nor visible: that its records are lost, or that it was
 * committed before the restart and somebody has taken it away since.
 */
export type MissingFiles = 'fail' | 'committed';

/** Gives files of complete checkpoints their visible names. */
export class FileCommitter implements Committer<FileCommittable> {
  constructor(
    private readonly files: Files,
    private readonly logger: Logger,
    private readonly missingFiles: MissingFiles,
  ) {}

  async commit(committables: readonly FileCommittable[]): Promise<readonly CommitOutcome[]> {
    const outcomes: CommitOutcome[] = [];
    const directories = new Set<string>();
    for (const committable of committables) {
      outcomes.push(await this.publish(committable));
      directories.add(committable.directory);
    }
    // Also where nothing was renamed now: an earlier try may have been cut off right behind its renames.
    for (const directory of directories) await this.syncDirectory(directory);
    // What is replaced goes only once what replaces it is there for good.
    for (const { directory, replacedNames } of committables) {
      for (const name of replacedNames) await this.files.remove(joinPath(directory, name));
    }
    return outcomes;
  }

  close(): void {
    // It holds nothing open.
  }

  private async publish(committable: FileCommittable): Promise<CommitOutcome> {
    const { directory, pendingName, finalName, lengthBytes } = committable;
    const [pendingPath, finalPath] = [joinPath(directory, pendingName), joinPath(directory, finalName)];
    const [pending, final] = [await this.files.status(pendingPath), await this.files.status(finalPath)];
    if (pending === undefined) {
      if (final === undefined) this.onMissing(committable);
      return 'already-committed';
    }
    if (pending.lengthBytes !== lengthBytes) throw wrongLength(pendingPath, pending.lengthBytes, lengthBytes);
    if (final !== undefined) throw fileError('FILE_EXISTS', 'commit', finalPath);
    await this.files.rename(pendingPath, finalPath);
    return 'committed';
  }

  private onMissing({ directory, finalName, pendingName }: FileCommittable): void {
    const facts = { directory, pending: pendingName, final: finalName };
    const message = `Of a file to be committed in '${directory}', neither '${pendingName}' nor '${finalName}' is there`;
    if (this.missingFiles === 'committed') {
      this.logger.warn(`${message}: it was committed before the restart, and taken away.`, facts);
      return;
    }
    throw new MillraceError('SINK_DATA_LOST', `${message}.`, {
      facts,
      hint: "If another program takes files away as soon as they are visible, and did so with this one: set missingFiles to 'committed'. Else its records are lost, and must be written again from an older snapshot.",
    });
  }

  private async syncDirectory(directory: string): Promise<void> {
    if ((await this.files.status(directory)) !== undefined) await this.files.syncDirectory(directory);
  }
}

function wrongLength(path: string, seen: number, expected: number): MillraceError {
  return new MillraceError('SINK_DATA_LOST', `'${path}' has ${seen} bytes, and ${expected} were written to it.`, {
    facts: { path, length: seen, lengthWritten: expected },
    hint: 'Somebody has changed it, or the disk has lost a part of it.',
  });
}
