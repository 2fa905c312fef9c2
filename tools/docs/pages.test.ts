import { describe, expect, it } from 'vitest';
import { parsePage } from './pages.mjs';
import { programsInComments } from './programs.js';

const fence = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`;
const blocksOf = (text: string) => parsePage('page.md', text).blocks;

describe('the blocks of a page', () => {
  it('have a language, a line and their code', () => {
    expect(blocksOf(`Title\n\n${fence('ts', 'a;\nb;')}`)).toMatchObject([{ language: 'ts', line: 4, code: 'a;\nb;' }]);
  });

  it('take the text that follows as their output, at once or marked', () => {
    expect(blocksOf(`${fence('ts', 'a')}\n${fence('text', '1')}`)[0]?.output).toBe('1');
    expect(blocksOf(`${fence('ts', 'a')}prints\n<!-- output -->\n${fence('text', '1')}`)[0]?.output).toBe('1');
    expect(blocksOf(`${fence('ts', 'a')}prose\n${fence('text', '1')}`)[0]?.output).toBeUndefined();
    expect(blocksOf(`${fence('ts', 'a')}${fence('text', '1')}${fence('text', '2')}`)[0]?.output).toBe('1');
  });

  it('are not run only with a reason right before them', () => {
    expect(blocksOf(`<!-- not run: it is endless -->\n${fence('sh', 'a')}`)[0]?.notRun).toBe('it is endless');
    expect(blocksOf(`<!-- not run: it is endless -->\nprose\n${fence('sh', 'a')}`)[0]?.notRun).toBeUndefined();
    expect(blocksOf(`<!-- not run -->\n${fence('sh', 'a')}`)[0]?.notRun).toBeUndefined();
  });

  it('must end', () => {
    expect(() => blocksOf('\n```ts\na')).toThrow('page.md:2: this code block has no end.');
  });
});

describe('the examples in comments', () => {
  it('are found with their line, on whatever is documented', () => {
    const example = '   * ```ts\n   * a;\n   *\n   * b;\n   * ```\n';
    const source = `class C {\n  /**\n   * Text.\n${example}   */\n  m() {}\n}\n`;
    expect(programsInComments('c.ts', source)).toEqual([{ path: 'c.ts', line: 5, code: 'a;\n\nb;\n' }]);
  });

  it('are not looked for in strings, nor in other languages', () => {
    expect(programsInComments('c.ts', "const glob = '/**\\n * ```ts\\n * a\\n * ```\\n */';\n")).toEqual([]);
    expect(programsInComments('c.ts', '/**\n * ```sh\n * a\n * ```\n */\nlet x;\n')).toEqual([]);
  });
});
