import type { Statement } from '../ast/statement.js';
import { alter } from './alter.js';
import { create, replace } from './create.js';
import { begin, compile, end, execute, explain, queryStatement, stopJob } from './job-statement.js';
import { endsStatement, node, type Parser } from './parser.js';
import { analyze, changeJar, drop, loadModule, reset, set, unloadModule, use } from './session-statement.js';
import { describe, show } from './show.js';
import type { TokenKind } from './token-kind.js';
import { call, insert, remove, truncate, update } from './write.js';

/** One statement, without the semicolon behind it. */
export function statement(parser: Parser): Statement {
  parser.begin();
  const read = readers.get(parser.kind);
  if (read !== undefined) return read(parser);
  const bare = bareWords.get(parser.source().toUpperCase());
  if (bare !== undefined && endsStatement(parser.peek(1))) {
    parser.advance();
    return node({ kind: bare, at: parser.positionFrom(parser.index - 1) });
  }
  return parser.fail('a query', ...readers.keys());
}

/** Words that a shell understands, as Flink's does. */
const bareWords = new Map<string, 'clear' | 'help' | 'quit'>([
  ['CLEAR', 'clear'],
  ['EXIT', 'quit'],
  ['HELP', 'help'],
  ['QUIT', 'quit'],
]);

const readers = new Map<TokenKind, (parser: Parser) => Statement>([
  ['SELECT', queryStatement],
  ['WITH', queryStatement],
  ['VALUES', queryStatement],
  ['VALUE', queryStatement],
  ['TABLE', queryStatement],
  ['(', queryStatement],
  ['ADD', changeJar],
  ['ALTER', alter],
  ['ANALYZE', analyze],
  ['BEGIN', begin],
  ['CALL', call],
  ['COMPILE', compile],
  ['CREATE', create],
  ['DELETE', remove],
  ['DESC', describe],
  ['DESCRIBE', describe],
  ['DROP', drop],
  ['END', end],
  ['EXECUTE', execute],
  ['EXPLAIN', explain],
  ['INSERT', insert],
  ['LOAD', loadModule],
  ['REMOVE', changeJar],
  ['REPLACE', replace],
  ['RESET', reset],
  ['SET', set],
  ['SHOW', show],
  ['STOP', stopJob],
  ['TRUNCATE', truncate],
  ['UNLOAD', unloadModule],
  ['UPDATE', update],
  ['UPSERT', insert],
  ['USE', use],
]);
