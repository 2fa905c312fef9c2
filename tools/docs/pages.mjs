// @ts-check
/** The repository's Markdown pages and what the checks need to know of them. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import ts from 'typescript';

/**
 * @typedef {object} CodeBlock
 * @property {string} language
 * @property {string} code
 * @property {number} line of its first code line, from 1
 * @property {string | undefined} notRun the reason, if `<!-- not run: reason -->` stands before it
 * @property {string | undefined} output what running it must print: the `text` block that follows it with only blank lines or
 *   `<!-- output -->` between
 */

/**
 * @typedef {object} Page
 * @property {string} path relative to the repository
 * @property {readonly string[]} prose its lines, with those of code blocks empty
 * @property {readonly CodeBlock[]} blocks
 */

/** @param {string} root @returns {Page[]} */
export function readPages(root) {
  return ts.sys
    .readDirectory(
      root,
      ['.md'],
      ['**/node_modules', '**/dist', '**/.*'],
      ['*.md', 'docs', 'examples', 'packages', 'bench'],
    )
    .map((path) => parsePage(relative(root, path), readFileSync(path, 'utf8')))
    .sort((a, b) => a.path.localeCompare(b.path));
}

/** @param {string} path @param {string} text @returns {Page} */
export function parsePage(path, text) {
  /** @type {string[]} */
  const prose = [];
  /** @type {CodeBlock[]} */
  const blocks = [];
  /** @type {{ language: string, lines: string[], line: number } | undefined} */
  let open;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^\s*```(.*)$/.exec(line);
    if (open === undefined && fence !== null)
      open = { language: /** @type {string} */ (fence[1]), lines: [], line: index + 2 };
    else if (open !== undefined && fence !== null) {
      addBlock(blocks, prose, open);
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    prose.push(open === undefined && fence === null ? line : '');
  }
  if (open !== undefined) throw new Error(`${path}:${open.line - 1}: this code block has no end.`);
  return { path, prose, blocks };
}

/**
 * @param {CodeBlock[]} blocks
 * @param {readonly string[]} prose up to the block
 * @param {{ language: string, lines: readonly string[], line: number }} block
 */
function addBlock(blocks, prose, { language, lines, line }) {
  const code = lines.join('\n');
  const last = blocks.at(-1);
  const lastEnd = last === undefined ? 0 : last.line + last.code.split('\n').length;
  const between = prose.slice(lastEnd, line - 2).filter((text) => text.trim() !== '');
  const before = between.at(-1)?.trim() ?? '';
  const isOutput = language === 'text' && (between.length === 0 || before === '<!-- output -->');
  if (last !== undefined && isOutput && last.output === undefined) last.output = code;
  blocks.push({ language, code, line, notRun: /^<!-- not run: (.+) -->$/.exec(before)?.[1], output: undefined });
}
