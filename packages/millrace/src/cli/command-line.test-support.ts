import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const BINARY = fileURLToPath(new URL('../../bin/millrace.js', import.meta.url));

/** What an output must show within this time, or the test fails with what it showed instead. */
const BOUND_MS = 45_000;

/** How the command ended. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What it has left in its folder for temporary files. */
  readonly leftFiles: readonly string[];
}

/** A command that runs. */
export interface RunningCommand {
  readonly result: Promise<CommandResult>;
  signal(signal: NodeJS.Signals): void;
  /** Ends standard input with a text. */
  input(text: string): void;
  /** Stops reading standard output. */
  closeOutput(): void;
  sees(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<void>;
}

/** A folder with files, removed behind the test. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'command-line-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Starts `millrace` in a folder. */
export function startCommand(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { readsOutput = true } = {},
): RunningCommand {
  const temporary = join(folder, '.tmp');
  mkdirSync(temporary, { recursive: true });
  const child = spawn(process.execPath, [BINARY, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const texts = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    if (stream === 'stdout' && !readsOutput) continue;
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text;
      for (const watch of watchers) watch();
    });
  }
  // An output that nobody reads is never closed.
  const result = once(child, readsOutput ? 'close' : 'exit').then(
    ([exitCode, signal]): CommandResult => ({ exitCode, signal, ...texts, leftFiles: readdirSync(temporary) }),
  );
  return {
    result,
    signal: (signal) => void child.kill(signal),
    input: (text) => void child.stdin.end(text),
    closeOutput: () => void child.stdout.destroy(),
    sees: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const shown = () => `${pattern} was not seen; stdout: ${texts.stdout}\nstderr: ${texts.stderr}`;
        const bound = setTimeout(() => reject(new Error(shown())), BOUND_MS);
        const settle = (action: () => void) => {
          clearTimeout(bound);
          watchers.delete(watch);
          action();
        };
        const watch = () => {
          if (pattern.test(texts[stream])) settle(resolve);
        };
        watchers.add(watch);
        watch();
        void result.then(() => settle(() => (pattern.test(texts[stream]) ? resolve() : reject(new Error(shown())))));
      }),
  };
}

/** Runs `millrace` in a new folder with these files to its end. */
export function runCommand(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const command = startCommand(folderOf(files), args, env);
  command.input('');
  return command.result;
}

/** A job module whose builder has this body. */
export function jobOf(body: string): string {
  return `import { defineJob, Types } from 'millrace';\n\nexport default defineJob((env, args) => {\n${body}\n});\n`;
}
