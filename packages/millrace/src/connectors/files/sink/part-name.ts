import type { OutputFileConfig } from './output-file-config.js';

/*
 * The names of one part file on its way. Until it is committed it is hidden, by the dot in front:
 *
 *   .part-WRITER-ATTEMPT-NUMBER.inprogress       being written
 *   .part-WRITER-ATTEMPT-NUMBER.waiting          complete, and waiting to be compacted
 *   .part-WRITER-ATTEMPT-NUMBER.pending.7        complete, to be committed with checkpoint 7
 *   part-WRITER-ATTEMPT-NUMBER                   committed
 *
 * A writer keeps its id over restarts, so that the next attempt knows what the one before has left; each attempt has an id
 * of its own, so that no name is ever given twice.
 */

/** What the part files of one attempt of a writer have in common. */
export interface PartNaming {
  readonly config: OutputFileConfig;
  readonly writerId: string;
  readonly attemptId: string;
}

export function finalName({ config, writerId, attemptId }: PartNaming, number: number): string {
  return `${config.getPartPrefix()}-${writerId}-${attemptId}-${number}${config.getPartSuffix()}`;
}

export function inProgressName(final: string): string {
  return `.${final}.inprogress`;
}

export function waitingName(final: string): string {
  return `.${final}.waiting`;
}

export function pendingName(final: string, checkpointId: number): string {
  return `.${final}.pending.${checkpointId}`;
}

/** True for a name that a complete part file has until it is committed. */
export function isHiddenNameOf(final: string, name: string): boolean {
  return name === waitingName(final) || name.startsWith(`.${final}.pending.`);
}

/** What becomes of a hidden file that a writer may have left. */
export interface Leftover {
  /** The checkpoint with which it was to be committed; undefined when it was not complete, or waited to be compacted. */
  readonly checkpointId: number | undefined;
}

/** Undefined for a file that is visible, or is another writer's. */
export function leftoverOf(writerId: string, name: string): Leftover | undefined {
  if (!name.startsWith('.') || !name.includes(`-${writerId}-`)) return undefined;
  const [, pending] = /\.(?:inprogress|waiting|pending\.(\d+))$/.exec(name) ?? ['', null];
  if (pending === null) return undefined;
  return { checkpointId: pending === undefined ? undefined : Number(pending) };
}

const ID_CHARACTERS = 8;

/** Eight hexadecimal digits. */
export function randomId(random: () => number): string {
  return Math.floor(random() * 2 ** (4 * ID_CHARACTERS))
    .toString(16)
    .padStart(ID_CHARACTERS, '0');
}
