// @ts-check
/**
 * `npm run test:node -- 22|24 [arguments]`: the tests under another major version of Node, which npm brings into a cache folder
 * outside the tree (185 MB each). Further arguments go to `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './set-up.mjs';

const [version = '', ...args] = process.argv.slice(2);
if (!/^\d+$/.test(version)) {
  console.error('usage: npm run test:node -- MAJOR [arguments of npm test], for example npm run test:node -- 22');
  process.exit(2);
}

const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
const folder = join(cache, 'millrace', `node-${version}`);
// The package of this platform's binary. (`node` itself is a script that installs it, which a careful npm does not run.)
const binary = `node-${process.platform}-${process.arch}`;
const bin = join(folder, 'node_modules', binary, 'bin');
if (!existsSync(join(bin, 'node'))) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  exitUnless(
    spawnSync('npm', ['install', '--no-audit', '--no-fund', `${binary}@${version}`], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
    }),
  );
}

const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
exitUnless(spawnSync('node', ['--version'], { env, stdio: ['ignore', 2, 2] }));
exitUnless(spawnSync('node', ['tools/test.mjs', ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] }));

/** @param {{ status: number | null, error?: Error | undefined }} result */
function exitUnless({ status, error }) {
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
