import type { AlterStatement } from '../ast/alter-statement.js';
import type { CreateStatement } from '../ast/create-statement.js';
import type { Assignment, Insert, NamePattern, Statement, StatementSet } from '../ast/statement.js';
import { after, commas, listed, type Print, type Printers, parenthesized, words } from './print.js';
import { hintsText } from './print-query.js';

type StatementNode = Exclude<Statement, AlterStatement | CreateStatement> | Assignment | NamePattern;

function insertText(insert: Insert, print: Print): string {
  return words(
    insert.mode === 'UPSERT' ? 'UPSERT INTO' : `INSERT ${insert.mode}`,
    print(insert.path),
    hintsText(insert.hints, print),
    insert.partition && print(insert.partition),
    insert.columns.length > 0 && parenthesized(insert.columns, print),
    print(insert.query),
    insert.onConflict && `ON CONFLICT DO ${insert.onConflict}`,
  );
}

function setText({ inserts }: StatementSet, print: Print): string {
  return `STATEMENT SET BEGIN ${inserts.map((insert) => `${print(insert)};`).join(' ')} END`;
}

/** A statement behind EXPLAIN or COMPILE, where a statement set has no EXECUTE before it. */
function inner(statement: { readonly kind: string }, print: Print): string {
  return print(statement).replace(/^EXECUTE (?=STATEMENT SET)/, '');
}

export const statementPrinters: Printers<StatementNode> = {
  'query-statement': ({ query }, print) => print(query),
  insert: insertText,
  assignment: ({ column, value }, print) => `${print(column)} = ${print(value)}`,
  update: ({ path, hints, alias, assignments, where }, print) =>
    words(
      'UPDATE',
      print(path),
      hintsText(hints, print),
      after('AS', alias, print),
      `SET ${commas(assignments, print)}`,
      after('WHERE', where, print),
    ),
  delete: ({ path, hints, alias, where }, print) =>
    words('DELETE FROM', print(path), hintsText(hints, print), after('AS', alias, print), after('WHERE', where, print)),
  truncate: ({ path }, print) => `TRUNCATE TABLE ${print(path)}`,
  'call-procedure': ({ call }, print) => `CALL ${print(call)}`,
  'statement-set': (set, print) => `EXECUTE ${setText(set, print)}`,
  execute: ({ statement }, print) => `EXECUTE ${print(statement)}`,
  explain: ({ details, statement }, print) => words('EXPLAIN', details.join(', '), inner(statement, print)),
  'compile-plan': ({ file, ifNotExists, execute, statement }, print) =>
    words(
      execute ? 'COMPILE AND EXECUTE PLAN' : 'COMPILE PLAN',
      print(file),
      ifNotExists && 'IF NOT EXISTS',
      'FOR',
      inner(statement, print),
    ),
  'execute-plan': ({ file }, print) => `EXECUTE PLAN ${print(file)}`,
  drop: ({ object, temporary, system, ifExists, path, behavior }, print) =>
    words('DROP', temporary && 'TEMPORARY', system && 'SYSTEM', object, ifExists && 'IF EXISTS', print(path), behavior),
  show: ({ object, within, preposition, partition, pattern }, print) =>
    words(
      'SHOW',
      object,
      preposition,
      within && print(within),
      partition && print(partition),
      pattern && print(pattern),
    ),
  'name-pattern': ({ operator, negated, pattern }, print) => words(negated && 'NOT', operator, print(pattern)),
  'show-create': ({ object, orAlter, path }, print) => words('SHOW CREATE', orAlter && 'OR ALTER', object, print(path)),
  describe: ({ object, extended, path }, print) =>
    words('DESCRIBE', object !== 'TABLE' && object, extended && 'EXTENDED', print(path)),
  'describe-job': ({ job }, print) => `DESCRIBE JOB ${print(job)}`,
  use: ({ object, path }, print) => words('USE', object === 'CATALOG' && 'CATALOG', print(path)),
  'use-modules': ({ modules }, print) => `USE MODULES ${commas(modules, print)}`,
  'load-module': ({ module, options }, print) => words('LOAD MODULE', print(module), listed('WITH', options, print)),
  'unload-module': ({ module }, print) => `UNLOAD MODULE ${print(module)}`,
  'add-jar': ({ location }, print) => `ADD JAR ${print(location)}`,
  'remove-jar': ({ location }, print) => `REMOVE JAR ${print(location)}`,
  set: ({ key, value }, print) => words('SET', key && value && `${print(key)} = ${print(value)}`),
  reset: ({ key }, print) => words('RESET', key && print(key)),
  'analyze-table': ({ path, partition, columns, columnNames }, print) =>
    words(
      'ANALYZE TABLE',
      print(path),
      partition && print(partition),
      'COMPUTE STATISTICS',
      columns === 'ALL' && 'FOR ALL COLUMNS',
      columns === 'LISTED' && `FOR COLUMNS ${commas(columnNames, print)}`,
    ),
  'stop-job': ({ job, savepoint, drain }, print) =>
    words('STOP JOB', print(job), savepoint && 'WITH SAVEPOINT', drain && 'WITH DRAIN'),
  'begin-statement-set': () => 'BEGIN STATEMENT SET',
  'end-statement-set': () => 'END',
  clear: () => 'CLEAR',
  help: () => 'HELP',
  quit: () => 'QUIT',
};
