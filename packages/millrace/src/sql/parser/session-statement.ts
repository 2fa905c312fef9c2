import type { StringLiteral } from '../ast/node.js';
import type { AnalyzeTable, Drop, DroppedObject, Statement } from '../ast/statement.js';
import { ifExists, withOptions } from './option.js';
import { empty, endsStatement, node, type Parser } from './parser.js';
import { partition } from './table-element.js';
import { atText, plainText, text } from './text.js';

/** Any `DROP …`. */
export function drop(parser: Parser): Drop {
  const first = parser.index;
  parser.advance();
  const temporary = parser.accept('TEMPORARY');
  const system = parser.accept('SYSTEM');
  const object = system ? droppedSystemObject(parser, temporary) : droppedObject(parser, temporary);
  const conditional = ifExists(parser);
  const path = parser.path();
  let behavior: Drop['behavior'];
  if (object === 'DATABASE') {
    if (parser.accept('CASCADE')) behavior = 'CASCADE';
    else if (parser.accept('RESTRICT')) behavior = 'RESTRICT';
  }
  return node({
    kind: 'drop',
    object,
    temporary,
    system,
    ifExists: conditional,
    path,
    behavior,
    at: parser.positionFrom(first),
  });
}

function droppedSystemObject(parser: Parser, temporary: boolean): DroppedObject {
  if (parser.accept('FUNCTION')) return 'FUNCTION';
  if (parser.kind === 'CONNECTION' && !temporary) {
    parser.refuse(parser.index, 'a system connection is always temporary', 'Write DROP TEMPORARY SYSTEM CONNECTION.');
  }
  parser.expect('CONNECTION');
  return 'CONNECTION';
}

function droppedObject(parser: Parser, temporary: boolean): DroppedObject {
  if (temporary && (parser.kind === 'MATERIALIZED' || parser.kind === 'CATALOG' || parser.kind === 'DATABASE')) {
    parser.refuse(parser.index, 'only tables, views, functions, models and connections are temporary');
  }
  if (parser.accept('MATERIALIZED')) {
    parser.expect('TABLE');
    return 'MATERIALIZED TABLE';
  }
  const objects = ['TABLE', 'VIEW', 'FUNCTION', 'DATABASE', 'CATALOG', 'MODEL', 'CONNECTION'] as const;
  return objects.find((word) => parser.accept(word)) ?? parser.fail();
}

/** `USE CATALOG c`, `USE database`, `USE MODULES a, b`. */
export function use(parser: Parser): Statement {
  const first = parser.index;
  parser.advance();
  if (parser.accept('MODULES')) {
    const modules = parser.list((each) => each.identifier());
    return node({ kind: 'use-modules', modules, at: parser.positionFrom(first) });
  }
  const object = parser.accept('CATALOG') ? 'CATALOG' : 'DATABASE';
  const path = object === 'CATALOG' ? parser.simplePath() : parser.path();
  return node({ kind: 'use', object, path, at: parser.positionFrom(first) });
}

export function loadModule(parser: Parser): Statement {
  const first = parser.index;
  parser.advance();
  parser.expect('MODULE');
  const module = parser.identifier();
  const options = withOptions(parser);
  return node({ kind: 'load-module', module, options, at: parser.positionFrom(first) });
}

export function unloadModule(parser: Parser): Statement {
  const first = parser.index;
  parser.advance();
  parser.expect('MODULE');
  const module = parser.identifier();
  return node({ kind: 'unload-module', module, at: parser.positionFrom(first) });
}

/** `ADD JAR '…'`, `REMOVE JAR '…'`. */
export function changeJar(parser: Parser): Statement {
  const first = parser.index;
  const kind = parser.kind === 'ADD' ? 'add-jar' : 'remove-jar';
  parser.advance();
  parser.expect('JAR');
  const location = plainText(parser);
  return node({ kind, location, at: parser.positionFrom(first) });
}

/** `SET 'key' = 'value'`; as Flink's shell also `SET key = value`. */
export function set(parser: Parser): Statement {
  const first = parser.index;
  parser.advance();
  let key: StringLiteral | undefined;
  let value: StringLiteral | undefined;
  if (atText(parser)) {
    key = text(parser);
    parser.expect('=');
    value = text(parser);
  } else if (!endsStatement(parser.kind)) {
    key = bareText(parser, '=');
    parser.expect('=');
    value = atText(parser) ? text(parser) : bareText(parser, ';');
  }
  return node({ kind: 'set', key, value, at: parser.positionFrom(first) });
}

/** `RESET 'key'`, `RESET key`, `RESET`. */
export function reset(parser: Parser): Statement {
  const first = parser.index;
  parser.advance();
  let key: StringLiteral | undefined;
  if (atText(parser)) key = text(parser);
  else if (!endsStatement(parser.kind)) key = bareText(parser, ';');
  return node({ kind: 'reset', key, at: parser.positionFrom(first) });
}

/** A text without quotes: one run of characters up to the token `until`, a space or the end. */
function bareText(parser: Parser, until: '=' | ';'): StringLiteral {
  const first = parser.index;
  const ends = () => parser.kind === until || endsStatement(parser.kind);
  if (ends()) parser.fail('string');
  do parser.advance();
  while (!ends() && parser.tokens.start(parser.index) === parser.tokens.end(parser.index - 1));
  const at = parser.positionFrom(first);
  const value = parser.tokens.text.slice(at.offset, at.end);
  // What is no plain key or value is a mistake more likely than meant.
  if (!/^[\w.$:/@%+*,?&#~=-]+$/.test(value) || (until === '=' && !/^[A-Za-z_][\w.-]*$/.test(value))) {
    parser.refuse(first, 'expected a text in quotes', "Write SET 'key' = 'value'.");
  }
  return node({ kind: 'string', value, charset: undefined, at });
}

/** `ANALYZE TABLE t [PARTITION (…)] COMPUTE STATISTICS [FOR …]`. */
export function analyze(parser: Parser): AnalyzeTable {
  const first = parser.index;
  parser.advance();
  parser.expect('TABLE');
  const path = parser.path();
  const part = parser.at('PARTITION') ? partition(parser, true) : undefined;
  parser.expect('COMPUTE');
  parser.expect('STATISTICS');
  let columns: AnalyzeTable['columns'] = 'NONE';
  let columnNames: AnalyzeTable['columnNames'] = empty;
  if (parser.accept('FOR')) {
    columns = parser.accept('ALL') ? 'ALL' : 'LISTED';
    parser.expect('COLUMNS');
    if (columns === 'LISTED') columnNames = parser.list((each) => each.identifier());
  }
  return node({ kind: 'analyze-table', path, partition: part, columns, columnNames, at: parser.positionFrom(first) });
}
