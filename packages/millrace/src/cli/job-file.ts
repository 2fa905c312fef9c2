import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { MillraceError } from '../model/millrace-error.js';
import { nearestName } from '../model/nearest-name.js';

const EXTENSIONS: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];

/**
 * The absolute path of the file that holds a job.
 *
 * @throws MillraceError `JOB_FILE_MISSING`, `JOB_FILE_IS_DIRECTORY` or `JOB_FILE_KIND`.
 */
export function findJobFile(path: string, folder: string): string {
  const file = resolve(folder, path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw missing(file, path);
  if (found.isDirectory()) {
    throw new MillraceError('JOB_FILE_IS_DIRECTORY', `'${path}' is a directory, not a job.`, {
      hint: hintOf(jobsIn(file).map((name) => `${relative(folder, file) || '.'}/${name}`)),
    });
  }
  if (!EXTENSIONS.includes(extname(file))) {
    throw new MillraceError('JOB_FILE_KIND', `'${path}' is not a program that can be run.`, {
      hint: `Give a file that ends in ${EXTENSIONS.join(', ')}.`,
    });
  }
  return file;
}

function missing(file: string, path: string): MillraceError {
  const names = jobsIn(dirname(file));
  const nearest = nearestName(basename(file), names);
  return new MillraceError('JOB_FILE_MISSING', `There is no file '${path}'.`, {
    facts: { file },
    hint:
      nearest === undefined
        ? hintOf(names)
        : `Did you mean '${path.slice(0, path.length - basename(path).length)}${nearest}'?`,
  });
}

function jobsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => EXTENSIONS.includes(extname(name)) && !name.endsWith('.d.ts'));
  } catch {
    return [];
  }
}

function hintOf(files: readonly string[]): string {
  if (files.length === 0) return 'Give the path of the file that holds the job.';
  return `Give the path of the file that holds the job, such as '${files[0]}'.`;
}
