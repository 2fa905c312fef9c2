// @ts-check
/**
 * Makes a clone ready: installs and builds what is missing or old. Plain Node, for it runs before anything is installed.
 * What it prints goes to standard error: standard output belongs to the program that follows.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Ends the process if that fails; npm or the compiler has then said why. */
export function setUp() {
  try {
    install();
    build();
  } catch (error) {
    console.error(String(error));
    process.exit(1);
  }
}

export function install() {
  if (!installIsCurrent()) npm(['ci', '--no-audit', '--no-fund']);
}

/** Types by the compiler, code by the bundler. Quick when nothing changed: both look at what they built last. */
export function build() {
  run(process.execPath, ['node_modules/@typescript/native/bin/tsc', '-b']);
  run(process.execPath, ['tools/bundle.mjs']);
}

/**
 * Whether node_modules holds what the lockfile asks for. Compared by content, for a checkout changes the lockfile's time.
 */
function installIsCurrent() {
  if (!existsSync(`${root}node_modules/.package-lock.json`)) return false;
  const wanted = lockedPackages('package-lock.json');
  const installed = lockedPackages('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    const there = installed[path];
    if (path === '') return true;
    return there === undefined ? optional === true || devOptional === true : there.version === version;
  });
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} by place in node_modules
 */
function lockedPackages(lockfile) {
  return JSON.parse(readFileSync(root + lockfile, 'utf8')).packages;
}

/** @param {string[]} args */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script === undefined) run('npm', args);
  else run(process.execPath, [script, ...args]);
}

/** @param {string} program @param {string[]} args */
function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`'${program} ${args.join(' ')}' failed.`);
}
