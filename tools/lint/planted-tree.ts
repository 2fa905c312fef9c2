import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryFolder } from '../requirements.js';

const configuration = [
  '.gitignore',
  '.dependency-cruiser.cjs',
  'biome.jsonc',
  'package.json',
  'tools/lint',
  'tsconfig.base.json',
  'tsconfig.check.json',
];

/**
 * Runs a tool of node_modules in a throw-away copy of the repository's configuration that holds only the given files, and
 * returns its standard output. So a rule is seen failing on a planted violation without one ever standing in the sources.
 */
export function runOnPlanted(files: Readonly<Record<string, string>>, script: string, args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-planted-'));
  try {
    for (const path of configuration) cpSync(join(repositoryFolder, path), join(folder, path), { recursive: true });
    symlinkSync(join(repositoryFolder, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const tool = join(repositoryFolder, 'node_modules', script);
    return spawnSync(process.execPath, [tool, ...args], { cwd: folder, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
