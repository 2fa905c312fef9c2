import { afterAll, describe, expect, it } from 'vitest';
import { repositoryFolder } from '../requirements.js';
import { readPages } from './pages.mjs';
import { commentPrograms, ProgramFolder, type RunResult, runShell } from './programs.js';

const blocks = readPages(repositoryFolder).flatMap(({ path, blocks }) => blocks.map((block) => ({ path, ...block })));
const inLanguage = (language: string) => blocks.filter((block) => block.language === language);
const toRun = (language: string) => inLanguage(language).filter(({ notRun }) => notRun === undefined);
const examples = commentPrograms();
const wrong = {
  path: 'wrong',
  line: 3,
  code: "const answer: number = 'forty-two';\nconsole.log(answer);\nprocess.exit(1);\n",
};
const folder = new ProgramFolder([...inLanguage('ts'), ...examples, wrong]);
const typeErrors = folder.typeErrors();

afterAll(() => folder.remove());

function expectToRun(result: RunResult, output: string | undefined): void {
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  if (output !== undefined) expect(result.stdout.trimEnd()).toBe(output.trimEnd());
}

describe('the code blocks of the pages', () => {
  it.each(inLanguage('ts'))('$path:$line type-checks', (block) => {
    expect(typeErrors(block)).toEqual([]);
  });

  it.each(toRun('ts'))('$path:$line runs', (block) => {
    expectToRun(folder.run(block), block.output);
  });

  it.each(toRun('sh'))('$path:$line runs in a shell', (block) => {
    expectToRun(runShell(block.code), block.output);
  });

  it.each(inLanguage('json'))('$path:$line is JSON', (block) => {
    expect(() => JSON.parse(block.code)).not.toThrow();
  });

  it('are all of a language that is tested here, or text', () => {
    const known = ['ts', 'sh', 'json', 'text'];
    expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
  });
});

describe('the examples in comments', () => {
  it.each(examples)('$path:$line type-checks', (example) => {
    expect(typeErrors(example)).toEqual([]);
  });
});

describe('a wrong program', () => {
  it('is refused by the type check at its line in the page', () => {
    expect(typeErrors(wrong)).toEqual([expect.stringMatching(/^wrong-3\.ts\(3,7\): error TS2322/)]);
  });

  it('is seen to fail, and to print something else', () => {
    const result = folder.run(wrong);
    expect(() => expectToRun(result, undefined)).toThrow();
    expect(() => expectToRun({ ...result, exitCode: 0 }, 'forty-three')).toThrow();
    expectToRun({ ...result, exitCode: 0 }, 'forty-two');
  });
});
