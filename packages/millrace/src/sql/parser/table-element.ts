import type { Path } from '../ast/node.js';
import type {
  Column,
  Constraint,
  Distribution,
  Partition,
  PartitionEntry,
  TableElement,
  Watermark,
} from '../ast/table-definition.js';
import { columnType } from './data-type.js';
import { interval, wholeNumber } from './interval.js';
import { binaryText, nothing, number, temporal, truth } from './literal.js';
import { comment } from './option.js';
import { empty, node, type Parser } from './parser.js';
import { atText, text } from './text.js';

/** A column, a constraint or a watermark. */
export function tableElement(parser: Parser): TableElement {
  if (parser.at('WATERMARK')) return watermark(parser);
  if (atConstraint(parser)) return tableConstraint(parser);
  return column(parser);
}

/** A column of any sort. */
export function column(parser: Parser): Column {
  const first = parser.index;
  const name = parser.path();
  if (!parser.accept('AS')) return typedColumn(parser, first, name);
  const expression = parser.rules.expression(parser);
  const remark = comment(parser);
  return node({ kind: 'computed-column', name, expression, comment: remark, at: parser.positionFrom(first) });
}

function typedColumn(parser: Parser, first: number, name: Path): Column {
  const type = columnType(parser);
  if (parser.accept('METADATA')) {
    const from = parser.accept('FROM') ? text(parser) : undefined;
    const virtual = parser.accept('VIRTUAL');
    const remark = comment(parser);
    return node({
      kind: 'metadata-column',
      name,
      type,
      from,
      virtual,
      comment: remark,
      at: parser.positionFrom(first),
    });
  }
  const constraint = atConstraint(parser) ? columnConstraint(parser) : undefined;
  const remark = comment(parser);
  return node({ kind: 'physical-column', name, type, constraint, comment: remark, at: parser.positionFrom(first) });
}

function atConstraint(parser: Parser): boolean {
  return parser.at('CONSTRAINT') || parser.at('PRIMARY') || parser.at('UNIQUE');
}

function columnConstraint(parser: Parser): Constraint {
  return constraint(parser, false);
}

function tableConstraint(parser: Parser): Constraint {
  return constraint(parser, true);
}

function constraint(parser: Parser, withColumns: boolean): Constraint {
  const first = parser.index;
  const name = parser.accept('CONSTRAINT') ? parser.identifier() : undefined;
  const type = parser.accept('UNIQUE') ? 'UNIQUE' : 'PRIMARY KEY';
  if (type === 'PRIMARY KEY') {
    parser.expect('PRIMARY');
    parser.expect('KEY');
  }
  const columns = withColumns ? parser.identifiersInParentheses() : empty;
  let enforced: boolean | undefined;
  if (parser.accept('ENFORCED')) enforced = true;
  else if (parser.accept('NOT')) {
    parser.expect('ENFORCED');
    enforced = false;
  }
  return node({ kind: 'constraint', name, type, columns, enforced, at: parser.positionFrom(first) });
}

function watermark(parser: Parser): Watermark {
  const first = parser.index;
  parser.advance();
  parser.expect('FOR');
  const path = parser.path();
  parser.expect('AS');
  const strategy = parser.rules.expression(parser);
  return node({ kind: 'watermark', column: path, strategy, at: parser.positionFrom(first) });
}

/** `BY HASH(a) INTO 4 BUCKETS`, `INTO 4 BUCKETS`. */
export function distribution(parser: Parser): Distribution {
  const first = parser.index;
  let algorithm: Distribution['algorithm'];
  let columns: Distribution['columns'] = empty;
  const by = parser.accept('BY');
  if (by) {
    if (parser.accept('HASH')) algorithm = 'HASH';
    else if (parser.accept('RANGE')) algorithm = 'RANGE';
    columns = parser.identifiersInParentheses();
  }
  let buckets: number | undefined;
  if (!by && !parser.at('INTO')) parser.fail();
  if (parser.accept('INTO')) {
    buckets = wholeNumber(parser);
    parser.expect('BUCKETS');
  }
  return node({ kind: 'distribution', algorithm, columns, buckets, at: parser.positionFrom(first) });
}

/** `PARTITION (a = 1, …)`; where `open`, a column may stand without a value. */
export function partition(parser: Parser, open = false): Partition {
  const first = parser.index;
  parser.expect('PARTITION');
  parser.expect('(');
  const entries = parser.list((each) => partitionEntry(each, open));
  parser.expect(')');
  return node({ kind: 'partition', entries, at: parser.positionFrom(first) });
}

function partitionEntry(parser: Parser, open: boolean): PartitionEntry {
  const first = parser.index;
  const name = parser.identifier();
  if (!open) parser.expect('=');
  const value = !open || parser.accept('=') ? literal(parser) : undefined;
  return node({ kind: 'partition-entry', column: name, value, at: parser.positionFrom(first) });
}

/** A literal; a number may have a sign. */
function literal(parser: Parser): PartitionEntry['value'] {
  const first = parser.index;
  if (atText(parser)) return text(parser);
  switch (parser.kind) {
    case 'binary string':
      return binaryText(parser);
    case 'integer':
    case 'decimal':
    case 'approximate':
      return number(parser);
    case 'NULL':
      return nothing(parser);
    case 'TRUE':
    case 'FALSE':
    case 'UNKNOWN':
      return truth(parser);
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      return temporal(parser);
    case 'INTERVAL':
      return interval(parser);
    case '-':
    case '+': {
      const operator = parser.kind;
      const next = parser.peek(1);
      parser.advance();
      if (next !== 'integer' && next !== 'decimal' && next !== 'approximate') return parser.fail('a number');
      const operand = number(parser);
      return node({ kind: 'unary', operator, operand, at: parser.positionFrom(first) });
    }
    default:
      return parser.fail('a literal');
  }
}
