import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { repositoryFolder } from '../requirements.js';

/** A TypeScript program that stands in a page or in a comment. */
export interface Program {
  /** The file it stands in, relative to the repository, and the line of its first line of code, from 1. */
  readonly path: string;
  readonly line: number;
  readonly code: string;
}

/** The `ts` examples in the doc comments of the packages' sources. */
export function commentPrograms(): Program[] {
  return ts.sys
    .readDirectory(repositoryFolder, ['.ts'], ['**/*.test.ts', '**/*.test-d.ts'], ['packages/*/src'])
    .flatMap((file) => programsInComments(relative(repositoryFolder, file), readFileSync(file, 'utf8')))
    .sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
}

export function programsInComments(path: string, text: string): Program[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const comments = new Set<number>();
  const programs: Program[] = [];
  const visit = (node: ts.Node): void => {
    for (const comment of ts.getJSDocCommentsAndTags(node)) {
      const start = comment.getStart(source);
      if (!ts.isJSDoc(comment) || comments.has(start)) continue;
      comments.add(start);
      const plain = comment.getText(source).replace(/^\s*\*\/? ?/gm, '');
      for (const { index, 1: code = '' } of plain.matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
        const line = source.getLineAndCharacterOfPosition(start).line + plain.slice(0, index).split('\n').length + 1;
        programs.push({ path, line, code });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return programs;
}

/**
 * The programs laid out as modules of the workspace, so that they import `millrace` as a user's would. Each keeps the line
 * numbers of the page it comes from.
 */
export class ProgramFolder {
  readonly #folder: string;

  constructor(programs: readonly Program[]) {
    mkdirSync(join(repositoryFolder, '.cache'), { recursive: true });
    this.#folder = mkdtempSync(join(repositoryFolder, '.cache', 'docs-'));
    // A reader's program is checked as strictly as ours, except that an example may show a value and not use it.
    const unused = { noUnusedLocals: false, noUnusedParameters: false };
    this.#write(
      'tsconfig.json',
      JSON.stringify({ extends: '../../tsconfig.check.json', compilerOptions: unused, include: ['*.ts'] }),
    );
    for (const program of programs) this.#write(moduleName(program, '.ts'), atItsLine(program));
  }

  /** The compiler's complaints, by program. */
  typeErrors(): (program: Program) => string[] {
    const tsc = join(repositoryFolder, 'node_modules/@typescript/native/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', this.#folder], {
      encoding: 'utf8',
      cwd: this.#folder,
    });
    const lines = stdout.split('\n').filter((line) => line !== '');
    return (program) => lines.filter((line) => line.startsWith(moduleName(program, '.ts')));
  }

  /** Runs a program with the built packages: a job module by the command line, any other by Node itself. */
  run(program: Program): RunResult {
    const isJobModule = /^export default/m.test(program.code);
    if (isJobModule) {
      return run(process.execPath, [
        'packages/millrace/bin/millrace.js',
        'run',
        join(this.#folder, moduleName(program, '.ts')),
      ]);
    }
    const { outputText } = ts.transpileModule(atItsLine(program), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
    });
    return run(process.execPath, [this.#write(moduleName(program, '.mjs'), outputText)]);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #write(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return path;
  }
}

/** Runs the commands of a shell block as a reader would, at the root of the repository. */
export function runShell(code: string): RunResult {
  return run('bash', ['-euo', 'pipefail', '-c', code]);
}

export interface RunResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[]): RunResult {
  const { PATH = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: repositoryFolder,
    encoding: 'utf8',
    // Silent npm prints no banner, so that what is compared is the output of the program.
    env: {
      ...process.env,
      PATH: `${join(repositoryFolder, 'node_modules/.bin')}:${PATH}`,
      npm_config_loglevel: 'silent',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 50_000,
  });
  return { exitCode: status, stdout, stderr };
}

function moduleName({ path, line }: Program, extension: string): string {
  return `${path.replace(/\W+/g, '-')}-${line}${extension}`;
}

function atItsLine({ code, line }: Program): string {
  return '\n'.repeat(line - 1) + code;
}
