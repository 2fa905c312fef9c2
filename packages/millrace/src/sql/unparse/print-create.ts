import type { CreateStatement, FunctionResource, TableBody } from '../ast/create-statement.js';
import { after, commas, listed, type Print, type Printers, parenthesized, words } from './print.js';

function bodyText(body: TableBody, print: Print): string {
  const inside = body.columnNames.length > 0 ? body.columnNames : body.elements;
  return words(
    inside.length > 0 && parenthesized(inside, print),
    after('COMMENT', body.comment, print),
    after('DISTRIBUTED', body.distribution, print),
    listed('PARTITIONED BY', body.partitionedBy, print),
    listed('WITH', body.options, print),
  );
}

/** The words before the name of what is created. */
function head(
  object: string,
  flags: {
    readonly orReplace: boolean;
    readonly temporary?: boolean;
    readonly system?: boolean;
    readonly ifNotExists: boolean;
  },
): string {
  return words(
    'CREATE',
    flags.orReplace && 'OR REPLACE',
    flags.temporary === true && 'TEMPORARY',
    flags.system === true && 'SYSTEM',
    object,
    flags.ifNotExists && 'IF NOT EXISTS',
  );
}

export const createPrinters: Printers<CreateStatement | FunctionResource> = {
  'create-table': (node, print) =>
    words(
      node.mode,
      node.temporary && 'TEMPORARY',
      'TABLE',
      node.ifNotExists && 'IF NOT EXISTS',
      print(node.path),
      bodyText(node, print),
      node.like && print(node.like),
      after('AS', node.as, print),
    ),
  'create-materialized-table': (node, print) =>
    words(
      node.orAlter ? 'CREATE OR ALTER' : 'CREATE',
      'MATERIALIZED TABLE',
      print(node.path),
      bodyText(node, print),
      after('START_MODE =', node.startMode, print),
      after('FRESHNESS =', node.freshness, print),
      node.refreshMode && `REFRESH_MODE = ${node.refreshMode}`,
      after('AS', node.as, print),
    ),
  'create-view': (node, print) =>
    words(
      head('VIEW', node),
      print(node.path),
      node.columns.length > 0 && parenthesized(node.columns, print),
      after('COMMENT', node.comment, print),
      after('AS', node.query, print),
    ),
  'create-function': (node, print) =>
    words(
      head('FUNCTION', node),
      print(node.path),
      after('AS', node.implementation, print),
      node.language && `LANGUAGE ${node.language}`,
      node.resources.length > 0 && `USING ${commas(node.resources, print)}`,
      listed('WITH', node.options, print),
    ),
  'function-resource': ({ type, location }, print) => `${type} ${print(location)}`,
  'create-catalog': (node, print) =>
    words(
      head('CATALOG', node),
      print(node.name),
      after('COMMENT', node.comment, print),
      listed('WITH', node.options, print),
    ),
  'create-database': (node, print) =>
    words(
      head('DATABASE', node),
      print(node.path),
      after('COMMENT', node.comment, print),
      listed('WITH', node.options, print),
    ),
  'create-model': (node, print) =>
    words(
      head('MODEL', node),
      print(node.path),
      listed('INPUT', node.input, print),
      listed('OUTPUT', node.output, print),
      after('COMMENT', node.comment, print),
      listed('WITH', node.options, print),
      after('AS', node.as, print),
    ),
  'create-connection': (node, print) =>
    words(
      head('CONNECTION', node),
      print(node.path),
      after('COMMENT', node.comment, print),
      `WITH ${parenthesized(node.options, print)}`,
    ),
};
