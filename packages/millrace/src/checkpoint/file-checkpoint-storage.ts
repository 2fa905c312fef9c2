import { MillraceError } from '../model/millrace-error.js';
import { directoryOf, joinPath } from '../ports/file-path.js';
import type { Files } from '../ports/files.js';
import type { KeyedStateMeta, OperatorSnapshot, OperatorStateSnapshot, RedistributionMode } from '../state/snapshot.js';
import { BlobFile, readBlob } from './blob-file.js';
import { type CheckpointManifest, decodeManifest, encodeManifest } from './checkpoint-manifest.js';
import type { CheckpointAbout, CheckpointStorage, LoadedCheckpoint, StoredCheckpoint } from './checkpoint-storage.js';
import type { JobSnapshot, OperatorState } from './job-snapshot.js';

/** Its presence makes a directory a checkpoint, as in Flink. */
const METADATA = '_metadata';
const METADATA_IN_PROGRESS = '_metadata.inprogress';
const STATE = 'state';
const DIRECTORY = /^chk-(\d+)$/;

type StoredSubtask = CheckpointManifest['operators'][number]['subtasks'][number];

/**
 * Checkpoints in a directory, one below it each: `chk-12`, with the state in one file and `_metadata` beside it.
 *
 * The state is written and synced first, then the manifest under another name; that it gets its name, and that the
 * directories know of it, is what makes the checkpoint complete.
 *
 * @param directory of one job alone.
 */
export function createFileCheckpointStorage(files: Files, directory: string): CheckpointStorage {
  return new FileCheckpointStorage(files, files.absolutePath(directory));
}

class FileCheckpointStorage implements CheckpointStorage {
  constructor(
    private readonly files: Files,
    private readonly directory: string,
  ) {}

  async store(snapshot: JobSnapshot, about: CheckpointAbout): Promise<StoredCheckpoint> {
    const { files } = this;
    const { checkpointId } = snapshot;
    const path = joinPath(this.directory, `chk-${checkpointId}`);
    await this.prepare(path);
    const { operators, sizeBytes } = await this.writeState(path, snapshot);
    const manifest = encodeManifest({ checkpointId, ...about, operators });
    const inProgress = joinPath(path, METADATA_IN_PROGRESS);
    const file = await files.create(inProgress);
    try {
      await file.write(manifest);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(inProgress, joinPath(path, METADATA));
    await files.syncDirectory(path);
    return { checkpointId, path, createdMs: about.createdMs, sizeBytes: sizeBytes + manifest.length };
  }

  async list(): Promise<readonly StoredCheckpoint[]> {
    const found: StoredCheckpoint[] = [];
    for (const { checkpointId, path } of await this.directories()) {
      const status = await this.files.status(joinPath(path, METADATA));
      if (status?.kind !== 'file') continue;
      const state = await this.files.status(joinPath(path, STATE));
      const sizeBytes = status.lengthBytes + (state?.lengthBytes ?? 0);
      found.push({ checkpointId, path, createdMs: status.modifiedMs, sizeBytes });
    }
    return found.sort((one, other) => other.checkpointId - one.checkpointId);
  }

  async load(path: string): Promise<LoadedCheckpoint> {
    const manifest = decodeManifest(await this.readMetadata(path), joinPath(path, METADATA));
    const { checkpointId, jobId, jobName, createdMs } = manifest;
    const operators = new Map<string, OperatorState>();
    for (const { uid, name, maxParallelism, coordinator, subtasks } of manifest.operators) {
      const read: OperatorSnapshot[] = [];
      for (const subtask of subtasks) read.push(await this.readSubtask(path, subtask));
      operators.set(uid, {
        uid,
        name,
        maxParallelism,
        subtasks: read,
        ...(coordinator === '' ? {} : { coordinator: JSON.parse(coordinator) as { version: number; json: unknown } }),
      });
    }
    return { path, jobId, jobName, createdMs, snapshot: { checkpointId, operators } };
  }

  async remove({ path }: StoredCheckpoint): Promise<void> {
    await this.files.remove(joinPath(path, METADATA));
    await this.files.syncDirectory(path);
    await this.files.remove(path);
  }

  async removeLeftovers(): Promise<void> {
    for (const { path } of await this.directories()) {
      if ((await this.files.status(joinPath(path, METADATA))) === undefined) await this.files.remove(path);
    }
  }

  /** An empty directory that survives a loss of power, with all those above it. */
  private async prepare(path: string): Promise<void> {
    const { files } = this;
    if ((await files.status(joinPath(path, METADATA))) !== undefined) throw taken(path);
    await files.remove(path);
    const topmost = await files.makeDirectory(path);
    const last = directoryOf(topmost ?? path);
    for (let above = directoryOf(path); ; above = directoryOf(above)) {
      await files.syncDirectory(above);
      if (above === last || above === directoryOf(above)) return;
    }
  }

  private async directories(): Promise<readonly { readonly checkpointId: number; readonly path: string }[]> {
    if ((await this.files.status(this.directory)) === undefined) return [];
    const entries = await this.files.list(this.directory);
    return entries.flatMap(({ name, kind }) => {
      const found = DIRECTORY.exec(name);
      if (found === null || kind !== 'directory') return [];
      return [{ checkpointId: Number(found[1]), path: joinPath(this.directory, name) }];
    });
  }

  private async writeState(path: string, snapshot: JobSnapshot) {
    const file = await this.files.create(joinPath(path, STATE));
    try {
      const blobs = new BlobFile(STATE, file);
      const operators: CheckpointManifest['operators'] = [];
      for (const { uid, name, maxParallelism, subtasks, coordinator } of snapshot.operators.values()) {
        const written: StoredSubtask[] = [];
        for (const subtask of subtasks) written.push(await writeSubtask(blobs, subtask));
        operators.push({
          uid,
          name,
          maxParallelism,
          coordinator: coordinator === undefined ? '' : JSON.stringify(coordinator),
          subtasks: written,
        });
      }
      await blobs.finish();
      return { operators, sizeBytes: blobs.length };
    } finally {
      await file.close();
    }
  }

  private async readMetadata(path: string): Promise<Uint8Array> {
    const metadata = joinPath(path, METADATA);
    const status = await this.files.status(metadata);
    if (status?.kind !== 'file') throw notFound(path);
    const file = await this.files.openForReading(metadata);
    try {
      const bytes = new Uint8Array(await file.lengthBytes());
      return bytes.subarray(0, await file.read(bytes, 0));
    } finally {
      await file.close();
    }
  }

  private async readSubtask(path: string, stored: StoredSubtask): Promise<OperatorSnapshot> {
    const keyGroups = new Map<number, Uint8Array>();
    for (const { group, blob } of stored.keyGroups) keyGroups.set(group, await readBlob(this.files, path, blob));
    const operatorStates: OperatorStateSnapshot[] = [];
    for (const { name, mode, types, ofAllSubtasks, blob, lengths } of stored.operatorStates) {
      const bytes = await readBlob(this.files, path, blob);
      let at = 0;
      operatorStates.push({
        name,
        mode: mode as RedistributionMode,
        types: JSON.parse(types) as OperatorStateSnapshot['types'],
        items: lengths.map((length) => {
          at += length;
          return bytes.subarray(at - length, at);
        }),
        ...(ofAllSubtasks ? { ofAllSubtasks } : {}),
      });
    }
    return { keyedStates: JSON.parse(stored.keyedStates) as readonly KeyedStateMeta[], keyGroups, operatorStates };
  }
}

async function writeSubtask(blobs: BlobFile, subtask: OperatorSnapshot): Promise<StoredSubtask> {
  const keyGroups: StoredSubtask['keyGroups'] = [];
  for (const [group, bytes] of subtask.keyGroups) keyGroups.push({ group, blob: await blobs.append([bytes]) });
  const operatorStates: StoredSubtask['operatorStates'] = [];
  for (const { name, mode, types, ofAllSubtasks, items } of subtask.operatorStates) {
    operatorStates.push({
      name,
      mode,
      types: JSON.stringify(types),
      ofAllSubtasks: ofAllSubtasks === true,
      blob: await blobs.append(items),
      lengths: items.map(({ length }) => length),
    });
  }
  return { keyedStates: JSON.stringify(subtask.keyedStates), keyGroups, operatorStates };
}

function taken(path: string): MillraceError {
  return new MillraceError('CHECKPOINT_EXISTS', `There is a complete checkpoint '${path}' already.`, {
    facts: { path },
    hint: 'Another process writes to the same directory, or the job did not restore its latest checkpoint.',
  });
}

function notFound(path: string): MillraceError {
  return new MillraceError('CHECKPOINT_NOT_FOUND', `There is no complete checkpoint at '${path}'.`, {
    facts: { path },
    hint: "Give the directory of a checkpoint, such as '…/chk-12': the one that holds a file '_metadata'.",
  });
}
