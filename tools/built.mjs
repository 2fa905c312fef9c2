// @ts-check
/**
 * What the packages' code is made of, and whether it still is: the compiler alone renews only their types.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Bundle
 * @property {string} folder of the package
 * @property {readonly string[]} entries modules of src that others load by their path in dist
 */

/** @type {readonly Bundle[]} */
export const BUNDLES = [
  {
    folder: 'packages/millrace',
    entries: ['index', 'testing/index', 'cli/main', 'node/worker-entry'],
  },
  {
    folder: 'packages/kafka',
    // The benchmark's bare loop takes the driver as it lies below the connector.
    entries: ['index', 'driver/protocol-driver', 'properties/client-properties'],
  },
];

/** A file in dist whose time is that of the last bundling. */
export const STAMP = '.bundled';

/** What a bundle depends on beside the package's sources. */
const TOOLS = ['tools/bundle.mjs', 'tools/built.mjs', 'package-lock.json'];

const TEST = /\.(test|test-d|test-support)\.ts$/;

/**
 * A file or folder that has changed since the package was bundled; undefined if there is none. A removed file changes its folder.
 *
 * @param {string} root of the repository
 * @param {string} folder of the package
 * @returns {string | undefined} relative to the root
 */
export function staleSource(root, folder) {
  const stamp = statSync(join(root, folder, 'dist', STAMP), { throwIfNoEntry: false });
  const sources = readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' });
  return [...TOOLS, join(folder, 'src'), ...sources.map((path) => join(folder, 'src', path))]
    .filter((path) => !TEST.test(path))
    .find((path) => stamp === undefined || statSync(join(root, path)).mtimeMs >= stamp.mtimeMs);
}

/**
 * Files of dist that neither the compiler nor the bundler makes any longer.
 *
 * @param {string} packageFolder
 * @param {readonly string[]} bundled what the bundler made, relative to dist
 * @returns {string[]} relative to dist
 */
export function staleFiles(packageFolder, bundled) {
  const dist = join(packageFolder, 'dist');
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('.') && !bundled.includes(path) && !isOfSource(packageFolder, path));
}

/** Whether the compiler makes this file of dist. @param {string} packageFolder @param {string} path relative to dist @returns {boolean} */
export function isOfSource(packageFolder, path) {
  const source = /^(.+)\.d\.ts$/.exec(path)?.[1];
  return source !== undefined && existsSync(join(packageFolder, 'src', `${source}.ts`));
}

/** For a program that measures: throws if what it would measure is not the code of the sources. */
export function requireCurrentCode() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  for (const { folder } of BUNDLES) {
    const changed = staleSource(root, folder);
    if (changed !== undefined) throw new Error(`${changed} has changed since ${folder} was built: npm run build`);
  }
}
