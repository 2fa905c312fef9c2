#!/usr/bin/env node
// @ts-check
/**
 * `node tools/parity/parity.mjs [--write]`: compares PyFlink's names of its common and datastream modules (names.tsv) with what
 * our packages export, and looks for a test that uses each. Writes docs/pyflink-parity.md, or checks that it is current and that
 * no name has gone.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../set-up.mjs';
import { exportedSurface } from './surface.mjs';

const PAGE = join(root, 'docs/pyflink-parity.md');

/** Modules that come with later parts of the road map: counted apart. */
const LATER =
  /^pyflink\.datastream\.(connectors|formats|checkpoint_|checkpointing_|externalized_|state_backend)|^pyflink\.common\.restart_strategy/;

/** @typedef {{ readonly module: string, readonly owner: string, readonly member: string }} Name */
/** @typedef {Name & { readonly state: 'there' | 'missing' | 'exception', readonly note: string }} Judged */

/** @returns {readonly Name[]} */
function names() {
  const lines = readFileSync(join(root, 'tools/parity/names.tsv'), 'utf8').trim().split('\n');
  return lines
    .map((line) => /** @type {[string, string, string]} */ (line.split('\t')))
    .map(([module, owner, member]) => ({ module, owner, member }));
}

/** @param {string} name in Python's spelling */
function inOurSpelling(name) {
  if (/^[A-Z0-9_]+$/.test(name)) return name;
  return name.replace(/_$/, '').replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** @returns {(name: Name) => string | undefined} why a name does not exist here */
function exceptions() {
  const rules = /** @type {{ module?: string, class?: string, member?: string, reason: string }[]} */ (
    JSON.parse(readFileSync(join(root, 'tools/parity/exceptions.json'), 'utf8'))
  );
  /** @param {string | undefined} pattern @param {string} text */
  const matches = (pattern, text) => pattern === undefined || new RegExp(pattern).test(text);
  return (name) =>
    rules.find(
      (rule) =>
        matches(rule.module, name.module) && matches(rule.class, name.owner) && matches(rule.member, name.member),
    )?.reason;
}

/** All text of tests, documents and examples, which run as tests. */
function testedText() {
  const files = ['packages', 'docs', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && !entry.parentPath.includes('node_modules') && !entry.parentPath.includes('/dist'),
      )
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const isTest = (/** @type {string} */ file) =>
    /\.(test|test-support|test-d)\.ts$/.test(file) ||
    (/\/docs\/.*\.md$/.test(file) && file !== PAGE) ||
    /\/examples\/.*\.ts$/.test(file);
  return files
    .filter(isTest)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

/** @returns {readonly Judged[]} */
function judge() {
  const surface = exportedSurface();
  const words = new Set(testedText().match(/[A-Za-z_][A-Za-z0-9_]*/g));
  const exceptionOf = exceptions();
  return names()
    .filter(({ member }) => member !== '__init__')
    .map((name) => {
      const { owner, member } = name;
      const ours = inOurSpelling(member === '' ? owner : member);
      const isThere = member === '' || owner === '' ? surface.has(ours) : surface.get(owner)?.has(ours) === true;
      if (isThere) {
        return { ...name, state: /** @type {const} */ ('there'), note: words.has(ours) ? '' : 'no test names it' };
      }
      const reason = exceptionOf(name);
      return {
        ...name,
        state: reason === undefined ? /** @type {const} */ ('missing') : /** @type {const} */ ('exception'),
        note: reason ?? '',
      };
    });
}

/** @param {Name} name */
const shown = ({ owner, member }) => (member === '' ? owner : owner === '' ? member : `${owner}.${member}`);

/** @param {readonly Judged[]} judged */
function counted(judged) {
  const meant = judged.filter(({ state }) => state !== 'exception');
  const there = meant.filter(({ state }) => state === 'there');
  return { there: there.length, meant: meant.length, tested: there.filter(({ note }) => note === '').length };
}

/** @param {readonly Judged[]} judged */
function page(judged) {
  const now = judged.filter(({ module }) => !LATER.test(module));
  const later = judged.filter(({ module }) => LATER.test(module));
  const row = (/** @type {string} */ what, /** @type {readonly Judged[]} */ part) => {
    const { there, meant, tested } = counted(part);
    return `| ${what} | ${meant} | ${there} | ${tested} | ${((100 * there) / meant).toFixed(1)} % |`;
  };
  const byModule = (/** @type {readonly Judged[]} */ part) => {
    const modules = [...new Set(part.map(({ module }) => module))];
    return modules.map(
      (module) =>
        `- ${module.replace('pyflink.', '')}: ${part
          .filter((each) => each.module === module)
          .map(shown)
          .map((name) => `\`${name}\``)
          .join(', ')}`,
    );
  };
  const reasons = [...new Set(judged.flatMap(({ state, note }) => (state === 'exception' ? [note] : [])))];
  return `# PyFlink's names

Every public name of PyFlink 2.3 that has a meaning outside of Python and Java exists here under the same name, methods in
camelCase. This page is generated (\`npm run parity -- --write\`), and checked by \`npm run check\`.

| modules | names | there | named by a test | part |
|---|---|---|---|---|
${row('common and datastream', now)}
${row('connectors, formats, checkpoints, restarts', later)}

## Missing

${byModule(now.filter(({ state }) => state === 'missing')).join('\n')}

## Missing, from modules that come later

${byModule(later.filter(({ state }) => state === 'missing')).join('\n')}

## There, but named by no test

${byModule(judged.filter(({ state, note }) => state === 'there' && note !== '')).join('\n')}

## Without a meaning here

${reasons
  .map(
    (reason) =>
      `- ${reason}: ${judged
        .filter(({ state, note }) => state === 'exception' && note === reason)
        .map(shown)
        .map((name) => `\`${name}\``)
        .join(', ')}`,
  )
  .join('\n')}
`;
}

const text = page(judge());
if (process.argv.includes('--write')) {
  writeFileSync(PAGE, text);
} else if (readFileSync(PAGE, 'utf8') !== text) {
  console.error('docs/pyflink-parity.md is not current: run npm run parity -- --write, and look at what has changed.');
  process.exit(1);
}
