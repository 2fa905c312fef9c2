import { describe, expect, it } from 'vitest';
import { folderOf, jobOf, runCommand, startCommand } from './command-line.test-support.js';

const SUCCESS = { exitCode: 0, signal: null, stderr: '', leftFiles: [] };

describe('millrace run', () => {
  it('runs a job module: standard output has its rows and nothing else', async () => {
    const job = jobOf("  env.fromCollection(['fig', 'grape'], Types.STRING()).print();");
    expect(await runCommand({ 'job.ts': job }, ['run', 'job.ts'])).toEqual({ ...SUCCESS, stdout: 'fig\ngrape\n' });
  });

  it('runs a job module that executes by itself, once', async () => {
    const job = `import { defineJob, Types } from 'millrace';
export default defineJob(async (env) => {
  env.fromCollection([1], Types.INT()).print();
  await env.execute();
  console.log('executed');
});`;
    expect(await runCommand({ 'job.ts': job }, ['run', 'job.ts'])).toEqual({ ...SUCCESS, stdout: '1\nexecuted\n' });
  });

  it('runs a plain program, with what it does before and after its job', async () => {
    const program = `import { setTimeout } from 'node:timers/promises';
import { StreamExecutionEnvironment, Types } from 'millrace';
async function main(): Promise<void> {
  await setTimeout(1);
  const env = StreamExecutionEnvironment.getExecutionEnvironment();
  env.fromCollection(process.argv.slice(2), Types.STRING()).print();
  await env.execute();
  await setTimeout(1);
  console.log('after', process.argv[1]?.endsWith('main.ts'));
}
void main();`;
    const result = await runCommand({ 'main.ts': program }, ['run', 'main.ts', '--', '--names', 'x']);
    expect(result).toEqual({ ...SUCCESS, stdout: '--names\nx\nafter true\n' });
  });

  it('waits for jobs that the program has started and not awaited', async () => {
    const program = `import { StreamExecutionEnvironment, Types } from 'millrace';
const env = StreamExecutionEnvironment.getExecutionEnvironment();
env.fromCollection([1], Types.INT()).print();
env.executeAsync();
env.fromCollection([2], Types.INT()).print();
env.executeAsync();`;
    const result = await runCommand({ 'job.mts': program }, ['run', 'job.mts']);
    expect(result).toEqual({ ...SUCCESS, stdout: expect.stringMatching(/^(1\n2|2\n1)\n$/) });
  });

  it('gives a job module the arguments behind --', async () => {
    const job = jobOf('  env.fromCollection([...args], Types.STRING()).print();');
    expect(await runCommand({ 'job.ts': job }, ['run', 'job.ts', '--', '--names', 'f.jsonl'])).toEqual({
      ...SUCCESS,
      stdout: '--names\nf.jsonl\n',
    });
  });

  it('keeps import.meta what it is in the file, and leaves texts alone', async () => {
    const job = `import { relative } from './deep/meta.ts';
console.log(import.meta.url.startsWith('file:'), import.meta.filename.endsWith('job.ts'), import.meta.dirname === process.cwd());
console.log(relative, 'import.meta.url', import.meta.resolve('./x.js') === new URL('./x.js', import.meta.url).href);
${jobOf('  env.fromCollection([1], Types.INT()).print();')}`;
    const meta = 'export const relative: string = import.meta.filename.slice(-12);\n';
    expect(await runCommand({ 'job.ts': job, 'deep/meta.ts': meta }, ['run', 'job.ts'])).toEqual({
      ...SUCCESS,
      stdout: 'true true true\ndeep/meta.ts import.meta.url true\n1\n',
    });
  });

  it('bundles modules beside the job and resolves packages from where it is', async () => {
    const files = {
      'job.ts': `import { Fruit } from './fruit.js';\nimport { plural } from 'plural';\n${jobOf(
        '  env.fromCollection([Fruit.Fig], Types.STRING()).map((fruit) => plural(fruit), Types.STRING()).print();',
      )}`,
      'fruit.ts': "export enum Fruit {\n  Fig = 'fig',\n}\n",
      'node_modules/plural/package.json': '{ "name": "plural", "type": "module", "exports": "./index.js" }',
      'node_modules/plural/index.js': "export const plural = (word) => word + 's@' + import.meta.url.slice(-28);\n",
    };
    const result = await runCommand(files, ['run', 'job.ts']);
    expect(result).toEqual({ ...SUCCESS, stdout: 'figs@node_modules/plural/index.js\n' });
  });

  it('gives a package that works with Millrace the same Millrace as the job', async () => {
    const other = 'export class MillraceError extends Error {}\n';
    const files = {
      'job.ts': `import { MillraceError } from 'millrace';\nimport { isOurs } from 'extension';\nconsole.log(isOurs(new MillraceError('X', 'x')));\n${jobOf(
        '  env.fromCollection([1], Types.INT()).print();',
      )}`,
      'node_modules/extension/package.json':
        '{ "name": "extension", "type": "module", "exports": "./index.js", "peerDependencies": { "millrace": "*" } }',
      'node_modules/extension/index.js':
        "import { MillraceError } from 'millrace';\nexport const isOurs = (error) => error instanceof MillraceError;\n",
      'node_modules/millrace/package.json': '{ "name": "millrace", "type": "module", "exports": "./index.js" }',
      'node_modules/millrace/index.js': other,
    };
    expect(await runCommand(files, ['run', 'job.ts'])).toEqual({ ...SUCCESS, stdout: 'true\n1\n' });
  });

  it('takes the configuration from -D and --parallelism', async () => {
    const job = jobOf('  env.fromCollection([env.getParallelism(), env.getMaxParallelism()], Types.INT()).print();');
    const args = ['run', 'job.ts', '--parallelism', '2', '-D', 'pipeline.max-parallelism=16'];
    expect(await runCommand({ 'job.ts': job }, args)).toEqual({
      ...SUCCESS,
      stdout: expect.stringMatching(/2\n.*16\n/),
    });
  });

  it('checks records when asked to: one that is mutated fails the job', async () => {
    const job = jobOf(
      '  env.fromCollection([{ id: 1 }], Types.OBJECT({ id: Types.INT() })).map((row) => { row.id = 2; return row.id; }, Types.INT()).print();',
    );
    expect(await runCommand({ 'job.ts': job }, ['run', 'job.ts'])).toEqual({ ...SUCCESS, stdout: '2\n' });
    const checked = await runCommand({ 'job.ts': job }, ['run', 'job.ts', '--check']);
    expect(checked).toMatchObject({ exitCode: 1, stdout: '' });
    expect(checked.stderr).toContain('read only');
  });

  it('gives standard input to a program that reads it', async () => {
    const job = `import { createInterface } from 'node:readline';\n${jobOf(
      '  env.fromAsyncIterable(() => createInterface({ input: process.stdin }), Types.STRING()).print();',
    )}`;
    const command = startCommand(folderOf({ 'job.ts': job }), ['run', 'job.ts']);
    command.input('fig\ngrape\n');
    expect(await command.result).toEqual({ ...SUCCESS, stdout: 'fig\ngrape\n' });
  });

  it('stops when the reader of standard output has gone', async () => {
    const job = jobOf('  env.fromSequence(1, 1_000_000_000).print();');
    const command = startCommand(folderOf({ 'job.ts': job }), ['run', 'job.ts']);
    await command.sees('stdout', /^1\n2\n/);
    command.closeOutput();
    expect(await command.result).toMatchObject({
      exitCode: 0,
      stderr: 'Standard output was closed by its reader: the run is stopped.\n',
    });
  });

  it('writes logs and what the program prints as errors to standard error', async () => {
    const job = jobOf(`  console.error('careful');
  const writer = { write() {}, flush() {}, close() {} };
  const createWriter = ({ logger }) => {
    logger.debug('not shown');
    logger.info('opened', { partitions: 3 });
    return writer;
  };
  env.fromCollection([1], Types.INT()).sinkTo({ connector: 'own', guarantee: 'none', describe: () => ({}), createWriter });`);
    const result = await runCommand({ 'job.ts': job }, ['run', 'job.ts', '-D', 'pipeline.name=logging']);
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    // Logs are written by the worker itself, what the program prints goes by the main thread: either may come first.
    const lines = result.stderr.split('\n');
    const line = lines.find((each) => each.startsWith('{')) ?? '';
    expect(lines.filter((each) => each !== line)).toEqual(['careful', '']);
    expect(JSON.parse(line)).toMatchObject({ level: 30, job: 'logging', msg: 'opened', partitions: 3 });
  });

  it('ends as the program ends its process when no job runs any more', async () => {
    const program = (end: string) => `import { StreamExecutionEnvironment, Types } from 'millrace';
const env = StreamExecutionEnvironment.getExecutionEnvironment();
env.fromCollection([1], Types.INT()).print();
await env.execute();
${end}`;
    const run = (end: string) => runCommand({ 'job.ts': program(end) }, ['run', 'job.ts']);
    expect(await run('process.exit(0);')).toEqual({ ...SUCCESS, stdout: '1\n' });
    expect(await run('process.exit(7);')).toEqual({ ...SUCCESS, exitCode: 7, stdout: '1\n' });
    expect(await run('process.exitCode = 8;')).toEqual({ ...SUCCESS, exitCode: 8, stdout: '1\n' });
  });
});
