import type {
  BareStatement,
  CompilePlan,
  Explain,
  Insert,
  QueryStatement,
  Statement,
  StatementSet,
  StopJob,
} from '../ast/statement.js';
import { create, replace } from './create.js';
import { atQuery } from './group.js';
import { node, type Parser } from './parser.js';
import { plainText, text } from './text.js';
import { insert } from './write.js';

export function queryStatement(parser: Parser): QueryStatement {
  const query = parser.rules.query(parser);
  return node({ kind: 'query-statement', query, at: query.at });
}

function atInsert(parser: Parser): boolean {
  return parser.at('INSERT') || parser.kind === 'UPSERT';
}

/** `STATEMENT SET BEGIN … END`; `first` is the token it begins with, which may be EXECUTE. */
function statementSet(parser: Parser, first: number): StatementSet {
  for (const word of ['STATEMENT', 'SET', 'BEGIN'] as const) parser.expect(word);
  const inserts: Insert[] = [];
  do {
    if (!atInsert(parser)) parser.fail();
    inserts.push(insert(parser));
    parser.expect(';');
  } while (!parser.at('END'));
  parser.expect('END');
  return node({ kind: 'statement-set', inserts: Object.freeze(inserts), at: parser.positionFrom(first) });
}

/** `EXECUTE STATEMENT SET …`, `EXECUTE PLAN …`, `EXECUTE` before a query or an INSERT. */
export function execute(parser: Parser): Statement {
  const first = parser.index;
  parser.advance();
  if (parser.at('STATEMENT')) return statementSet(parser, first);
  if (parser.kind === 'PLAN') {
    parser.advance();
    const file = text(parser);
    return node({ kind: 'execute-plan', file, at: parser.positionFrom(first) });
  }
  parser.note('PLAN');
  const statement = atInsert(parser) ? insert(parser) : queryStatement(parser);
  return node({ kind: 'execute', statement, at: parser.positionFrom(first) });
}

/** `BEGIN STATEMENT SET`. */
export function begin(parser: Parser): BareStatement {
  const first = parser.index;
  parser.advance();
  parser.expect('STATEMENT');
  parser.expect('SET');
  return node({ kind: 'begin-statement-set', at: parser.positionFrom(first) });
}

export function end(parser: Parser): BareStatement {
  parser.advance();
  return node({ kind: 'end-statement-set', at: parser.positionFrom(parser.index - 1) });
}

const details = ['ESTIMATED_COST', 'CHANGELOG_MODE', 'PLAN_ADVICE', 'JSON_EXECUTION_PLAN'] as const;

/** `EXPLAIN [details | PLAN FOR] statement`. */
export function explain(parser: Parser): Explain {
  const first = parser.index;
  parser.advance();
  const wanted: (typeof details)[number][] = [];
  if (!parser.acceptAll('PLAN', 'FOR')) {
    while (wanted.length === 0 ? details.some((word) => parser.at(word)) : parser.accept(',')) {
      wanted.push(detail(parser, wanted));
    }
  }
  const statement = explained(parser);
  return node({ kind: 'explain', details: Object.freeze(wanted), statement, at: parser.positionFrom(first) });
}

function detail(parser: Parser, before: readonly string[]): (typeof details)[number] {
  const found = details.find((word) => parser.at(word)) ?? parser.fail();
  if (before.includes(found)) parser.refuse(parser.index, `${found} is there already`);
  parser.advance();
  return found;
}

function explained(parser: Parser): Explain['statement'] {
  const first = parser.index;
  if (atInsert(parser)) return insert(parser);
  if (parser.accept('EXECUTE') || parser.at('STATEMENT')) {
    return parser.at('STATEMENT') ? statementSet(parser, first) : explainedQuery(parser);
  }
  if (!parser.at('CREATE') && parser.kind !== 'REPLACE') return explainedQuery(parser);
  const created = parser.kind === 'CREATE' ? create(parser) : replace(parser);
  if (created.kind === 'create-table' && created.as !== undefined) return created;
  return parser.refuse(first, 'only CREATE TABLE … AS query can be explained');
}

function explainedQuery(parser: Parser): QueryStatement | Insert {
  if (atInsert(parser)) return insert(parser);
  parser.note('a query');
  if (!atQuery(parser) && parser.kind !== '(') parser.fail();
  return queryStatement(parser);
}

/** `COMPILE [AND EXECUTE] PLAN 'file' [IF NOT EXISTS] FOR …`. */
export function compile(parser: Parser): CompilePlan {
  const first = parser.index;
  parser.advance();
  const executes = parser.accept('AND');
  if (executes) parser.expect('EXECUTE');
  parser.expect('PLAN');
  const file = text(parser);
  const ifNotExists = !executes && parser.acceptAll('IF', 'NOT', 'EXISTS');
  parser.expect('FOR');
  const statement = parser.at('STATEMENT') ? statementSet(parser, parser.index) : insert(parser);
  return node({
    kind: 'compile-plan',
    file,
    ifNotExists,
    execute: executes,
    statement,
    at: parser.positionFrom(first),
  });
}

/** `STOP JOB 'id' [WITH SAVEPOINT] [WITH DRAIN]`. */
export function stopJob(parser: Parser): StopJob {
  const first = parser.index;
  parser.advance();
  parser.expect('JOB');
  const job = plainText(parser);
  let savepoint = false;
  let drain = false;
  if (parser.accept('WITH')) {
    if (parser.kind === 'DRAIN') parser.refuse(parser.index, 'WITH DRAIN stands behind WITH SAVEPOINT only');
    parser.expect('SAVEPOINT');
    savepoint = true;
    drain = parser.accept('WITH');
    if (drain) parser.expect('DRAIN');
  }
  return node({ kind: 'stop-job', job, savepoint, drain, at: parser.positionFrom(first) });
}
