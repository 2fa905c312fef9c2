/**
 * The import rule (ARCHITECTURE.md): a folder of packages/millrace/src is a layer and imports only from layers above it in
 * this list. Folders of one line are alike and never import one another. Test files may import anything.
 */
const layers = [
  ['model'],
  ['time'],
  ['ports'],
  ['state'],
  ['expressions'],
  ['operator'],
  ['operators', 'functions', 'connectors'],
  ['plan'],
  ['datastream'],
  ['table'],
  ['sql'],
  ['checkpoint'],
  ['runtime'],
  ['node', 'testing'],
  ['cli'],
];

/** The runtime is handed a registry: it must be able to run operators and front ends that it has never heard of. */
const neverImports = { runtime: ['operators', 'functions', 'connectors', 'datastream', 'table', 'sql'] };

/** Layers that touch the host: `node:*` and npm packages. */
const hosts = ['node', 'cli'];

const core = 'packages/millrace/src';
const test = '\\.(test|test-d|test-support)\\.ts$';

const layerRules = layers.flatMap((line, index) =>
  line.map((layer) => {
    const above = layers.slice(0, index).flat();
    const allowed = [layer, ...above].filter((other) => !neverImports[layer]?.includes(other));
    return {
      name: `layer-${layer}`,
      comment: `${layer}/ imports only from: ${allowed.join(', ')}.`,
      severity: 'error',
      from: { path: `^${core}/${layer}/`, pathNot: test },
      to: { path: `^${core}/`, pathNot: [`^${core}/(${allowed.join('|')})/`, test] },
    };
  }),
);

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'known-layer',
      comment: 'Every folder of the core is a layer of the list above; only index.ts stands beside them.',
      severity: 'error',
      from: { path: `^${core}/`, pathNot: [`^${core}/(${layers.flat().join('|')})/`, `^${core}/index\\.ts$`] },
      to: {},
    },
    {
      name: 'hosts-only',
      comment: 'Only node/ and cli/ import node:* or npm packages; everything else takes a port.',
      severity: 'error',
      from: { path: `^${core}/`, pathNot: [`^${core}/(${hosts.join('|')})/`, test] },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'packages-by-name',
      comment:
        'A package, an example or a benchmark imports another package by its name only, so only what it exports; ' +
        'what tests share is for all tests.',
      severity: 'error',
      from: { path: '^(packages/(?!millrace/)|examples|bench)' },
      to: { path: `^${core}/`, pathNot: [`^${core}/(index|testing/index)\\.ts$`, '\\.test-support\\.ts$'] },
    },
    {
      name: 'core-stands-alone',
      comment: 'The core knows no other package of the workspace.',
      severity: 'error',
      from: { path: `^${core}/` },
      to: { path: '^(packages/(?!millrace/)|examples|bench)' },
    },
    {
      name: 'tests-are-leaves',
      comment: 'What is shipped never imports a test.',
      severity: 'error',
      from: { path: '^packages/[^/]+/(src|bin)/', pathNot: test },
      to: { path: [test, '^tools/'] },
    },
    {
      name: 'no-cycles',
      comment:
        'Modules that need one another to load break by the order of loading; types alone may refer to one another.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared',
      comment: 'A shipped file imports only packages that its package.json names.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: test },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: '/dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
