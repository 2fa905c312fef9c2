import { describe, expect, it } from 'vitest';
import { jobOf, runCommand } from './command-line.test-support.js';

const valid = jobOf('  env.fromCollection([1], Types.INT()).print();');
const failure = async (files: Readonly<Record<string, string>>, args: readonly string[] = ['run', 'job.ts']) => {
  const { exitCode, stdout, stderr, leftFiles } = await runCommand(files, args);
  expect({ stdout, leftFiles }).toEqual({ stdout: '', leftFiles: [] });
  return { exitCode, stderr };
};
const ofJob = (job: string) => failure({ 'job.ts': job });

describe('an error in user code', () => {
  it('shows the line of the program, the operator and the causes', async () => {
    const job = `import { total } from './total.js';\n${jobOf(
      "  env.fromCollection([{ id: 7 }]).map((row) => total(row), Types.INT()).name('Total').print();",
    )}`;
    const total = `interface Row { id: number }

export function total(row: Row): number {
\tif (row.id === 7) throw new RangeError('seven', { cause: new Error('unlucky') });
  return row.id;
}
`;
    const { exitCode, stderr } = await failure({ 'job.ts': job, 'total.ts': total }, [
      'run',
      'job.ts',
      '-D',
      'pipeline.name=sums',
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Job 'sums' failed\.\nUSER_CODE_FAILED: map of operator 'Total' failed: seven\n/);
    expect(stderr).toContain('  caused by Error: unlucky\n');
    expect(stderr).toMatch(/total\.ts:4:59\n\n {2}4 \| \tif \(row\.id === 7\) throw .*\n {4}\| \t {57}\^\n/);
    expect(stderr).toContain('operator: Total, uid: ');
    expect(stderr).not.toMatch(/node:internal|\/dist\//);
  });

  it('outside of a job shows its line too', async () => {
    const { exitCode, stderr } = await ofJob('const names: string[] = [];\nnames[1]!.trim();\n');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^job\.ts failed\.\nTypeError: Cannot read .*\n\n.*job\.ts:2:11\n\n {2}2 \| names\[1\]!\.trim\(\);\n {4}\| {11}\^\n/,
    );
  });

  it('fails the run even if the program goes on', async () => {
    const program = `import { StreamExecutionEnvironment, Types } from 'millrace';
const env = StreamExecutionEnvironment.getExecutionEnvironment();
env.fromCollection([1], Types.INT()).map(() => { throw new Error('boom'); }, Types.INT()).print();
await env.execute().catch(() => {});`;
    const { exitCode, stderr } = await ofJob(program);
    expect(exitCode).toBe(1);
    expect(stderr.match(/boom\n/g)).toHaveLength(1);
  });
});

describe('a program that cannot be loaded', () => {
  it('has a syntax error', async () => {
    const { exitCode, stderr } = await ofJob('const a: number = 1;\nfunction f( {\n  return a;\n}\n');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^job\.ts failed\.\nJOB_SYNTAX: .*\n\n.*\/job\.ts:3:10\n\n {2}3 \| {3}return a;\n {4}\| {10}\^\n/,
    );
  });

  it('has decorators', async () => {
    const { exitCode, stderr } = await ofJob('class Job {\n  @later run() {}\n}\nfunction later() {}\nnew Job();\n');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /JOB_SYNTAX: Decorators cannot be used\.\n\n.*job\.ts:2:3\n\n {2}2 \| {3}@later run\(\) \{\}\n {4}\| {3}\^\n/,
    );
  });

  it('has a decorator behind other words, and at signs that are none', async () => {
    const text = "/** @see sealed */ const mail = 'a@b.c'; // @sealed\nimport('@b/c').catch(() => mail);\n";
    const { exitCode, stderr } = await ofJob(`${text}function sealed() {}\nexport @sealed class Job {}\n`);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/JOB_SYNTAX: Decorators cannot be used\.\n\n.*job\.ts:4:8\n/);
  });

  it.each([
    ["import './nope.js';\n", /There is no|Could not resolve '.\/nope.js'/],
    [
      "import nope from 'nope-nope';\nnope();\n",
      /'nope-nope'[\s\S]*Hint: Install it where the job is: npm install nope-nope\n/,
    ],
    [
      "import { Typs } from 'millrace';\nTyps.INT();\n",
      /There is no 'Typs' in 'millrace'\.[\s\S]*Did you mean 'Types'\?/,
    ],
    ["import 'millrace/nope';\n", /There is no 'millrace\/nope' to import\./],
  ])('imports what is not there: %j', async (program, message) => {
    const { exitCode, stderr } = await ofJob(program);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^job\.ts failed\.\nJOB_IMPORT_UNKNOWN: /);
    expect(stderr).toMatch(message);
  });

  it('executes nothing', async () => {
    const { exitCode, stderr } = await ofJob('export const answer = 42;\n');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/JOB_EXECUTES_NOTHING: .*\n.*\n {2}Hint: Call 'await env\.execute\(\)'/);
  });

  it('exports something else than a job', async () => {
    const { exitCode, stderr } = await ofJob('export default () => 42;\n');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('JOB_MODULE_INVALID: The default export of the program is of type function, not a job.');
  });

  it('builds a job without operators', async () => {
    const { exitCode, stderr } = await ofJob(jobOf(''));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('PLAN_EMPTY: ');
  });

  it('waits for what never comes', async () => {
    const { exitCode, stderr } = await ofJob('await new Promise(() => {});\n');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('PROGRAM_NEVER_ENDS: ');
  });
});

describe('a wrong command line', () => {
  const wrong = (...args: string[]) => failure({ 'job.ts': valid, 'notes.txt': '' }, args);

  it('ends with exit code 1 for a file that is no job', async () => {
    const missing = await wrong('run', 'jbo.ts');
    expect(missing).toMatchObject({ exitCode: 1 });
    expect(missing.stderr).toMatch(
      /^JOB_FILE_MISSING: There is no file 'jbo\.ts'\.\n[\s\S]*Did you mean 'job\.ts'\?\n$/,
    );
    const directory = await wrong('run', '.');
    expect(directory).toMatchObject({ exitCode: 1 });
    expect(directory.stderr).toMatch(/^JOB_FILE_IS_DIRECTORY: '\.' is a directory, not a job\.\n.*'\.\/job\.ts'\.\n$/);
    expect(await wrong('run', 'notes.txt')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^JOB_FILE_KIND: /),
    });
  });

  it.each([
    [['run', 'job.ts', '--paralelism', '2'], /unknown option '--paralelism'\n\(Did you mean --parallelism\?\)/],
    [['run', 'job.ts', '--parallelism', '0'], /whole number from 1/],
    [['run', 'job.ts', '--parallelism', 'two'], /whole number from 1/],
    [['run', 'job.ts', '-D', 'parallelism.default'], /key=value/],
    [
      ['run', 'job.ts', '-D', 'paralelism.default=2'],
      /^CONFIG_UNKNOWN_KEY: .*[\s\S]*Did you mean 'parallelism\.default'\?/,
    ],
    [['run', 'job.ts', '-D', 'parallelism.default=two'], /^CONFIG_INVALID_VALUE: /],
    [['run'], /missing required argument 'job'/],
    [['rnu', 'job.ts'], /unknown command 'rnu'\n\(Did you mean run\?\)/],
    [['job.ts'], /unknown command 'job\.ts'[\s\S]*To run a job: millrace run job\.ts\n/],
    [['explain', 'job.ts', '--jsn'], /Did you mean --json\?/],
    [[], /Usage: millrace <command>/],
  ] as const)('ends with exit code 2: millrace %j', async (args, message) => {
    const { exitCode, stderr } = await wrong(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('refuses a log level that there is not', async () => {
    const result = await runCommand({ 'job.ts': valid }, ['run', 'job.ts'], { MILLRACE_LOG_LEVEL: 'wran' });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(/^LOG_LEVEL_UNKNOWN: .*\n {2}Hint: Did you mean 'warn'\?\n$/);
  });
});

describe('the help', () => {
  it.each([
    [['--help'], /millrace explain job\.ts[\s\S]*130\/143/],
    [['run', '--help'], /-- arguments of the job[\s\S]*--parallelism[\s\S]*Ctrl-C or SIGTERM once/],
    [['help', 'explain'], /--json/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ] as const)('stands on standard output: millrace %j', async (args, text) => {
    const result = await runCommand({}, args);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(text);
  });
});
