// @ts-check
/** Every link leads somewhere, every decision says the four things that it must say, and the page of errors is complete. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPages } from '../docs/pages.mjs';
import { errorCodeProblems } from './error-codes.mjs';

/** @typedef {import('../docs/pages.mjs').Page} Page */

const decisionHeadings = ['Context', 'Decision', 'Consequence', 'What would change our mind'];

/** @param {string} root @param {readonly Page[]} pages @returns {string[]} */
export function docsProblems(root, pages) {
  return pages.flatMap((page) => [...brokenLinks(root, page, pages), ...missingHeadings(page)]);
}

/** @param {string} root @param {Page} page @param {readonly Page[]} pages @returns {string[]} */
function brokenLinks(root, page, pages) {
  return page.prose.flatMap((line, index) => {
    const text = line.replace(/`[^`]*`/g, '');
    const inline = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)];
    const reference = [...text.matchAll(/^\[[^\]]+\]:\s+(\S+)/g)];
    return [...inline, ...reference]
      .map((match) => /** @type {string} */ (match[1]))
      .filter((target) => !resolves(root, page, pages, target))
      .map((target) => `${page.path}:${index + 1}: nothing is at ${target}`);
  });
}

/** @param {string} root @param {Page} page @param {readonly Page[]} pages @param {string} target @returns {boolean} */
function resolves(root, page, pages, target) {
  if (/^https:/.test(target)) return true;
  const [path = '', anchor] = target.split('#');
  const file = normalize(join(dirname(page.path), path));
  if (path !== '' && (file.startsWith('..') || !existsSync(join(root, file)))) return false;
  const there = path === '' ? page : pages.find((other) => other.path === file);
  return anchor === undefined || there === undefined || anchors(there).includes(anchor);
}

/** The anchors of a page's headings, as GitHub makes them. @param {Page} page @returns {string[]} */
function anchors(page) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return headings(page).map((heading) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** @param {Page} page @returns {string[]} */
function headings(page) {
  return page.prose.flatMap((line) => /^#+ (.+)$/.exec(line)?.[1]?.trim() ?? []);
}

/** @param {Page} page @returns {string[]} */
function missingHeadings(page) {
  if (!page.path.startsWith('docs/decisions/')) return [];
  const named = /^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/.test(page.path);
  const there = headings(page);
  return [
    ...(named ? [] : [`${page.path}: a decision is named NNNN-what-it-is-about.md`]),
    ...decisionHeadings
      .filter((heading) => !there.includes(heading))
      .map((heading) => `${page.path}: no heading '${heading}'`),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const problems = [...docsProblems(root, readPages(root)), ...errorCodeProblems(root)];
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
