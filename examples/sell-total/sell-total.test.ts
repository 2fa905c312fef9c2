import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folderOf, startCommand } from '../../packages/millrace/src/cli/command-line.test-support.js';

const example = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const run = async (name: string, files: Readonly<Record<string, string>> = {}, args: readonly string[] = []) =>
  startCommand(folderOf(files), ['run', example(name), '--', ...args]).result;

const ROWS = `{"id":1,"name":"apple","total":1}
{"id":2,"name":"banana","total":3}
{"id":3,"name":"cherry","total":5}
{"id":1,"name":"apple","total":6}
{"id":5,"name":"NONAME","total":100}
{"id":6,"name":"fig","total":66}
{"id":1,"name":"apple","total":16}
`;

describe('the sell-total example', () => {
  it('prints the rows of the article, and nothing else', async () => {
    const { stdout, exitCode } = await run('job.ts');
    expect(stdout).toBe(ROWS);
    expect(exitCode).toBe(0);
  });

  it('reads other inputs', async () => {
    const files = {
      'names.jsonl': '{"id":9007199254740991,"name":"kiwi"}\n\n{"id":2,"name":"lime"}',
      'sales.jsonl': '{"id":2,"count":7}\n{"id":9007199254740991,"count":1}\n',
    };
    const { stdout } = await run('job.ts', files, ['--names', 'names.jsonl', '--sales', 'sales.jsonl']);
    expect(stdout).toBe('{"id":2,"name":"lime","total":7}\n{"id":9007199254740991,"name":"kiwi","total":1}\n');
  });

  it('names the file and line of an input that is damaged', async () => {
    const files = { 'sales.jsonl': '{"id":2,"count":7}\n{"id":2,"count":"seven"}\n' };
    const { stderr, exitCode } = await run('job.ts', files, ['--sales', 'sales.jsonl']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('TYPE_MISMATCH');
    expect(stderr).toMatch(/file.*sales\.jsonl/);
    expect(stderr).toMatch(/line.*2/);
  });

  it('runs as the article writes it', async () => {
    const { stdout, exitCode } = await run('from-the-article.ts');
    expect(stdout).toBe(
      '+I[1, apple, 1]\n+I[2, banana, 3]\n+I[3, cherry, 5]\n+I[1, apple, 6]\n+I[5, NONAME, 100]\n+I[6, fig, 66]\n+I[1, apple, 16]\n',
    );
    expect(exitCode).toBe(0);
  });
});
