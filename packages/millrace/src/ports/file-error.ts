import { MillraceError } from '../model/millrace-error.js';

/** Why a call to the files of a host failed. */
export type FileErrorCode =
  | 'FILE_NOT_FOUND'
  | 'FILE_EXISTS'
  | 'FILE_KIND_WRONG'
  | 'FILE_ACCESS_DENIED'
  | 'FILE_DISK_FULL'
  | 'FILE_CLOSED'
  | 'FILE_FAILED';

const reasons: Readonly<Record<FileErrorCode, string>> = {
  FILE_NOT_FOUND: 'nothing is there',
  FILE_EXISTS: 'something is there already',
  FILE_KIND_WRONG: 'it is a directory where a file is needed, or the reverse',
  FILE_ACCESS_DENIED: 'this process may not',
  FILE_DISK_FULL: 'the disk is full',
  FILE_CLOSED: 'the file is closed',
  FILE_FAILED: 'the host refused',
};

const hints: Readonly<Partial<Record<FileErrorCode, string>>> = {
  FILE_NOT_FOUND: 'Is the path right, and seen from this machine?',
  FILE_ACCESS_DENIED: 'Give the user of this process the right to it.',
  FILE_DISK_FULL: 'Make room, or choose another directory.',
};

/**
 * The error of a call to the files of a host.
 *
 * @param call what was tried, as a verb: `open`, `rename`.
 * @param reason in place of the code's own.
 */
export function fileError(
  code: FileErrorCode,
  call: string,
  path: string,
  options: { readonly reason?: string; readonly cause?: unknown } = {},
): MillraceError {
  const hint = hints[code];
  return new MillraceError(code, `Could not ${call} '${path}': ${options.reason ?? reasons[code]}.`, {
    facts: { path, call },
    ...(options.cause === undefined ? {} : { cause: options.cause }),
    ...(hint === undefined ? {} : { hint }),
  });
}
