import type { Assignment, Call, Delete, Insert, Truncate, Update } from '../ast/statement.js';
import { procedureCall } from './function-call.js';
import { hints } from './hint.js';
import { empty, isIdentifier, node, type Parser } from './parser.js';
import { partition } from './table-element.js';

/** `INSERT INTO …`, `INSERT OVERWRITE …`, `UPSERT INTO …`. */
export function insert(parser: Parser): Insert {
  const first = parser.index;
  let mode: Insert['mode'] = 'UPSERT';
  if (parser.accept('UPSERT')) parser.expect('INTO');
  else {
    parser.expect('INSERT');
    mode = parser.accept('OVERWRITE') ? 'OVERWRITE' : 'INTO';
    if (mode === 'INTO') parser.expect('INTO');
  }
  const path = parser.path();
  const read = hints(parser);
  const into = parser.at('PARTITION') ? partition(parser) : undefined;
  const columns = parser.kind === '(' && isIdentifier(parser.peek(1)) ? paths(parser) : empty;
  if (columns.length === 0) parser.note('(');
  const query = parser.rules.query(parser);
  const onConflict = parser.acceptAll('ON', 'CONFLICT') ? conflict(parser) : undefined;
  return node({
    kind: 'insert',
    mode,
    path,
    hints: read,
    partition: into,
    columns,
    query,
    onConflict,
    at: parser.positionFrom(first),
  });
}

function paths(parser: Parser): Insert['columns'] {
  parser.expect('(');
  const read = parser.list((each) => each.path());
  parser.expect(')');
  return read;
}

function conflict(parser: Parser): NonNullable<Insert['onConflict']> {
  parser.expect('DO');
  if (parser.accept('NOTHING')) return 'NOTHING';
  if (parser.accept('ERROR')) return 'ERROR';
  parser.expect('DEDUPLICATE');
  return 'DEDUPLICATE';
}

export function update(parser: Parser): Update {
  const first = parser.index;
  parser.advance();
  const path = parser.path();
  const read = hints(parser);
  const alias = aliasOf(parser);
  parser.expect('SET');
  const assignments = parser.list(assignment);
  const where = parser.accept('WHERE') ? parser.rules.expression(parser) : undefined;
  return node({ kind: 'update', path, hints: read, alias, assignments, where, at: parser.positionFrom(first) });
}

function assignment(parser: Parser): Assignment {
  const first = parser.index;
  const column = parser.identifier();
  parser.expect('=');
  const value = parser.rules.expression(parser);
  return node({ kind: 'assignment', column, value, at: parser.positionFrom(first) });
}

function aliasOf(parser: Parser): Update['alias'] {
  return parser.accept('AS') || isIdentifier(parser.kind) ? parser.identifier() : undefined;
}

export function remove(parser: Parser): Delete {
  const first = parser.index;
  parser.advance();
  parser.expect('FROM');
  const path = parser.path();
  const read = hints(parser);
  const alias = aliasOf(parser);
  const where = parser.accept('WHERE') ? parser.rules.expression(parser) : undefined;
  return node({ kind: 'delete', path, hints: read, alias, where, at: parser.positionFrom(first) });
}

export function truncate(parser: Parser): Truncate {
  const first = parser.index;
  parser.advance();
  parser.expect('TABLE');
  const path = parser.path();
  return node({ kind: 'truncate', path, at: parser.positionFrom(first) });
}

/** `CALL procedure(…)`. */
export function call(parser: Parser): Call {
  const first = parser.index;
  parser.advance();
  if (!parser.atIdentifier()) parser.fail('a procedure');
  const called = procedureCall(parser);
  return node({ kind: 'call-procedure', call: called, at: parser.positionFrom(first) });
}
