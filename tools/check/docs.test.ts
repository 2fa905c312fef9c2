import { describe, expect, it } from 'vitest';
import { parsePage } from '../docs/pages.mjs';
import { repositoryFolder } from '../requirements.js';
import { docsProblems } from './docs.mjs';

const problems = (path: string, text: string) => docsProblems(repositoryFolder, [parsePage(path, text)]);

describe('links', () => {
  it.each([
    ['[a](package.json)', []],
    ['[a](packages/)', []],
    ['[a](https://example.org/nowhere)', []],
    ['`[a](nowhere.md)`', []],
    ['```text\n[a](nowhere.md)\n```', []],
    ['# One two: 3!\n[a](#one-two-3)', []],
    ['# A\n# A\n[a](#a-1)', []],
    ['[a](nowhere.md)', ['page.md:1: nothing is at nowhere.md']],
    ['\n[a]: nowhere.md', ['page.md:2: nothing is at nowhere.md']],
    ['[a](http://example.org)', ['page.md:1: nothing is at http://example.org']],
    ['[a](../package.json)', ['page.md:1: nothing is at ../package.json']],
    ['# A\n[a](#b)', ['page.md:2: nothing is at #b']],
  ])('%j', (text, expected) => {
    expect(problems('page.md', text)).toEqual(expected);
  });
});

describe('decisions', () => {
  const whole = '# Title\n## Context\n## Decision\n## Consequence\n## What would change our mind\n';

  it('have four headings and a number', () => {
    expect(problems('docs/decisions/0001-tools.md', whole)).toEqual([]);
    expect(problems('docs/decisions/0001-tools.md', whole.replace('## Consequence\n', ''))).toEqual([
      "docs/decisions/0001-tools.md: no heading 'Consequence'",
    ]);
    expect(problems('docs/decisions/tools.md', whole)).toEqual([
      'docs/decisions/tools.md: a decision is named NNNN-what-it-is-about.md',
    ]);
  });
});
