import type { Describe, DescribeJob, NamePattern, Show, ShowCreate, ShownObject, Statement } from '../ast/statement.js';
import { atQuery } from './group.js';
import { queryStatement } from './job-statement.js';
import { empty, node, type Parser } from './parser.js';
import { partition } from './table-element.js';
import { plainText } from './text.js';
import type { TokenKind } from './token-kind.js';

/** How the objects of a SHOW may be narrowed down. */
interface Shown {
  readonly object: ShownObject;
  /** Whether FROM or IN may stand behind it, or must. */
  readonly within?: 'may' | 'must';
  readonly pattern?: readonly NamePattern['operator'][];
}

const like = ['LIKE'] as const;
const anyLike = ['LIKE', 'ILIKE'] as const;

const shown = new Map<TokenKind, Shown>([
  ['CATALOGS', { object: 'CATALOGS', pattern: anyLike }],
  ['DATABASES', { object: 'DATABASES', within: 'may', pattern: anyLike }],
  ['TABLES', { object: 'TABLES', within: 'may', pattern: like }],
  ['VIEWS', { object: 'VIEWS', within: 'may', pattern: like }],
  ['COLUMNS', { object: 'COLUMNS', within: 'must', pattern: like }],
  ['FUNCTIONS', { object: 'FUNCTIONS', within: 'may', pattern: anyLike }],
  ['PROCEDURES', { object: 'PROCEDURES', within: 'may', pattern: anyLike }],
  ['MODELS', { object: 'MODELS', within: 'may', pattern: like }],
  ['CONNECTIONS', { object: 'CONNECTIONS', within: 'may', pattern: like }],
  ['MODULES', { object: 'MODULES' }],
  ['JARS', { object: 'JARS' }],
  ['JOBS', { object: 'JOBS' }],
]);

/** Objects that a word before them changes. */
const qualified = new Map<TokenKind, ReadonlyMap<TokenKind, Shown>>([
  ['USER', new Map([['FUNCTIONS', { object: 'USER FUNCTIONS', within: 'may', pattern: anyLike }]])],
  ['FULL', new Map([['MODULES', { object: 'FULL MODULES' }]])],
  ['MATERIALIZED', new Map([['TABLES', { object: 'MATERIALIZED TABLES', within: 'may', pattern: like }]])],
  ['CURRENT', new Map<TokenKind, Shown>([['CATALOG', { object: 'CURRENT CATALOG' }], ['DATABASE', { object: 'CURRENT DATABASE' }]])], // biome-ignore format: one row
]);

/** Any `SHOW …`. */
export function show(parser: Parser): Statement {
  const first = parser.index;
  parser.advance();
  if (parser.accept('CREATE')) return showCreate(parser, first);
  if (parser.accept('PARTITIONS')) return showPartitions(parser, first);
  const words = qualified.get(parser.kind);
  if (words !== undefined) parser.advance();
  const found = (words ?? shown).get(parser.kind);
  if (found === undefined) {
    if (words === undefined) parser.fail(...shown.keys(), ...qualified.keys());
    return parser.fail(...words.keys());
  }
  parser.advance();
  return showObjects(parser, first, found);
}

function showObjects(parser: Parser, first: number, { object, within, pattern }: Shown): Show {
  let preposition: Show['preposition'];
  if (within !== undefined) {
    if (parser.accept('FROM')) preposition = 'FROM';
    else if (parser.accept('IN')) preposition = 'IN';
    else if (within === 'must') parser.fail();
  }
  return node({
    kind: 'show',
    object,
    within: preposition === undefined ? undefined : parser.path(),
    preposition,
    partition: undefined,
    pattern: pattern === undefined ? undefined : namePattern(parser, pattern),
    at: parser.positionFrom(first),
  });
}

function namePattern(parser: Parser, operators: readonly NamePattern['operator'][]): NamePattern | undefined {
  const first = parser.index;
  const negated = parser.accept('NOT');
  const operator = operators.find((word) => parser.accept(word));
  if (operator === undefined) return negated ? parser.fail() : undefined;
  const pattern = plainText(parser);
  return node({ kind: 'name-pattern', operator, negated, pattern, at: parser.positionFrom(first) });
}

function showPartitions(parser: Parser, first: number): Show {
  const within = parser.path();
  return node({
    kind: 'show',
    object: 'PARTITIONS',
    within,
    preposition: undefined,
    partition: parser.at('PARTITION') ? partition(parser) : undefined,
    pattern: undefined,
    at: parser.positionFrom(first),
  });
}

function showCreate(parser: Parser, first: number): ShowCreate {
  const orAlter = parser.accept('OR');
  if (orAlter) {
    parser.expect('ALTER');
    if (!parser.at('MATERIALIZED')) parser.fail();
  }
  if (parser.accept('MATERIALIZED')) {
    parser.expect('TABLE');
    const path = parser.path();
    return node({ kind: 'show-create', object: 'MATERIALIZED TABLE', orAlter, path, at: parser.positionFrom(first) });
  }
  const object = (['TABLE', 'VIEW', 'CATALOG', 'MODEL', 'CONNECTION'] as const).find((word) => parser.accept(word));
  if (object === undefined) parser.fail();
  const path = object === 'CATALOG' ? parser.simplePath() : parser.path();
  return node({ kind: 'show-create', object, orAlter, path, at: parser.positionFrom(first) });
}

/** `DESCRIBE …`, `DESC …`; before a query it explains it. */
export function describe(parser: Parser): Statement {
  const first = parser.index;
  const whole = parser.kind === 'DESCRIBE';
  parser.advance();
  if (parser.accept('TABLE')) return describeTable(parser, first);
  if (whole && (parser.accept('STATEMENT') || atQuery(parser) || parser.kind === '(')) {
    const statement = queryStatement(parser);
    return node({ kind: 'explain', details: empty, statement, at: parser.positionFrom(first) });
  }
  if (parser.accept('JOB')) return describeJob(parser, first);
  return describeObject(parser, first);
}

function describeTable(parser: Parser, first: number): Describe {
  const path = parser.path();
  return node({ kind: 'describe', object: 'TABLE', extended: false, path, at: parser.positionFrom(first) });
}

function describeJob(parser: Parser, first: number): DescribeJob {
  const job = plainText(parser);
  return node({ kind: 'describe-job', job, at: parser.positionFrom(first) });
}

function describeObject(parser: Parser, first: number): Describe {
  const object = (['CATALOG', 'DATABASE', 'FUNCTION', 'MODEL', 'CONNECTION'] as const).find((word) =>
    parser.accept(word),
  );
  const extended = parser.accept('EXTENDED');
  const path = object === 'CATALOG' ? parser.simplePath() : parser.path();
  return node({ kind: 'describe', object: object ?? 'TABLE', extended, path, at: parser.positionFrom(first) });
}
