// @ts-check
/** docs/errors.md names the code of every error that the sources can throw, and no other. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import ts from 'typescript';

const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Kafka's own names of errors; ours for them are in kafka-errors.ts. The words of SQL. */
const FOREIGN_FILES = ['packages/kafka/src/protocol/error-codes.ts', 'packages/millrace/src/sql/parser/keywords.ts'];

/** Where texts are mostly words, types and functions of SQL, which look like codes: here a code begins with `SQL_`. */
const SQL_FILES = /^packages\/millrace\/src\/(?:sql|table|functions|expressions|model\/logical-types)\//;

/** Texts that look like a code of ours and are none, beside those of {@link FOREIGN_FILES}. */
const FOREIGN = new Set([
  'BYTES_PER_ELEMENT',
  'ERR_OSSL',
  'ERR_SSL',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_TLS',
  'ERR_WORKER_OUT_OF_MEMORY',
  'MILLRACE_LOG_LEVEL',
  'MIMALLOC_ARENA_EAGER_COMMIT',
  'ROLLDOWN_WORKER_THREADS',
  'SASL_PLAINTEXT',
  'SASL_SSL',
  'UNRESOLVED_IMPORT',
]);

/** Where the page of errors is. */
export const ERRORS_PAGE = 'docs/errors.md';

/**
 * What is wrong between the page and the sources of the packages. A text that looks like a code counts as one wherever it
 * stands, because codes also come from tables and pass through functions; what is none belongs into the list above.
 *
 * @param {string} root the repository
 * @returns {string[]}
 */
export function errorCodeProblems(root) {
  const files = ts.sys.readDirectory(root, ['.ts'], ['**/node_modules', '**/dist'], ['packages/*/src']);
  const sources = files
    .map((path) => relative(root, path))
    .filter((path) => !/\.(test|test-d|test-support)\.ts$/.test(path))
    .map((path) => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') }));
  return problemsBetween(readFileSync(`${root}/${ERRORS_PAGE}`, 'utf8'), sources);
}

/**
 * @param {string} page
 * @param {readonly { readonly path: string, readonly text: string }[]} sources
 * @returns {string[]}
 */
export function problemsBetween(page, sources) {
  const foreign = new Set([
    ...FOREIGN,
    ...sources
      .filter(({ path }) => FOREIGN_FILES.includes(path))
      .flatMap((source) => textsOf(source).map(({ text }) => text)),
  ]);
  /** @type {Map<string, string>} */
  const thrown = new Map();
  for (const source of sources) {
    if (SQL_FILES.test(source.path) && !source.text.includes('SQL_')) continue;
    for (const { text, line } of textsOf(source)) {
      if (SQL_FILES.test(source.path) && !text.startsWith('SQL_')) continue;
      if (!foreign.has(text) && !thrown.has(text)) thrown.set(text, `${source.path}:${line}`);
    }
  }
  const listed = page.split('\n').flatMap((line, index) => codesOfRow(line).map((code) => ({ code, line: index + 1 })));
  return [
    ...[...thrown].filter(([code]) => listed.every((each) => each.code !== code)).map(missing),
    ...listed
      .filter(({ code }) => !thrown.has(code))
      .map(({ code, line }) => `${ERRORS_PAGE}:${line}: nothing throws ${code}.`),
    ...listed
      .filter(({ code }, index) => listed.findIndex((each) => each.code === code) < index)
      .map(({ code, line }) => `${ERRORS_PAGE}:${line}: ${code} stands here for the second time.`),
  ];
}

/** @param {[code: string, place: string]} entry @returns {string} */
function missing([code, place]) {
  return `${place}: ${code} is not in ${ERRORS_PAGE}; if it is no error code, name it in tools/check/error-codes.mjs.`;
}

/** The codes in the first cell of a row. @param {string} line @returns {string[]} */
function codesOfRow(line) {
  const first = /^\| ((?:`[A-Z0-9_]+`(?:, )?)+) \|/.exec(line)?.[1] ?? '';
  return [...first.matchAll(/`([A-Z0-9_]+)`/g)].map((match) => /** @type {string} */ (match[1]));
}

/**
 * Texts that look like codes, outside of types.
 *
 * @param {{ readonly path: string, readonly text: string }} source
 * @returns {{ readonly text: string, readonly line: number }[]}
 */
function textsOf({ path, text }) {
  // Seeing that there is no such text takes no time beside reading the file as a program.
  if (!/[A-Z0-9]_[A-Z0-9]/.test(text)) return [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  /** @type {{ text: string, line: number }[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isTypeNode(node)) return;
    if (ts.isStringLiteralLike(node) && CODE.test(node.text)) {
      found.push({ text: node.text, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
