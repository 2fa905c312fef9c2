// @ts-check
/**
 * `npm run check [-- name …]`: runs the `check:*` scripts of package.json, all or the named ones. Each runs though an earlier
 * one failed; what it prints is shown only if it fails. The closing line counts checks as a test run counts tests.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { install, root } from '../set-up.mjs';

install();

/** @type {{ scripts: Record<string, string> }} */
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const checks = Object.keys(scripts).flatMap((name) => (name.startsWith('check:') ? [name.slice('check:'.length)] : []));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !checks.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown check: ${unknown.join(', ')}. There are: ${checks.join(', ')}.`);
  process.exit(2);
}

const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}` };
const outcomes = checks
  .filter((name) => asked.length === 0 || asked.includes(name))
  .map((name) => {
    const start = performance.now();
    const command = /** @type {string} */ (scripts[`check:${name}`]);
    const { status, stdout, stderr } = spawnSync(command, { cwd: root, env, shell: true, encoding: 'utf8' });
    const passed = status === 0;
    if (!passed) console.log(`── ${name}: ${command}\n${stdout}${stderr}`);
    return { name, passed, seconds: (performance.now() - start) / 1000 };
  });

for (const { name, passed, seconds } of outcomes) {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(5)} s`);
}
const failed = outcomes.filter(({ passed }) => !passed).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;
