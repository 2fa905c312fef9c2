import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { CountReporter } from './tools/count-reporter.js';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests run against the packages' sources, so that none of them waits for a build or sees an old one. */
const alias = [
  { find: /^millrace$/, replacement: file('packages/millrace/src/index.ts') },
  { find: /^millrace\/testing$/, replacement: file('packages/millrace/src/testing/index.ts') },
  { find: /^@millrace\/kafka$/, replacement: file('packages/kafka/src/index.ts') },
];

const typeTests = 'packages/*/src/**/*.test-d.ts';
const brokerTests = 'packages/*/{src,test}/**/*.broker.test.ts';
const builtTests = ['packages/*/{src,test}/**/*.built.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.ts'];

export default defineConfig({
  resolve: { alias },
  test: {
    reporters: ['default', new CountReporter()],
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/{src,test}/**/*.test.ts'],
          exclude: [brokerTests, ...builtTests],
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, include: [typeTests], tsconfig: file('tsconfig.check.json') },
        },
      },
      {
        // Against the built packages, as a user has them: the command line, the examples.
        extends: true,
        test: { name: 'built', include: builtTests, globalSetup: file('tools/build.mjs'), testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'docs',
          include: ['tools/docs/**/*.test.ts'],
          globalSetup: file('tools/build.mjs'),
          testTimeout: 60_000,
        },
      },
      { extends: true, test: { name: 'tools', include: ['tools/**/*.test.ts'], exclude: ['tools/docs/**'] } },
      {
        // All files share a broker, and some start more: one file at a time.
        extends: true,
        test: {
          name: 'kafka',
          include: [brokerTests],
          globalSetup: file('tools/kafka/shared-broker.mjs'),
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
