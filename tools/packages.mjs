// @ts-check
/**
 * Packs the packages as npm would publish them, installs them in an empty project and looks at what a user gets: how large it is,
 * that nothing runs at install, that types and code are found. The budget is of docs/decisions/0002-run-time-dependencies.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOfSource } from './built.mjs';
import { root, setUp } from './set-up.mjs';

const budgetMegabytes = 30;

setUp();
const folder = mkdtempSync(join(tmpdir(), 'millrace-packages-'));
const failures = [
  ...checkProject('core', ['millrace'], ['millrace', 'millrace/testing']),
  ...checkProject('kafka', ['millrace', 'kafka'], ['millrace', '@millrace/kafka']),
];
rmSync(folder, { recursive: true });

for (const failure of failures) console.log(failure);
console.log(`${failures.length === 0 ? 1 : 0} passed, ${failures.length} failed, 0 skipped`);
process.exitCode = failures.length === 0 ? 0 : 1;

/**
 * What is wrong with a project that installs the packages and imports the modules.
 *
 * @param {string} name
 * @param {readonly string[]} packages folders of packages/
 * @param {readonly string[]} modules
 * @returns {string[]}
 */
function checkProject(name, packages, modules) {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const packed = packages.map((each) => pack(each, project));
  run('npm', ['install', '--no-audit', '--no-fund', ...packed.map(({ tarball }) => tarball)], project);
  return [
    ...packed.flatMap(({ problems }) => problems),
    ...(name === 'core' ? tooLarge(join(project, 'node_modules')) : []),
    ...installScripts(project),
    ...modulesNotFound(project, modules),
  ].map((problem) => `${name}: ${problem}`);
}

/**
 * @param {string} name
 * @param {string} project
 * @returns {{ tarball: string, problems: string[] }}
 */
function pack(name, project) {
  const source = join(root, 'packages', name);
  const [{ filename, files }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', project], source));
  /** @type {string[]} */
  const paths = files.map((/** @type {{ path: string }} */ file) => file.path);
  const missing = ['README.md', 'LICENSE', 'package.json'].filter((path) => !paths.includes(path));
  const stray = paths.filter((path) => !isOurs(source, path));
  return {
    tarball: join(project, filename),
    problems: [
      ...missing.map((path) => `the package ${name} has no ${path}`),
      ...stray.map((path) => `the package ${name} holds ${path}, which belongs to no source`),
    ],
  };
}

/** Whether a packed file is one that a package has: code that was bundled, or types of a source that exists. @param {string} source @param {string} path */
function isOurs(source, path) {
  if (['README.md', 'LICENSE', 'package.json'].includes(path) || path.startsWith('bin/')) return true;
  const built = /^dist\/(.+)$/.exec(path)?.[1] ?? '';
  return /\.js(\.map)?$/.test(built) || isOfSource(source, built);
}

/** @param {string} nodeModules @returns {string[]} */
function tooLarge(nodeModules) {
  const megabytes = sizeOf(nodeModules) / 1e6;
  console.log(`npm i millrace brings ${megabytes.toFixed(1)} MB`);
  return megabytes > budgetMegabytes ? [`node_modules has ${megabytes.toFixed(1)} MB; at most ${budgetMegabytes}`] : [];
}

/** @param {string} path @returns {number} bytes */
function sizeOf(path) {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** @param {string} project @returns {string[]} */
function installScripts(project) {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  return Object.keys(packages)
    .filter((path) => packages[path].hasInstallScript)
    .map((path) => `${path} runs a script when it is installed`);
}

/**
 * Imports every module, by Node and by the compiler in both of its module resolutions.
 *
 * @param {string} project
 * @param {readonly string[]} modules
 * @returns {string[]}
 */
function modulesNotFound(project, modules) {
  const program = modules.map((module, index) => `import * as m${index} from '${module}';\nvoid m${index};\n`).join('');
  writeFileSync(join(project, 'program.ts'), program);
  writeFileSync(join(project, 'program.js'), program);
  const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
  const strict = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--types',
    'node',
    '--typeRoots',
    join(root, 'node_modules/@types'),
  ];
  return [
    ['program.js'],
    [tsc, ...strict, '--module', 'nodenext', 'program.ts'],
    [tsc, ...strict, '--module', 'esnext', '--moduleResolution', 'bundler', 'program.ts'],
  ].flatMap((args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
    return status === 0
      ? []
      : [`a program cannot import ${modules.join(', ')} (node ${args.join(' ')}):\n${stdout}${stderr}`];
  });
}

/** @param {string} program @param {readonly string[]} args @param {string} cwd @returns {string} its standard output */
function run(program, args, cwd) {
  const { status, stdout } = spawnSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`'${program} ${args.join(' ')}' failed.\n${stdout}`);
  return stdout;
}
