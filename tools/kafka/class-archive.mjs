// @ts-check
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Java's archive of loaded classes, which makes a broker start in less than half the time. The first broker that ends in
 * order writes it, beside the jars; a Java that does not like it ignores it.
 *
 * @param {string} jars the folder with the jars
 */
export function classArchive(jars) {
  return join(jars, '..', 'classes.jsa');
}

/** @param {string} jars @returns {string[]} Java options that use the archive, if there is one */
export function archiveOptions(jars) {
  const archive = classArchive(jars);
  return existsSync(archive) ? ['-Xshare:auto', '-Xlog:disable', `-XX:SharedArchiveFile=${archive}`] : [];
}

/** @param {string} jars @param {string} folder @returns {string[]} Java options that write the archive at exit */
export function recordingOptions(jars, folder) {
  return existsSync(classArchive(jars))
    ? []
    : ['-Xlog:disable', `-XX:ArchiveClassesAtExit=${join(folder, 'classes.jsa')}`];
}

/** Takes over what {@link recordingOptions} wrote. @param {string} jars @param {string} folder */
export function keepArchive(jars, folder) {
  const written = join(folder, 'classes.jsa');
  if (!existsSync(written) || existsSync(classArchive(jars))) return;
  try {
    renameSync(written, classArchive(jars));
  } catch {
    // Another device, or another process was faster: the next broker starts slowly once more.
  }
}
