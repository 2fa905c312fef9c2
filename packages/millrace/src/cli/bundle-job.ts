import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { OutputChunk, Plugin, RolldownLog } from 'rolldown';
import { type ErrorFacts, MillraceError } from '../model/millrace-error.js';
import { decoratorPlugin } from './decorator-plugin.js';
import { importMetaPlugin } from './import-meta-plugin.js';
import { refusal, refusalIn } from './refusal.js';

/** A program as one module: its text, and the map that leads back to the user's files. */
export interface JobBundle {
  readonly code: string;
  readonly map: string;
}

const ownRequire = createRequire(import.meta.url);

/** The file that a program gets when it imports a specifier of this package, such as 'millrace/testing'. */
export function ownModule(specifier: string): string {
  return ownRequire.resolve(specifier);
}

/**
 * Bundles a program and the modules that it imports by path. Packages stay outside, resolved from where they are imported;
 * 'millrace' is this package, so that the program and its host are one.
 *
 * @param folder where the bundle will stand.
 * @throws MillraceError `JOB_SYNTAX`, `JOB_IMPORT_UNKNOWN` or `JOB_NOT_LOADABLE`, with file, line and column in its facts.
 */
export async function bundleJob(jobFile: string, folder: string): Promise<JobBundle> {
  const { rolldown } = await loadBundler();
  const complaints: MillraceError[] = [];
  try {
    const bundle = await rolldown({
      input: jobFile,
      cwd: dirname(jobFile),
      platform: 'node',
      // As Node does: what a module does at its top level is done, whoever uses it.
      treeshake: false,
      // Node reads no tsconfig.json either, and a job must not change with the folder that it is started from.
      tsconfig: false,
      logLevel: 'warn',
      plugins: [packagePlugin(), decoratorPlugin(), importMetaPlugin(jobFile)],
      onLog: (_level, log) => {
        if (log.code === 'UNRESOLVED_IMPORT') complaints.push(programError(log));
      },
    });
    try {
      const { output } = await bundle.generate({
        dir: folder,
        format: 'esm',
        codeSplitting: false,
        sourcemap: true,
        sourcemapPathTransform: (source, mapFile) => pathToFileURL(resolve(dirname(mapFile), source)).href,
      });
      if (complaints[0] !== undefined) throw complaints[0];
      const chunk = output[0] as OutputChunk;
      return { code: chunk.code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'), map: String(chunk.map) };
    } finally {
      await bundle.close();
    }
  } catch (error) {
    throw bundlingError(error);
  }
}

/** Read by the bundler's library when it is loaded, and by nothing else: one program in a process needs little. */
const FRUGAL_BUNDLER: Readonly<Record<string, string>> = {
  // A program has few files of its own: more threads would cost memory and save nothing.
  ROLLDOWN_WORKER_THREADS: '1',
  // Its allocator takes pages as it needs them, not whole arenas before: 12 MB less.
  MIMALLOC_ARENA_EAGER_COMMIT: '0',
};

async function loadBundler(): Promise<typeof import('rolldown')> {
  for (const [name, value] of Object.entries(FRUGAL_BUNDLER)) process.env[name] ??= value;
  return await import('rolldown');
}

/** The text of the module that runs: with its map, so that stacks lead to the user's files. */
export function moduleText({ code, map }: JobBundle): string {
  return `${code}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}\n`;
}

/** Packages stay outside of the bundle. */
function packagePlugin(): Plugin {
  return {
    name: 'millrace-packages',
    async resolveId(specifier, importer, { kind }) {
      if (importer === undefined || !isPackage(specifier)) return null;
      if (isBuiltin(specifier)) return { id: specifier, external: true };
      const external = (file: string) => ({
        // A `require` that stays in the bundle takes paths, an `import` takes URLs.
        id: kind === 'require-call' ? file : pathToFileURL(file).href,
        external: true,
      });
      if (specifier === 'millrace' || specifier.startsWith('millrace/')) {
        return external(ownModuleFor(specifier, importer));
      }
      const found = await this.resolve(specifier, importer, { skipSelf: true, kind });
      if (found === null || found.external || !isAbsolute(found.id)) return found;
      return isRunByNode(found.id) && !needsAnotherMillrace(found.id) ? external(found.id) : found;
    },
  };
}

function isPackage(specifier: string): boolean {
  return (
    !specifier.startsWith('.') && !specifier.startsWith('#') && !specifier.startsWith('\0') && !isAbsolute(specifier)
  );
}

/** Workspaces link packages whose entry is TypeScript: they are part of the program. */
function isRunByNode(file: string): boolean {
  return /\.([cm]?js|node)$/.test(file);
}

function ownModuleFor(specifier: string, importer: string): string {
  try {
    return ownModule(specifier);
  } catch {
    const hint = "Import from 'millrace' or 'millrace/testing'.";
    const facts = { file: importer };
    throw refusal(new MillraceError('JOB_IMPORT_UNKNOWN', `There is no '${specifier}' to import.`, { facts, hint }));
  }
}

/**
 * A package that works with Millrace and would find another copy of it than ours: it becomes part of the bundle, where it
 * finds ours. Two copies in one job would not know one another's types.
 */
function needsAnotherMillrace(file: string): boolean {
  try {
    if (!namesMillrace(file)) return false;
    return createRequire(file).resolve('millrace') !== ownModule('millrace');
  } catch {
    return true;
  }
}

/** Does the package of a file depend on Millrace? */
function namesMillrace(file: string): boolean {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = readManifest(join(folder, 'package.json'));
    if (manifest?.['name'] === undefined) continue;
    const { dependencies = {}, peerDependencies = {} } = manifest as Record<string, object>;
    return 'millrace' in dependencies || 'millrace' in peerDependencies;
  }
  return false;
}

function readManifest(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function bundlingError(error: unknown): Error {
  if (error instanceof MillraceError) return error;
  const logs = (error as { readonly errors?: readonly RolldownLog[] }).errors ?? [];
  const [log] = logs;
  if (log === undefined) return error instanceof Error ? error : new Error(String(error));
  return refusalIn(log) ?? programError(log);
}

/** Colours and the drawing of the line, which is ours to draw. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a colour.
const COLOURS = /\u001B\[[\d;]*m/g;

function programError(log: RolldownLog): MillraceError {
  const [first = '', ...rest] = log.message.replace(COLOURS, '').split('\n');
  const message = first.replace(/^\[[A-Z_]+\] /, '');
  const note = rest.map((line) => /Note: (.*)$/.exec(line)?.[1]).find((each) => each !== undefined);
  const code = CODES[log.code ?? ''] ?? 'JOB_NOT_LOADABLE';
  const hint = note ?? hintFor(log);
  return new MillraceError(code, message, { facts: placeOf(log), ...(hint === undefined ? {} : { hint }) });
}

function placeOf({ id, loc }: RolldownLog): ErrorFacts {
  if (id === undefined || loc === undefined) return {};
  return { file: id.startsWith('file:') ? fileURLToPath(id) : id, line: loc.line, column: loc.column + 1 };
}

const CODES: Readonly<Record<string, string>> = {
  PARSE_ERROR: 'JOB_SYNTAX',
  UNRESOLVED_IMPORT: 'JOB_IMPORT_UNKNOWN',
  MISSING_EXPORT: 'JOB_IMPORT_UNKNOWN',
};

function hintFor({ code, exporter }: RolldownLog): string | undefined {
  if (code !== 'UNRESOLVED_IMPORT' || exporter === undefined) return undefined;
  if (isPackage(exporter)) return `Install it where the job is: npm install ${packageName(exporter)}`;
  return `Look for '${basename(exporter)}' beside the file that imports it.`;
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
