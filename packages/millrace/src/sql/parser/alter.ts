import type {
  AlterCatalog,
  AlterDatabase,
  AlterFunction,
  AlterMaterializedTable,
  AlterModelOrConnection,
  AlterStatement,
  AlterView,
  Rename,
  ResetOptions,
  SetOptions,
} from '../ast/alter-statement.js';
import { addOrModify, alterTable, dropFromTable, rename, resetOptions, setOptions } from './alter-table.js';
import { functionLanguage } from './create.js';
import { freshnessOf, refreshModeOf } from './create-table.js';
import { ifExists, withOptions } from './option.js';
import { node, type Parser } from './parser.js';
import { partition } from './table-element.js';
import { plainText } from './text.js';

/** Any `ALTER …`. */
export function alter(parser: Parser): AlterStatement {
  const first = parser.index;
  parser.advance();
  if (parser.accept('TABLE')) return alterTable(parser, first);
  if (parser.accept('VIEW')) return alterView(parser, first);
  if (parser.accept('MATERIALIZED')) {
    parser.expect('TABLE');
    return alterMaterializedTable(parser, first);
  }
  if (parser.accept('DATABASE')) return alterDatabase(parser, first);
  if (parser.accept('CATALOG')) return alterCatalog(parser, first);
  if (parser.accept('MODEL')) return alterModelOrConnection(parser, first, 'alter-model');
  if (parser.accept('CONNECTION')) return alterModelOrConnection(parser, first, 'alter-connection');
  const temporary = parser.accept('TEMPORARY');
  const system = temporary && parser.accept('SYSTEM');
  parser.expect('FUNCTION');
  return alterFunction(parser, first, temporary, system);
}

function alterView(parser: Parser, first: number): AlterView {
  const path = parser.path();
  if (parser.accept('AS')) {
    const query = parser.rules.query(parser);
    return node({
      kind: 'alter-view',
      path,
      change: node({ kind: 'as-query', query }),
      at: parser.positionFrom(first),
    });
  }
  parser.expect('RENAME');
  const change = rename(parser);
  return node({ kind: 'alter-view', path, change, at: parser.positionFrom(first) });
}

function alterDatabase(parser: Parser, first: number): AlterDatabase {
  const path = parser.path();
  parser.expect('SET');
  const change = setOptions(parser);
  return node({ kind: 'alter-database', path, change, at: parser.positionFrom(first) });
}

function alterCatalog(parser: Parser, first: number): AlterCatalog {
  const name = parser.identifier();
  let change: AlterCatalog['change'];
  if (parser.accept('SET')) change = setOptions(parser);
  else if (parser.accept('RESET')) change = resetOptions(parser);
  else {
    parser.expect('COMMENT');
    change = node({ kind: 'set-comment', comment: plainText(parser) });
  }
  return node({ kind: 'alter-catalog', name, change, at: parser.positionFrom(first) });
}

function alterModelOrConnection(
  parser: Parser,
  first: number,
  kind: AlterModelOrConnection['kind'],
): AlterModelOrConnection {
  const conditional = ifExists(parser);
  const path = parser.path();
  const change = renameOrOptions(parser);
  return node({ kind, ifExists: conditional, path, change, at: parser.positionFrom(first) });
}

function renameOrOptions(parser: Parser): Rename | SetOptions | ResetOptions {
  if (parser.accept('SET')) return setOptions(parser);
  if (parser.accept('RESET')) return resetOptions(parser);
  parser.expect('RENAME');
  return rename(parser);
}

function alterFunction(parser: Parser, first: number, temporary: boolean, system: boolean): AlterFunction {
  const conditional = ifExists(parser);
  const path = parser.path();
  parser.expect('AS');
  const implementation = plainText(parser);
  const language = functionLanguage(parser);
  return node({
    kind: 'alter-function',
    temporary,
    system,
    ifExists: conditional,
    path,
    implementation,
    language,
    at: parser.positionFrom(first),
  });
}

function alterMaterializedTable(parser: Parser, first: number): AlterMaterializedTable {
  const path = parser.path();
  const change = materializedTableChange(parser);
  return node({ kind: 'alter-materialized-table', path, change, at: parser.positionFrom(first) });
}

function materializedTableChange(parser: Parser): AlterMaterializedTable['change'] {
  if (parser.accept('SUSPEND')) return node({ kind: 'suspend' });
  if (parser.accept('RESUME')) return node({ kind: 'resume', options: withOptions(parser) });
  if (parser.accept('REFRESH')) {
    return node({ kind: 'refresh', partition: parser.at('PARTITION') ? partition(parser) : undefined });
  }
  if (parser.accept('AS')) return node({ kind: 'as-query', query: parser.rules.query(parser) });
  if (parser.accept('RESET')) return resetOptions(parser);
  if (parser.accept('SET')) {
    if (parser.accept('FRESHNESS')) return node({ kind: 'set-freshness', freshness: freshnessOf(parser) });
    if (parser.accept('REFRESH_MODE')) return node({ kind: 'set-refresh-mode', mode: refreshModeOf(parser) });
    return setOptions(parser);
  }
  if (parser.at('ADD') || parser.at('MODIFY')) return addOrModify(parser);
  parser.expect('DROP');
  return dropFromTable(parser);
}
