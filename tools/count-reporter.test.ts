import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { repositoryFolder } from './requirements.js';

const folders: string[] = [];

/** Runs one test file in a Vitest of its own and returns the last lines that it prints. */
function closingLines(test: string, env: Record<string, string>): string[] {
  // Inside the workspace, where `vitest` is found; a folder with a dot, where the other checks do not look.
  mkdirSync(join(repositoryFolder, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(repositoryFolder, '.cache', 'vitest-'));
  folders.push(folder);
  const imports = `import { expect, it } from 'vitest';\nimport { describeWithShared } from '../../tools/requirements.js';\n`;
  writeFileSync(join(folder, 'planted.test.ts'), imports + test);
  const reporter = `import { CountReporter } from '../../tools/count-reporter.js';\n`;
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `${reporter}export default { test: { name: 'planted', reporters: [new CountReporter()] } };`,
  );
  const vitest = join(repositoryFolder, 'node_modules/vitest/vitest.mjs');
  const { stdout } = spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return stdout
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('suite '));
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const needing = "describeWithShared('a', () => { it('b', () => {}); });";
const missing = { MILLRACE_SHARED: '/nowhere', MILLRACE_REQUIRE: '' };

describe('the closing line', { timeout: 60_000 }, () => {
  it.each([
    [
      'counts tests',
      "it('a', () => {}); it('b', () => expect(1).toBe(2)); it.skip('c', () => {});",
      '1 passed, 1 failed, 1 skipped',
    ],
    ['counts a file that cannot be loaded as failed', "throw new Error('no');", '0 passed, 1 failed, 0 skipped'],
    [
      'counts an error outside of tests as failed',
      "it('a', () => {}); void Promise.reject(new Error('no'));",
      '1 passed, 1 failed, 0 skipped',
    ],
  ])('%s', (_, test, line) => {
    expect(closingLines(test, {}).at(-1)).toBe(line);
  });

  it('says what was missing for the skipped tests', () => {
    expect(closingLines(needing, missing).slice(-2)).toEqual([
      'needs the shared material (MILLRACE_SHARED): 1 skipped',
      '0 passed, 0 failed, 1 skipped',
    ]);
  });

  it('counts them as failed where everything is required', () => {
    expect(closingLines(needing, { ...missing, MILLRACE_REQUIRE: 'all' }).at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });
});
