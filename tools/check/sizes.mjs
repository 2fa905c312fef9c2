// @ts-check
/**
 * A file has at most 400 lines, a function at most 60. Those in tools/size-list.json were larger when they were written; they may
 * only shrink, and the list says how large each is now. `--shrink` lowers the list to the present sizes, and never raises it.
 * Functions of test files, and of what tests share, are exempt: a `describe` is a function too.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const limits = { file: 400, function: 60 };

/**
 * Everything over a limit, as `path` or `path#function` → lines.
 *
 * @param {string} folder the repository
 * @param {readonly string[]} paths relative to it
 * @returns {Record<string, number>}
 */
export function oversized(folder, paths) {
  /** @type {Record<string, number>} */
  const found = {};
  for (const path of paths) {
    const text = readFileSync(join(folder, path), 'utf8');
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    if (lines > limits.file) found[path] = lines;
    if (!/\.(test|test-d|test-support)\.ts$/.test(path)) {
      for (const [name, size] of functionSizes(source)) {
        const key = `${path}#${name}`;
        if (size > limits.function) found[key] = Math.max(size, found[key] ?? 0);
      }
    }
  }
  return found;
}

/**
 * What is wrong between the sizes found and the list.
 *
 * @param {Readonly<Record<string, number>>} found
 * @param {Readonly<Record<string, number>>} list
 * @returns {string[]}
 */
export function sizeProblems(found, list) {
  const grown = Object.entries(found).flatMap(([name, lines]) => {
    const before = list[name];
    if (before === undefined)
      return [`${name} has ${lines} lines; at most ${name.includes('#') ? limits.function : limits.file}.`];
    return lines > before ? [`${name} grew from ${before} to ${lines} lines; it may only shrink.`] : [];
  });
  const shrunk = Object.entries(list).flatMap(([name, before]) =>
    (found[name] ?? 0) < before
      ? [`${name} shrank from ${before} lines: run node tools/check/sizes.mjs --shrink.`]
      : [],
  );
  return [...grown, ...shrunk];
}

/**
 * @param {ts.SourceFile} source
 * @returns {Array<[name: string, lines: number]>}
 */
function functionSizes(source) {
  /** @type {Array<[string, number]>} */
  const sizes = [];
  /** @param {ts.Node} node @param {string} scope */
  const visit = (node, scope) => {
    const name = ts.isFunctionLike(node) || ts.isClassLike(node) ? `${scope && `${scope}.`}${nameOf(node)}` : scope;
    if (ts.isFunctionLike(node)) {
      const line = (/** @type {number} */ position) => source.getLineAndCharacterOfPosition(position).line;
      sizes.push([name, line(node.getEnd()) - line(node.getStart()) + 1]);
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(source, '');
  return sizes;
}

/** @param {ts.SignatureDeclaration | ts.ClassLikeDeclaration} node @returns {string} */
function nameOf(node) {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const named =
    node.name ?? ('name' in node.parent ? /** @type {ts.Node | undefined} */ (node.parent.name) : undefined);
  return named === undefined ? '(anonymous)' : named.getText();
}

/** @param {string} folder @returns {string[]} every source file of the repository */
function sourceFiles(folder) {
  const places = ['packages/*/src', 'examples', 'bench', 'tools'];
  return ts.sys.readDirectory(folder, ['.ts', '.mjs'], [], places).map((path) => relative(folder, path));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const listFile = join(root, 'tools/size-list.json');
  /** @type {Record<string, number>} */
  const list = JSON.parse(readFileSync(listFile, 'utf8'));
  const found = oversized(root, sourceFiles(root));
  if (process.argv.includes('--shrink')) {
    const entries = Object.entries(list).flatMap(([name, before]) =>
      found[name] === undefined ? [] : [[name, Math.min(before, found[name])]],
    );
    writeFileSync(listFile, `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`);
  }
  const problems = sizeProblems(found, JSON.parse(readFileSync(listFile, 'utf8')));
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
