import { Types } from '../../../model/types.js';
import { stateForm } from '../../state-form.js';

/** A part file that goes on being written behind a checkpoint. */
export interface InProgressPart {
  readonly bucketId: string;
  readonly directory: string;
  readonly finalName: string;
  /** What of it belongs to the checkpoint. */
  readonly lengthBytes: number;
  readonly createdMs: number;
}

/** A complete part file that waits to be compacted. */
export interface WaitingPart {
  readonly bucketId: string;
  readonly directory: string;
  readonly finalName: string;
  readonly lengthBytes: number;
}

/** What a writer keeps over a restart. */
export interface FileWriterState {
  readonly writerId: string;
  readonly inProgress: readonly InProgressPart[];
  readonly waiting: readonly WaitingPart[];
}

/** A complete part file that becomes visible with its checkpoint. */
export interface FileCommittable {
  readonly directory: string;
  readonly pendingName: string;
  readonly finalName: string;
  readonly lengthBytes: number;
  /** Hidden files of the directory that this one replaces: they go when it has become visible. */
  readonly replacedNames: readonly string[];
}

export const fileWriterForm = stateForm({
  what: 'writer of files',
  version: 1,
  json: Types.OBJECT({
    writerId: Types.STRING(),
    inProgress: Types.LIST(
      Types.OBJECT({
        bucketId: Types.STRING(),
        directory: Types.STRING(),
        finalName: Types.STRING(),
        lengthBytes: Types.LONG(),
        createdMs: Types.LONG(),
      }),
    ),
    waiting: Types.LIST(
      Types.OBJECT({
        bucketId: Types.STRING(),
        directory: Types.STRING(),
        finalName: Types.STRING(),
        lengthBytes: Types.LONG(),
      }),
    ),
  }),
  toJson: ({ writerId, inProgress, waiting }: FileWriterState) => ({
    writerId,
    inProgress: [...inProgress],
    waiting: [...waiting],
  }),
  fromJson: (json): FileWriterState => json,
});

export const fileCommittableForm = stateForm({
  what: 'committable of files',
  version: 1,
  json: Types.OBJECT({
    directory: Types.STRING(),
    pendingName: Types.STRING(),
    finalName: Types.STRING(),
    lengthBytes: Types.LONG(),
    replacedNames: Types.LIST(Types.STRING()),
  }),
  toJson: ({ directory, pendingName, finalName, lengthBytes, replacedNames }: FileCommittable) => ({
    directory,
    pendingName,
    finalName,
    lengthBytes,
    replacedNames: [...replacedNames],
  }),
  fromJson: (json): FileCommittable => json,
});
