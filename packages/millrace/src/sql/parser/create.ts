import type {
  CreateConnection,
  CreateFunction,
  CreateModel,
  CreateStatement,
  FunctionLanguage,
  FunctionResource,
} from '../ast/create-statement.js';
import { createMaterializedTable, createTable } from './create-table.js';
import { comment, ifNotExists, withOptions } from './option.js';
import { empty, node, type Parser } from './parser.js';
import { column } from './table-element.js';
import { plainText } from './text.js';

/** What stands between CREATE and the sort of thing that is created. */
interface Before {
  /** The token that the statement begins with. */
  readonly first: number;
  readonly orReplace: boolean;
  readonly temporary: boolean;
}

/** Any `CREATE …`. */
export function create(parser: Parser): CreateStatement {
  const first = parser.index;
  parser.advance();
  let orReplace = false;
  if (parser.accept('OR')) {
    if (parser.accept('ALTER')) {
      parser.expect('MATERIALIZED');
      parser.expect('TABLE');
      return createMaterializedTable(parser, first, true);
    }
    parser.expect('REPLACE');
    orReplace = true;
  }
  const before: Before = { first, orReplace, temporary: parser.accept('TEMPORARY') };
  if (parser.at('SYSTEM')) return createSystem(parser, before);
  if (parser.at('MATERIALIZED')) return materialized(parser, before);
  if (parser.accept('TABLE')) {
    return createTable(parser, first, orReplace ? 'CREATE OR REPLACE' : 'CREATE', before.temporary);
  }
  if (parser.accept('VIEW')) return createView(parser, before);
  if (parser.accept('FUNCTION')) return createFunction(parser, before, false);
  if (parser.accept('MODEL')) return createModel(parser, before);
  if (parser.accept('CONNECTION')) return createConnection(parser, before, false);
  if (before.temporary && (parser.kind === 'CATALOG' || parser.kind === 'DATABASE')) {
    parser.refuse(parser.index, `a ${parser.kind.toLowerCase()} cannot be temporary`);
  }
  if (parser.accept('CATALOG')) return createCatalog(parser, before);
  parser.expect('DATABASE');
  return createDatabase(parser, before);
}

/** `REPLACE TABLE … AS query`. */
export function replace(parser: Parser): CreateStatement {
  const first = parser.index;
  parser.advance();
  parser.expect('TABLE');
  return createTable(parser, first, 'REPLACE', false);
}

function createSystem(parser: Parser, before: Before): CreateStatement {
  if (!before.temporary) {
    parser.refuse(
      parser.index,
      'a system function or connection can only be temporary',
      'Write CREATE TEMPORARY SYSTEM.',
    );
  }
  parser.advance();
  if (parser.accept('CONNECTION')) return createConnection(parser, before, true);
  parser.expect('FUNCTION');
  return createFunction(parser, before, true);
}

function materialized(parser: Parser, before: Before): CreateStatement {
  if (before.temporary) parser.refuse(parser.index, 'a materialized table cannot be temporary');
  if (before.orReplace) {
    parser.refuse(parser.index, 'a materialized table cannot be replaced', 'Write CREATE OR ALTER MATERIALIZED TABLE.');
  }
  parser.advance();
  parser.expect('TABLE');
  return createMaterializedTable(parser, before.first, false);
}

function createView(parser: Parser, { first, orReplace, temporary }: Before): CreateStatement {
  const conditional = ifNotExists(parser);
  const path = parser.path();
  const columns = parser.at('(') ? parser.identifiersInParentheses() : empty;
  const remark = comment(parser);
  parser.expect('AS');
  const query = parser.rules.query(parser);
  return node({
    kind: 'create-view',
    orReplace,
    temporary,
    ifNotExists: conditional,
    path,
    columns,
    comment: remark,
    query,
    at: parser.positionFrom(first),
  });
}

function createFunction(parser: Parser, { first, orReplace, temporary }: Before, system: boolean): CreateFunction {
  const conditional = ifNotExists(parser);
  const path = system ? parser.simplePath() : parser.path();
  parser.expect('AS');
  const implementation = plainText(parser);
  const language = functionLanguage(parser);
  const resources = parser.accept('USING') ? parser.list(resource) : empty;
  const options = withOptions(parser);
  return node({
    kind: 'create-function',
    orReplace,
    temporary,
    system,
    ifNotExists: conditional,
    path,
    implementation,
    language,
    resources,
    options,
    at: parser.positionFrom(first),
  });
}

/** `LANGUAGE …`, if it is here. */
export function functionLanguage(parser: Parser): FunctionLanguage | undefined {
  if (!parser.accept('LANGUAGE')) return undefined;
  const language = (['JAVA', 'SCALA', 'SQL', 'PYTHON'] as const).find((word) => parser.accept(word));
  return language ?? parser.fail();
}

function resource(parser: Parser): FunctionResource {
  const first = parser.index;
  const type = parser.accept('ARTIFACT') ? 'ARTIFACT' : 'JAR';
  if (type === 'JAR') parser.expect('JAR');
  const location = plainText(parser);
  return node({ kind: 'function-resource', type, location, at: parser.positionFrom(first) });
}

function createCatalog(parser: Parser, { first, orReplace }: Before): CreateStatement {
  const conditional = ifNotExists(parser);
  const name = parser.identifier();
  const remark = comment(parser);
  const options = withOptions(parser);
  return node({
    kind: 'create-catalog',
    orReplace,
    ifNotExists: conditional,
    name,
    comment: remark,
    options,
    at: parser.positionFrom(first),
  });
}

function createDatabase(parser: Parser, { first, orReplace }: Before): CreateStatement {
  const conditional = ifNotExists(parser);
  const path = parser.path();
  const remark = comment(parser);
  const options = withOptions(parser);
  return node({
    kind: 'create-database',
    orReplace,
    ifNotExists: conditional,
    path,
    comment: remark,
    options,
    at: parser.positionFrom(first),
  });
}

function createModel(parser: Parser, { first, orReplace, temporary }: Before): CreateModel {
  const conditional = ifNotExists(parser);
  const path = parser.path();
  const input = parser.accept('INPUT') ? columns(parser) : empty;
  const output = parser.accept('OUTPUT') ? columns(parser) : empty;
  const remark = comment(parser);
  const options = withOptions(parser);
  const as = parser.accept('AS') ? parser.rules.query(parser) : undefined;
  return node({
    kind: 'create-model',
    orReplace,
    temporary,
    ifNotExists: conditional,
    path,
    input,
    output,
    comment: remark,
    options,
    as,
    at: parser.positionFrom(first),
  });
}

function columns(parser: Parser): CreateModel['input'] {
  parser.expect('(');
  const read = parser.list(column);
  parser.expect(')');
  return read;
}

function createConnection(parser: Parser, { first, orReplace, temporary }: Before, system: boolean): CreateConnection {
  const conditional = ifNotExists(parser);
  const path = system ? parser.simplePath() : parser.path();
  const remark = comment(parser);
  if (!parser.at('WITH')) parser.fail();
  const options = withOptions(parser);
  return node({
    kind: 'create-connection',
    orReplace,
    temporary,
    system,
    ifNotExists: conditional,
    path,
    comment: remark,
    options,
    at: parser.positionFrom(first),
  });
}
