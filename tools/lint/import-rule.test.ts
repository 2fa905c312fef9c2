import { describe, expect, it } from 'vitest';
import { runOnPlanted } from './planted-tree.js';

const core = 'packages/millrace/src';

/** File, what it imports, and the rules that this breaks. */
const cases: ReadonlyArray<readonly [file: string, imported: string, broken: readonly string[]]> = [
  ['time/window.ts', '../model/row.js', []],
  ['model/row-of-time.ts', '../time/window.js', ['layer-model']],
  ['operator/context.ts', '../state/value.js', []],
  ['state/of-operator.ts', '../operator/context.js', ['layer-state']],
  ['operators/map.ts', '../operator/context.js', []],
  ['operators/of-function.ts', '../functions/abs.js', ['layer-operators']],
  ['operators/of-connector.ts', '../connectors/file.js', ['layer-operators']],
  ['functions/of-operator.ts', '../operators/map.js', ['layer-functions']],
  ['connectors/of-function.ts', '../functions/abs.js', ['layer-connectors']],
  ['plan/graph.ts', '../operators/map.js', []],
  ['datastream/stream.ts', '../plan/graph.js', []],
  ['plan/of-stream.ts', '../datastream/stream.js', ['layer-plan']],
  ['runtime/task.ts', '../plan/graph.js', []],
  ['runtime/of-operator.ts', '../operators/map.js', ['layer-runtime']],
  ['runtime/of-connector.ts', '../connectors/file.js', ['layer-runtime']],
  ['runtime/of-stream.ts', '../datastream/stream.js', ['layer-runtime']],
  ['checkpoint/of-runtime.ts', '../runtime/task.js', ['layer-checkpoint']],
  ['node/host.ts', '../runtime/task.js', []],
  ['testing/of-node.ts', '../node/host.js', ['layer-testing']],
  ['node/of-cli.ts', '../cli/main.js', ['layer-node']],
  ['cli/run.ts', '../node/host.js', []],
  ['model/row.test.ts', '../cli/main.js', []],
  ['model/of-test.ts', './row.test.js', ['tests-are-leaves']],
  ['other/stray.ts', '../model/row.js', ['known-layer']],
  ['model/of-node.ts', 'node:fs', ['hosts-only']],
  ['model/of-builtin.ts', 'fs', ['hosts-only']],
  ['model/of-npm.ts', 'pino', ['hosts-only']],
  ['model/fs.test.ts', 'node:fs', []],
  ['node/files.ts', 'node:fs', []],
  ['cli/arguments.ts', 'commander', []],
  ['node/lost.ts', './nowhere.js', ['resolves']],
  ['node/undeclared.ts', 'fast-check', ['declared']],
  ['model/circle-a.ts', './circle-b.js', ['no-cycles']],
  ['model/type-circle-a.ts', './type-circle-b.js', []],
  ['index.ts', './node/host.js', []],
  ['cli/of-kafka.ts', '../../../kafka/src/index.js', ['core-stands-alone']],
  ['../../kafka/src/source.ts', 'millrace', []],
  ['../../kafka/src/inside.ts', '../../millrace/src/model/row.js', ['packages-by-name']],
  ['../../../examples/job.ts', '@millrace/kafka', []],
];

/** Files that the cases import and that import nothing themselves. */
const leaves = [
  'model/row.ts',
  'state/value.ts',
  'functions/abs.ts',
  'connectors/file.ts',
  'cli/main.ts',
  '../../kafka/src/index.ts',
];

describe('the import rule', () => {
  const place = (path: string) => new URL(`${core}/${path}`, 'file:///').pathname.slice(1);
  const files = Object.fromEntries([
    ...leaves.map((leaf) => [place(leaf), 'export type Value = unknown;']),
    [place('model/circle-b.ts'), "export * from './circle-a.js';"],
    [place('model/type-circle-b.ts'), "export type * from './type-circle-a.js';"],
    // A type is enough to break a rule, but for a circle it takes values.
    ...cases.map(([file, imported]) => [
      place(file),
      `export ${file === 'model/circle-a.ts' ? '' : 'type '}* from '${imported}';`,
    ]),
    ['packages/millrace/package.json', '{ "name": "millrace", "dependencies": { "commander": "*", "pino": "*" } }'],
  ]);
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages', 'examples'];
  const report = JSON.parse(runOnPlanted(files, 'dependency-cruiser/bin/dependency-cruise.mjs', args)) as {
    summary: { violations: ReadonlyArray<{ from: string; rule: { name: string } }> };
  };
  const brokenBy = (file: string) =>
    report.summary.violations.filter(({ from }) => from === place(file)).map(({ rule }) => rule.name);

  it.each(cases)('%s → %s breaks %j', (file, _, broken) => {
    expect([...new Set(brokenBy(file))].sort()).toEqual([...broken].sort());
  });
});
