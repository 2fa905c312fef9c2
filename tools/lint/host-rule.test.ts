import { describe, expect, it } from 'vitest';
import { runOnPlanted } from './planted-tree.js';

/** Each of these reaches for the host: its clock, its chance, its timers, its process. */
const hostUses = [
  'Date.now()',
  'new Date()',
  'Date()',
  'Math.random()',
  'performance.now()',
  'process.pid',
  'setTimeout(run, 1)',
  'setInterval(run, 1)',
  'setImmediate(run)',
  'console.log(1)',
  'crypto.randomUUID()',
  "fetch('')",
  'globalThis.process',
];

const allowed = ['new Date(0)', 'Date.UTC(2026)', 'Math.floor(1.5)'];

describe('the host rule', () => {
  const core = 'packages/millrace/src';
  const places = [
    'runtime/task.ts',
    'testing/host.ts',
    'index.ts',
    'node/host.ts',
    'cli/run.ts',
    'runtime/task.test.ts',
  ];
  const expressions = [...hostUses, ...allowed];
  const text = expressions.map((use, line) => `export const value${line} = (run: () => void) => ${use};\n`).join('');
  const files = Object.fromEntries(places.map((place) => [`${core}/${place}`, text]));
  const args = ['lint', '--max-diagnostics=none', '--reporter=json', 'packages'];
  const report = JSON.parse(runOnPlanted(files, '@biomejs/biome/bin/biome', args)) as {
    diagnostics: ReadonlyArray<{ category: string; location: { path: string; start: { line: number } } }>;
  };
  const refused = (place: string) => {
    const found = report.diagnostics
      .filter(({ category }) => category === 'plugin' || category === 'lint/style/noRestrictedGlobals')
      .filter(({ location }) => location.path === `${core}/${place}`);
    return [...new Set(found.map(({ location }) => expressions[location.start.line - 1]))].sort();
  };

  it.each(['runtime/task.ts', 'testing/host.ts', 'index.ts'])('refuses every use of the host in %s', (place) => {
    expect(refused(place)).toEqual([...hostUses].sort());
  });

  it.each(['node/host.ts', 'cli/run.ts', 'runtime/task.test.ts'])('lets %s use it', (place) => {
    expect(refused(place)).toEqual([]);
  });
});
