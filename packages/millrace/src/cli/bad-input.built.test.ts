import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folderOf, jobOf, startCommand } from './command-line.test-support.js';

/** Runs a job, beside a file of data, until it ends by itself. It has left nothing behind. */
async function run(job: string, fruit: string | Uint8Array = '', args: readonly string[] = []) {
  const folder = folderOf({ 'job.ts': job });
  writeFileSync(join(folder, 'fruit.jsonl'), fruit);
  const { exitCode, signal, stdout, stderr, leftFiles } = await startCommand(folder, ['run', 'job.ts', ...args]).result;
  expect({ signal, leftFiles }).toEqual({ signal: null, leftFiles: [] });
  return { exitCode, stdout, stderr };
}

/** A job that reads `fruit.jsonl`: decoding is line 12, keyBy line 18. */
const READER = `import { readFileSync } from 'node:fs';
import { defineJob, JsonRowDeserializationSchema, Types } from 'millrace';

const FRUIT = Types.OBJECT({ id: Types.LONG(), name: Types.NULLABLE(Types.STRING()) });
const schema = new JsonRowDeserializationSchema({ typeInfo: FRUIT, missingFields: 'fail', unknownFields: 'fail' });

export default defineJob((env) => {
  env
    .fromCollection(() => readFileSync('fruit.jsonl', 'latin1').split('\\n'), Types.STRING())
    .name('Lines')
    .flatMap((line) => {
      const fruit = schema.deserialize(Buffer.from(line, 'latin1'));
      return fruit === undefined ? [] : [fruit];
    }, FRUIT)
    .name('Decode')
    .filter(({ id }) => id > 0)
    .name('Sold')
    .keyBy(({ name }) => name)
    .reduce((_, fruit) => fruit)
    .name('Latest')
    .map(({ name }) => name!.length, Types.INT())
    .print();
});
`;

const DEEP = '['.repeat(100_000) + ']'.repeat(100_000);

describe('a record that cannot be read ends the run with its code, its operator and the line of the program', () => {
  it.each([
    ['malformed', '{"id":1', /^JSON_MALFORMED: The text is not JSON/m, /excerpt: \{"id":1, split: all, offset: 0\n/],
    ['without a column', '{"id":1}', /^JSON_FIELD_MISSING: value has no field 'name'/m, /field: name/],
    ['with another column', '{"id":1,"name":"fig","x":0}', /^JSON_FIELD_UNKNOWN: .*'x'/m, /Known are id, name/],
    ['out of range', '{"id":9223372036854775808,"name":""}', /^TYPE_MISMATCH: value\.id must be Long/m, /seen: 9223372036854775808/], // biome-ignore format: one row
    ['not UTF-8', Buffer.from('{"id":1,"name":"\xff"}', 'latin1'), /^JSON_NOT_UTF8: /m, /position: 16/],
    ['100,000 levels deep', `{"id":1,"name":${DEEP}}`, /^JSON_TOO_DEEP: .*more than 1000 levels/m, /limit: 1000/],
  ])('%s', async (_what, record, code, fact) => {
    const { exitCode, stdout, stderr } = await run(READER, record);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(code);
    expect(stderr).toMatch(fact);
    expect(stderr).toMatch(/job\.ts:12:28\n\n {2}12 \| {7}const fruit = schema\.deserialize\(/);
    expect(stderr).toMatch(/^ {2}operator: Decode, uid: .*, subtask: 0/m);
    expect(stderr.length).toBeLessThan(2_000);
  });

  it('with a null key', async () => {
    const { exitCode, stdout, stderr } = await run(READER, '{"id":1,"name":null}');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^KEY_NULL: The key of a record is null\.\n/m);
    expect(stderr).toMatch(/^ {2}operator: Latest, uid: .*, subtask: 0, split: all, offset: 0\n/m);
    expect(stderr).toMatch(/Hint: .*before keyBy\.\n$/);
  });

  it('but not with __proto__ as a key, nor with a string of 10 MB', async () => {
    const names = ['__proto__', 'x'.repeat(10_000_000), 'constructor'];
    const records = names.map((name) => JSON.stringify({ id: 1, name })).join('\n');
    const { exitCode, stdout } = await run(READER, records);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '9\n10000000\n11\n' });
  });
});

describe('a function that does not keep the rules ends the run', () => {
  it.each([
    ['throws', `(value) => { throw new Error('boom ' + value); }`, /^USER_CODE_FAILED: map of operator 'Bad' failed: boom 1\n/m, /job\.ts:5:29\n\n {2}5 \| .*\n {4}\| {29}\^\n/], // biome-ignore format: one row
    ['throws no error', `() => { throw 'boom'; }`, /^USER_CODE_FAILED: map of operator 'Bad' failed: boom\n/m, /operator: Bad/], // biome-ignore format: one row
    ['returns a promise', `async (value) => { await null; throw new Error('late ' + value); }`, /^FUNCTION_RETURNED_PROMISE: map of 'Bad' returned a promise\.\n/m, /Hint: .*AsyncDataStream/], // biome-ignore format: one row
    ['returns nothing', '() => {}', /^FUNCTION_RETURNED_NOTHING: map of 'Bad' gave undefined as a record\.\n/m, /Hint: Return a value/], // biome-ignore format: one row
    ['changes its input', '(value) => value', /^USER_CODE_FAILED: map of operator 'Change' failed: /m, /operator: Change[\s\S]*Hint: In check mode records are frozen\./], // biome-ignore format: one row
    ['changes bytes', '(value) => Uint8Array.of(value)', /^INPUT_CHANGED: Operator 'Change' changed a record/m, /Hint: .*make a copy/], // biome-ignore format: one row
  ])('because it %s', async (_what, bad, message, more) => {
    const job = jobOf(`  env.fromCollection([1, 2], Types.INT())
    .map(${bad}).name('Bad')
    .map((value) => [value])
    .map((row) => { if (typeof row[0] === 'number') row.push(2); else row[0][0] = 9; return 1; }, Types.INT()).name('Change')
    .filter(() => false).print();`);
    const { exitCode, stdout, stderr } = await run(job, '', ['--check']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^Job '.*' failed\.\n/);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(more);
    expect(stderr).not.toContain('late');
  });

  it('also where something of the program still runs and would run for ever', async () => {
    const job = jobOf(`  setInterval(() => {}, 1000);
  async function* silent() { yield 1; await new Promise(() => setInterval(() => {}, 1000)); }
  env.fromAsyncIterable(silent, Types.INT()).print();
  env.fromCollection([1], Types.INT()).map(() => { throw new Error('boom'); }, Types.INT()).name('Bad').print();`);
    const { exitCode, stderr } = await run(job);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^USER_CODE_FAILED: map of operator 'Bad' failed: boom\n/m);
  });
});

describe('an option that there is not', () => {
  it('is refused where the program gives it, with the nearest one', async () => {
    const job = `import { StreamExecutionEnvironment } from 'millrace';

const env = StreamExecutionEnvironment.getExecutionEnvironment({ 'paralelism.default': 2 });
env.fromCollection([1]).print();
await env.execute();
`;
    const { exitCode, stdout, stderr } = await run(job);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^job\.ts failed\.\nCONFIG_UNKNOWN_KEY: /);
    expect(stderr).toMatch(/job\.ts:3:40\n\n {2}3 \| const env = /);
    expect(stderr).toMatch(/Hint: Did you mean 'parallelism\.default'\?\n$/);
  });
});

describe('a directory in the place of a file', () => {
  const example = fileURLToPath(new URL('../../../../examples/sell-total/job.ts', import.meta.url));

  it.each(['--names', '--sales'])('of the example, as %s, is named', async (option) => {
    const folder = folderOf({});
    mkdirSync(join(folder, 'fruit'));
    const { exitCode, stdout, stderr } = await startCommand(folder, ['run', example, '--', option, 'fruit']).result;
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^USER_CODE_FAILED: .*'fruit' cannot be read: EISDIR/m);
    expect(stderr).toMatch(/^ {2}operator: Collection Source/m);
    expect(stderr).toMatch(/json-lines\.ts:\d+:\d+\n/);
  });

  it('of a file that a job reads is named as the system names it', async () => {
    const folder = folderOf({ 'job.ts': READER });
    mkdirSync(join(folder, 'fruit.jsonl'));
    const { exitCode, stderr } = await startCommand(folder, ['run', 'job.ts']).result;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^USER_CODE_FAILED: poll of operator 'Lines' failed: EISDIR/m);
    expect(stderr).toMatch(/job\.ts:9:27\n/);
  });
});
