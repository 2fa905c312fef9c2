import { describe, expect, it } from 'vitest';
import { folderOf, jobOf, startCommand } from './command-line.test-support.js';

const run = (job: string, args: readonly string[] = []) =>
  startCommand(folderOf({ 'job.ts': job }), ['run', 'job.ts', ...args]);

/** Gives a record now and then, for ever. */
const ENDLESS = `async function* endless() {
    for (let value = 0; ; value++) {
      yield value;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }`;

const endlessJob = jobOf(`  ${ENDLESS}
  let last = -1;
  env.fromAsyncIterable(endless, Types.INT())
    .map((value) => { last = value; return value; }, Types.INT())
    .print();
  process.on('exit', () => console.error('last read ' + last));`);

const hangingJob = jobOf(`  env.fromSequence(1, 10)
    .map((value) => { for (; value === 3; ); return value; }, Types.LONG()).name('Stuck')
    .print();
  env.fromCollection([1], Types.INT()).map(() => console.log('begun') ?? 1, Types.INT()).print();`);

describe('a run that is stopped', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by one %s lets what was read reach the sinks', async (signal) => {
    const command = run(endlessJob);
    await command.sees('stdout', /\n5\n/);
    command.signal(signal);
    const { stdout, ...result } = await command.result;
    expect(result).toMatchObject({ exitCode: 0, signal: null, leftFiles: [] });
    expect(result.stderr).toMatch(
      /^Stopping: sources give nothing more, what was read reaches the sinks\. .* stops now\.\n/,
    );
    const rows = stdout.trimEnd().split('\n').map(Number);
    expect(rows).toEqual(rows.map((_, index) => index));
    expect(result.stderr).toContain(`last read ${rows.at(-1)}\n`);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by a second %s ends at once, also while user code hangs', async (signal, exitCode) => {
    const command = run(hangingJob);
    await command.sees('stderr', /Operator 'Stuck' has not returned for 5 s\./);
    command.signal(signal);
    await command.sees('stderr', /Stopping:/);
    command.signal(signal);
    expect(await command.result).toMatchObject({ exitCode, signal: null, leftFiles: [] });
  });

  it('says what a stop waits for that takes long: a sink', async () => {
    const command = run(
      jobOf(`  ${ENDLESS}
  const writer = { write: (value) => console.log(value), flush: () => new Promise(() => {}), close() {} };
  env.fromAsyncIterable(endless, Types.INT())
    .sinkTo({ connector: 'own', guarantee: 'none', describe: () => ({}), createWriter: () => writer }).name('Slow sink');`),
    );
    await command.sees('stdout', /1\n/);
    command.signal('SIGINT');
    await command.sees('stderr', /The stop waits:\n {2}Task '.*Slow sink \(1\/1\)' waits for an operator to finish/);
    command.signal('SIGINT');
    expect(await command.result).toMatchObject({ exitCode: 130 });
  });

  it('refuses the next job of the program, and has not failed', async () => {
    const program = `import { StreamExecutionEnvironment, Types } from 'millrace';
${ENDLESS}
const env = StreamExecutionEnvironment.getExecutionEnvironment();
env.fromAsyncIterable(endless, Types.INT()).print();
await env.execute();
console.log('second');
env.fromAsyncIterable(endless, Types.INT()).print();
await env.execute();
console.log('third');`;
    const command = run(program);
    await command.sees('stdout', /1\n/);
    command.signal('SIGINT');
    const { stdout, ...result } = await command.result;
    expect(result).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/second\n$/);
  });

  it('ends at once by a second signal though nobody reads its output', async () => {
    const job = jobOf(`  let last = 0;
  let before = 0;
  setInterval(() => {
    if (last > 0 && last === before) console.error('blocked');
    before = last;
  }, 50);
  env.fromSequence(1, 1_000_000_000).map((value) => (last = value), Types.LONG()).print();`);
    const command = startCommand(folderOf({ 'job.ts': job }), ['run', 'job.ts'], {}, { readsOutput: false });
    await command.sees('stderr', /blocked/);
    command.signal('SIGINT');
    await command.sees('stderr', /Stopping:/);
    command.signal('SIGINT');
    expect(await command.result).toMatchObject({ exitCode: 130, signal: null, leftFiles: [] });
  });

  it('ends at once where no job runs', async () => {
    const command = run("console.log('begun');\nsetInterval(() => {}, 1000);\n");
    await command.sees('stdout', /begun/);
    command.signal('SIGINT');
    expect(await command.result).toMatchObject({ exitCode: 130, stderr: '', leftFiles: [] });
  });
});

describe('user code that hangs', () => {
  it('is named, and the job goes on once it returns', async () => {
    const command = run(
      jobOf(`  const busy = (value) => {
    for (const end = Date.now() + 6_500; value === 2 && Date.now() < end; );
    return value;
  };
  env.fromSequence(1, 3).map(busy, Types.LONG()).name('Busy').print();`),
    );
    await command.sees('stderr', /^Operator 'Busy' has not returned for 5 s\.\n$/);
    expect(await command.result).toMatchObject({
      exitCode: 0,
      stdout: '1\n2\n3\n',
      stderr: expect.stringMatching(/\nOperator 'Busy' has returned after [67](\.5)? s\.\n$/),
    });
  });

  it('is named as the program where no operator has been entered', async () => {
    const command = run('for (;;);\n');
    await command.sees('stderr', /^The program has not returned for 5 s\.\n$/);
    command.signal('SIGTERM');
    expect(await command.result).toMatchObject({ exitCode: 143, leftFiles: [] });
  });
});

describe('a thread that dies fails its job', () => {
  const dies = (inMap: string) =>
    jobOf(`  env.fromSequence(1, 10).map((value) => {
    ${inMap}
    return value;
  }, Types.LONG()).name('Fatal').addSink(() => {});`);
  const fromNowOn =
    'env.fromAsyncIterable(() => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) })).print();\n';
  const endlessly = (job: string) => job.replace('  env.', `  ${fromNowOn}  env.`);

  it('by process.exit', async () => {
    const result = await run(dies('if (value === 3) process.exit(0);')).result;
    expect(result).toMatchObject({ exitCode: 1, stdout: '', leftFiles: [] });
    expect(result.stderr).toMatch(/^job\.ts failed\.\nPROGRAM_EXITED: The program called process\.exit\(0\)\.\n/);
    expect(result.stderr).toMatch(
      /job\.ts:5:30\n\n {2}5 \| {5}if \(value === 3\) process\.exit\(0\);\n {4}\| {30}\^\n/,
    );
    expect(result.stderr).toContain('operator entered last: Fatal\n');
  });

  it('by the limit of its heap', async () => {
    // In small pieces: V8 ends the whole process if one piece is larger than what it keeps back for the end.
    const hoard = 'for (let all: unknown; ; ) all = [all, value];';
    const command = startCommand(folderOf({ 'job.ts': dies(hoard) }), ['run', 'job.ts'], {
      NODE_OPTIONS: '--max-old-space-size=48',
    });
    const result = await command.result;
    expect(result).toMatchObject({ exitCode: 1, leftFiles: [] });
    expect(result.stderr).toContain('PROGRAM_OUT_OF_MEMORY: The heap of the program has reached its limit.\n');
    expect(result.stderr).toContain('operator entered last: Fatal\n');
  });

  it('by an error that nothing catches', async () => {
    const result = await run(endlessly(dies("if (value === 3) setTimeout(() => { throw new TypeError('late'); }, 0);")))
      .result;
    expect(result).toMatchObject({ exitCode: 1, leftFiles: [] });
    expect(result.stderr).toMatch(/^An error was thrown that nothing caught\.\nTypeError: late\n/);
    expect(result.stderr).toMatch(/job\.ts:6:\d+\n/);
  });

  it('by a rejection that nothing handles', async () => {
    const result = await run(endlessly(dies("if (value === 3) void Promise.reject(new Error('lost'));"))).result;
    expect(result).toMatchObject({ exitCode: 1, leftFiles: [] });
    expect(result.stderr).toMatch(/^A promise was rejected, and nothing handled it\.\nError: lost\n/);
    expect(result.stderr).toMatch(/job\.ts:6:\d+\n/);
  });
});
