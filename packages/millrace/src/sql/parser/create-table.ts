import type { CreateMaterializedTable, CreateTable, TableBody } from '../ast/create-statement.js';
import type { Expression, IntervalLiteral } from '../ast/expression.js';
import type {
  LikeClause,
  LikeFeature,
  LikeOption,
  RefreshMode,
  StartMode,
  TableElement,
} from '../ast/table-definition.js';
import { intervalLiteral } from './interval.js';
import { temporal } from './literal.js';
import { comment, ifNotExists, withOptions } from './option.js';
import { empty, node, type Parser } from './parser.js';
import { distribution, tableElement } from './table-element.js';

/** Behind TABLE, which has been passed over; `first` is the token that the statement begins with. */
export function createTable(parser: Parser, first: number, mode: CreateTable['mode'], temporary: boolean): CreateTable {
  const conditional = mode !== 'REPLACE' && ifNotExists(parser);
  const path = parser.path();
  const body = tableBody(parser);
  const like = mode !== 'REPLACE' && parser.at('LIKE') ? likeClause(parser) : undefined;
  let as: CreateTable['as'];
  if (like === undefined && (mode === 'REPLACE' || parser.at('AS'))) {
    parser.expect('AS');
    as = parser.rules.query(parser);
  }
  if (body.columnNames.length > 0 && as === undefined) parser.fail('AS');
  return node({
    kind: 'create-table',
    mode,
    temporary,
    ifNotExists: conditional,
    path,
    ...body,
    like,
    as,
    at: parser.positionFrom(first),
  });
}

/** `CREATE [OR ALTER] MATERIALIZED TABLE`, behind TABLE. */
export function createMaterializedTable(parser: Parser, first: number, orAlter: boolean): CreateMaterializedTable {
  const path = parser.path();
  const body = tableBody(parser);
  const startMode = parser.at('START_MODE') ? start(parser) : undefined;
  const freshness = parser.accept('FRESHNESS') ? freshnessOf(parser) : undefined;
  const refreshMode = parser.accept('REFRESH_MODE') ? refreshModeOf(parser) : undefined;
  parser.expect('AS');
  const as = parser.rules.query(parser);
  return node({
    kind: 'create-materialized-table',
    orAlter,
    path,
    ...body,
    startMode,
    freshness,
    refreshMode,
    as,
    at: parser.positionFrom(first),
  });
}

function tableBody(parser: Parser): TableBody {
  let elements: readonly TableElement[] = empty;
  let columnNames: TableBody['columnNames'] = empty;
  if (parser.accept('(')) {
    if (parser.atIdentifier() && (parser.peek(1) === ',' || parser.peek(1) === ')')) {
      columnNames = parser.list((each) => each.identifier());
    } else {
      elements = parser.list(tableElement);
      refuseSecondWatermark(parser, elements);
    }
    parser.expect(')');
  }
  return {
    elements,
    columnNames,
    comment: comment(parser),
    distribution: parser.accept('DISTRIBUTED') ? distribution(parser) : undefined,
    partitionedBy: parser.accept('PARTITIONED') ? by(parser) : empty,
    options: withOptions(parser),
  };
}

function by(parser: Parser): TableBody['partitionedBy'] {
  parser.expect('BY');
  return parser.identifiersInParentheses();
}

/** Flink has one watermark a table. */
function refuseSecondWatermark(parser: Parser, elements: readonly TableElement[]): void {
  const [, second] = elements.filter((element) => element.kind === 'watermark');
  if (second === undefined) return;
  for (let index = parser.index; index > 0; index--) {
    if (parser.tokens.start(index) === second.at.offset)
      parser.refuse(index, 'a table has one WATERMARK, and this is the second');
  }
}

const features: readonly LikeFeature[] = ['ALL', 'CONSTRAINTS', 'DISTRIBUTION', 'GENERATED', 'METADATA', 'OPTIONS', 'PARTITIONS', 'WATERMARKS']; // biome-ignore format: one list

function likeClause(parser: Parser): LikeClause {
  const first = parser.index;
  parser.advance();
  const table = parser.path();
  const read: LikeOption[] = [];
  if (parser.accept('(')) {
    do read.push(likeOption(parser));
    while (!parser.at(')'));
    parser.expect(')');
  }
  return node({ kind: 'like-clause', table, options: Object.freeze(read), at: parser.positionFrom(first) });
}

function likeOption(parser: Parser): LikeOption {
  const first = parser.index;
  const strategy = (['INCLUDING', 'EXCLUDING', 'OVERWRITING'] as const).find((word) => parser.accept(word));
  if (strategy === undefined) parser.fail();
  const feature = features.find((word) => parser.accept(word));
  if (feature === undefined) parser.fail();
  return node({ kind: 'like-option', strategy, feature, at: parser.positionFrom(first) });
}

const modes = [
  'FROM_BEGINNING',
  'FROM_NOW',
  'FROM_TIMESTAMP',
  'RESUME_OR_FROM_BEGINNING',
  'RESUME_OR_FROM_NOW',
  'RESUME_OR_FROM_TIMESTAMP',
] as const;

function start(parser: Parser): StartMode {
  const first = parser.index;
  parser.advance();
  parser.expect('=');
  const mode = modes.find((word) => parser.accept(word));
  if (mode === undefined) parser.fail();
  let argument: Expression | undefined;
  if (mode.endsWith('FROM_TIMESTAMP')) {
    parser.expect('(');
    if (!parser.at('TIMESTAMP')) parser.fail();
    argument = temporal(parser);
    parser.expect(')');
  } else if (mode.endsWith('FROM_NOW') && parser.accept('(')) {
    argument = intervalLiteral(parser);
    parser.expect(')');
  }
  return node({ kind: 'start-mode', mode, argument, at: parser.positionFrom(first) });
}

/** `= INTERVAL '1' DAY`. */
export function freshnessOf(parser: Parser): IntervalLiteral {
  parser.expect('=');
  return intervalLiteral(parser);
}

/** `= FULL`, `= CONTINUOUS`. */
export function refreshModeOf(parser: Parser): RefreshMode {
  parser.expect('=');
  if (parser.accept('FULL')) return 'FULL';
  parser.expect('CONTINUOUS');
  return 'CONTINUOUS';
}
