import { expect, it } from 'vitest';
import { jobOf, runCommand } from './command-line.test-support.js';

const job = `console.log('evaluated');
${jobOf(`  const clicks = env.fromAsyncIterable(async function* () { throw new Error('opened'); }, Types.STRING());
  clicks.map((click) => click.length, Types.INT()).name('Length').uid('length').print().name('Out');`)}`;

it('shows a job as a tree, and runs nothing of it', async () => {
  const { exitCode, stdout, stderr } = await runCommand({ 'job.ts': job }, [
    'explain',
    'job.ts',
    '-D',
    'pipeline.name=clicks',
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'evaluated\n' });
  expect(stdout).toMatch(
    /^Job 'clicks': 3 operators in 1 task\n\n\[3\] Out\n[\s\S]*└── FORWARD, same task: Integer\n {4}\[2\] Length\n/,
  );
  expect(stdout).toMatch(/uid length\n/);
  expect(stdout).toMatch(/cannot be read again/);
  expect(stdout).toMatch(/Warnings\n {2}Source 'Async Iterable Source' cannot be read again/);
});

it('gives the same as JSON', async () => {
  const result = await runCommand({ 'job.ts': job }, ['explain', 'job.ts', '--json', '--parallelism', '2']);
  expect(result).toMatchObject({ exitCode: 0, stderr: 'evaluated\n', leftFiles: [] });
  expect(JSON.parse(result.stdout)).toMatchObject({
    operators: [
      { id: 1, parallelism: 1, source: { replayable: false, boundedness: expect.any(String) } },
      {
        id: 2,
        name: 'Length',
        uid: 'length',
        uidFromPlace: false,
        parallelism: 2,
        inputs: [{ from: 1, partitioning: 'REBALANCE', chained: false }],
      },
      { id: 3, name: 'Out', uidFromPlace: true, sink: { guarantee: expect.any(String) } },
    ],
    tasks: [
      { id: 1, operators: [1] },
      { id: 2, parallelism: 2, operators: [2, 3] },
    ],
    warnings: [expect.stringContaining('cannot be read again')],
  });
});

it('stops the program at its execute', async () => {
  const program = `import { StreamExecutionEnvironment, Types } from 'millrace';
const env = StreamExecutionEnvironment.getExecutionEnvironment();
env.fromCollection([1], Types.INT()).print();
await env.execute('first');
console.log('behind it');`;
  const result = await runCommand({ 'job.ts': program }, ['explain', 'job.ts']);
  expect(result).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^Job 'first': 2 operators/) });
});

it('fails for a program that executes nothing', async () => {
  const result = await runCommand({ 'job.ts': 'export {};\n' }, ['explain', 'job.ts']);
  expect(result).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('JOB_EXECUTES_NOTHING') });
});
