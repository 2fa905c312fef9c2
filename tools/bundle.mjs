// @ts-check
/**
 * Makes the code of the packages, after `tsc -b` has made their types: `dist/*.js` from `src/*.ts`. Few files in place of
 * hundreds, without comments, because a process that starts reads all of them (docs/decisions/0001-tools.md).
 */
import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { BUNDLES, STAMP, staleFiles, staleSource } from './built.mjs';
import { root } from './set-up.mjs';

/**
 * @param {import('./built.mjs').Bundle} bundle
 * @returns {Promise<Map<string, string>>} the text of each file, by its path in dist
 */
async function filesOf({ folder, entries }) {
  const bundle = await rolldown({
    cwd: join(root, folder),
    input: Object.fromEntries(entries.map((entry) => [entry, join(root, folder, 'src', `${entry}.ts`)])),
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
    platform: 'node',
    tsconfig: false,
    resolve: { extensionAlias: { '.js': ['.ts'] } },
    onLog: (_level, log) => {
      throw new Error(log.message);
    },
  });
  const { output } = await bundle.generate({
    dir: join(root, folder, 'dist'),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    comments: { jsdoc: false, legal: false },
  });
  await bundle.close();
  return new Map(output.map((file) => [file.fileName, 'code' in file ? file.code : String(file.source)]));
}

/** A process that reads while this one writes sees either text whole. @param {string} file @param {string} text */
function write(file, text) {
  if (textOf(file) === text) return;
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}

/** @param {string} file @returns {string | undefined} */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {import('./built.mjs').Bundle} bundle */
async function build(bundle) {
  const { folder } = bundle;
  const dist = join(root, folder, 'dist');
  const startedAt = new Date();
  const files = await filesOf(bundle);
  for (const [path, text] of files) write(join(dist, path), text);
  for (const path of staleFiles(join(root, folder), [...files.keys()])) rmSync(join(dist, path));
  // What was edited while this ran is newer than the stamp.
  writeFileSync(join(dist, STAMP), '');
  utimesSync(join(dist, STAMP), startedAt, startedAt);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const bundle of BUNDLES) {
    if (staleSource(root, bundle.folder) !== undefined) await build(bundle);
  }
}
