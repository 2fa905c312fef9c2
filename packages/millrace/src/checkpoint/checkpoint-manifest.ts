import { crc32 } from '../model/crc32.js';
import { MillraceError } from '../model/millrace-error.js';
import { Types } from '../model/types.js';

/** Some bytes in a file of a checkpoint, and their checksum. */
const BLOB = Types.OBJECT({
  file: Types.STRING(),
  at: Types.LONG(),
  length: Types.LONG(),
  crc: Types.LONG(),
});

const SUBTASK = Types.OBJECT({
  /** JSON: the metas of the keyed states. */
  keyedStates: Types.STRING(),
  keyGroups: Types.LIST(Types.OBJECT({ group: Types.INT(), blob: BLOB })),
  operatorStates: Types.LIST(
    Types.OBJECT({
      name: Types.STRING(),
      mode: Types.STRING(),
      /** JSON. */
      types: Types.STRING(),
      ofAllSubtasks: Types.BOOLEAN(),
      /** All items, one after another. */
      blob: BLOB,
      lengths: Types.LIST(Types.INT()),
    }),
  ),
});

const MANIFEST = Types.OBJECT({
  checkpointId: Types.LONG(),
  jobId: Types.STRING(),
  jobName: Types.STRING(),
  createdMs: Types.LONG(),
  operators: Types.LIST(
    Types.OBJECT({
      uid: Types.STRING(),
      name: Types.STRING(),
      maxParallelism: Types.INT(),
      /** JSON: version and state of a source's enumerator; empty for none. */
      coordinator: Types.STRING(),
      subtasks: Types.LIST(SUBTASK),
    }),
  ),
});

type ValueOf<T> = T extends { readonly codec: { read(input: never): infer V } } ? V : never;

export type Blob = ValueOf<typeof BLOB>;

/** What a checkpoint consists of: the content of its file `_metadata`. `checkpoint-files.md` describes it. */
export type CheckpointManifest = ValueOf<typeof MANIFEST>;

/** What every manifest begins with. */
const MAGIC = 'millrace checkpoint';

/** The version that this code writes, and the newest that it reads. */
const VERSION = 1;

/** The bytes of a manifest: a line with version, length and checksum, then JSON. */
export function encodeManifest(manifest: CheckpointManifest): Uint8Array {
  const json = new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 1)}\n`);
  const head = new TextEncoder().encode(`${MAGIC} ${VERSION} ${json.length} ${hex(crc32(json))}\n`);
  const bytes = new Uint8Array(head.length + json.length);
  bytes.set(head);
  bytes.set(json, head.length);
  return bytes;
}

/**
 * Reads a manifest.
 *
 * @param path for the error.
 * @throws MillraceError `CHECKPOINT_FOREIGN` for what is no manifest, `CHECKPOINT_NEWER` for one of a newer version,
 *   `CHECKPOINT_DAMAGED` for one that is not as it was written.
 */
export function decodeManifest(bytes: Uint8Array, path: string): CheckpointManifest {
  const end = bytes.indexOf(0x0a);
  const head = new TextDecoder().decode(bytes.subarray(0, Math.max(0, end)));
  const found = /^millrace checkpoint (\d+) (\d+) ([0-9a-f]{8})$/.exec(head);
  if (found === null) throw foreign(path);
  const [, version, length, checksum] = found;
  if (Number(version) > VERSION) throw newer(path, Number(version));
  const json = bytes.subarray(end + 1);
  if (json.length !== Number(length)) throw damaged(path, `it has ${json.length} bytes where ${length} were written`);
  if (hex(crc32(json)) !== checksum) throw damaged(path, 'its checksum is not that of its bytes');
  return MANIFEST.codec.check(JSON.parse(new TextDecoder().decode(json)), 'manifest');
}

/** The error for a file of a checkpoint that is not as it was written. */
export function damaged(path: string, what: string): MillraceError {
  return new MillraceError('CHECKPOINT_DAMAGED', `The file '${path}' of a checkpoint is damaged: ${what}.`, {
    facts: { path },
    hint: 'Bring back an intact copy, or restore from an older checkpoint by its path.',
  });
}

function foreign(path: string): MillraceError {
  return new MillraceError('CHECKPOINT_FOREIGN', `The file '${path}' is not the manifest of a checkpoint.`, {
    facts: { path },
    hint: "Give the directory of a checkpoint, such as '…/chk-12': the one that holds a file '_metadata' of Millrace.",
  });
}

function newer(path: string, version: number): MillraceError {
  return new MillraceError(
    'CHECKPOINT_NEWER',
    `The checkpoint '${path}' was written in version ${version} of its form.`,
    {
      facts: { path, version, known: VERSION },
      hint: 'Use the version of Millrace that wrote it, or a newer one.',
    },
  );
}

const hex = (checksum: number) => checksum.toString(16).padStart(8, '0');
