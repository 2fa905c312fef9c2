import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { OWN_PACKAGE } from '../node/own-package.js';
import { ExitCode } from './exit-code.js';
import { explanationText } from './explanation-text.js';
import { findJobFile } from './job-file.js';
import { type ProgramOptions, runProgram } from './program-run.js';

/** The key that `--parallelism` stands for. */
const PARALLELISM = 'parallelism.default';

interface ProgramFlags {
  readonly define?: Readonly<Record<string, string>>;
  readonly parallelism?: string;
}

/**
 * Carries out a command line; throws what is wrong with the files that it names.
 *
 * @param args what stands behind the name of the program.
 * @returns the exit code.
 */
export async function commandLine(args: readonly string[]): Promise<number> {
  let exitCode: number = ExitCode.OK;
  const program = rootCommand();
  const inFolder = async (path: string, options: Omit<ProgramOptions, 'jobFile'>) => {
    exitCode = await runProgram({ ...options, jobFile: findJobFile(path, process.cwd()) });
  };
  program.addCommand(runCommand(inFolder));
  program.addCommand(explainCommand(inFolder));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const [first] = args;
    if (error.code === 'commander.unknownCommand' && first !== undefined && existsSync(first)) {
      process.stderr.write(`To run a job: millrace run ${first}\n`);
    }
    return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
  }
}

type RunProgram = (path: string, options: Omit<ProgramOptions, 'jobFile'>) => Promise<void>;

function rootCommand(): Command {
  return withErrors(new Command('millrace'), 'millrace --help')
    .description('Stateful stream processing in TypeScript.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .usage('<command> [options]')
    .addHelpText('after', ROOT_HELP)
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command');
}

function runCommand(run: RunProgram): Command {
  return withProgram(new Command('run'), 'millrace run')
    .summary('run a job')
    .description('Runs a job on this machine until its sources end or it is stopped.')
    .option('--check', "slow, for tests: freeze every record, and send it through its type's codec at every step")
    .addHelpText('after', RUN_HELP)
    .action((path: string, args: readonly string[], flags: ProgramFlags & { readonly check?: boolean }) =>
      run(path, { mode: 'run', args, configuration: configurationOf(flags), checked: flags.check ?? false }),
    );
}

function explainCommand(run: RunProgram): Command {
  return withProgram(new Command('explain'), 'millrace explain')
    .summary('show what a job consists of, without running it')
    .description(
      'Shows the operators of a job, the tasks that they run in, and what its sources and sinks promise.\n' +
        'The program runs up to its first execute(); no source is opened.',
    )
    .option('--json', 'print JSON instead of a tree')
    .addHelpText('after', EXPLAIN_HELP)
    .action((path: string, args: readonly string[], flags: ProgramFlags & { readonly json?: boolean }) =>
      run(path, {
        mode: 'explain',
        args,
        configuration: configurationOf(flags),
        checked: false,
        onExplained: (explanation) =>
          process.stdout.write(
            flags.json === true ? `${JSON.stringify(explanation, undefined, 2)}\n` : explanationText(explanation),
          ),
      }),
    );
}

/** What the commands that take a program have in common. */
function withProgram(command: Command, name: string): Command {
  return withErrors(command, `${name} --help`)
    .argument('<job>', 'the program: a .ts, .mts, .js or .mjs file')
    .argument('[arguments...]', "arguments of the job's own; those that begin with '-' stand behind '--'")
    .usage('<job> [options] [-- arguments of the job]')
    .helpOption('-h, --help', 'print this help')
    .option(
      '-p, --parallelism <number>',
      `the parallelism of operators that set none (-D ${PARALLELISM}=…)`,
      parallelism,
    )
    .option('-D, --define <key=value>', 'an option of the configuration; may be given several times', definition);
}

function withErrors(command: Command, help: string): Command {
  return command.exitOverride().showSuggestionAfterError().showHelpAfterError(`('${help}' lists what there is.)`);
}

function parallelism(text: string): string {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return text;
}

function definition(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError(`It must be key=value, such as ${PARALLELISM}=2.`);
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1) };
}

function configurationOf({ define = {}, parallelism }: ProgramFlags): Readonly<Record<string, string>> {
  return parallelism === undefined ? define : { ...define, [PARALLELISM]: parallelism };
}

function ownVersion(): string {
  const manifest = JSON.parse(readFileSync(join(OWN_PACKAGE, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}

const EXIT_CODES = `
Exit codes:
  0        the job has finished, or was stopped gracefully
  1        the job has failed, or its program cannot be loaded
  2        the command line or the configuration is wrong
  130/143  stopped now by a second Ctrl-C / by a second SIGTERM`;

const ROOT_HELP = `
Examples:
  millrace run job.ts              run the job in job.ts; what it prints goes to standard output
  millrace explain job.ts          show its operators without running it
  millrace help run                all options of a command
${EXIT_CODES}`;

const RUN_HELP = `
Examples:
  millrace run job.ts
  millrace run job.ts --parallelism 2 -D pipeline.name=orders
  millrace run job.ts -- --names names.jsonl      the job gets --names names.jsonl
  millrace run job.ts > rows.jsonl                standard output carries nothing but what the job prints

A job is a file that ends with 'export default defineJob((env) => { … })', or a program that calls 'await env.execute()'.
Logs and progress go to standard error; progress is drawn only on a terminal.
MILLRACE_LOG_LEVEL=debug|info|warn|error says how much is logged (default info).

Stopping: Ctrl-C or SIGTERM once lets everything that was read reach the sinks; a second one stops now.
A stop that takes longer than 10 s says what it waits for, and an operator whose code does not return for 5 s is named.
${EXIT_CODES}`;

const EXPLAIN_HELP = `
Examples:
  millrace explain job.ts
  millrace explain job.ts --json | jq .tasks
${EXIT_CODES}`;
