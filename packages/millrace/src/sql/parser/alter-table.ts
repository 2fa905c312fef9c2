import type {
  AddedPartition,
  AlterTable,
  PlacedElement,
  Rename,
  ResetOptions,
  SchemaChange,
  SetOptions,
  TableChange,
} from '../ast/alter-statement.js';
import type { ColumnPlace, Partition } from '../ast/table-definition.js';
import { ifExists, ifNotExists, optionKeys, options, withOptions } from './option.js';
import { node, type Parser } from './parser.js';
import { distribution, partition, tableElement } from './table-element.js';

/** Behind `ALTER TABLE`. */
export function alterTable(parser: Parser, first: number): AlterTable {
  const conditional = ifExists(parser);
  const path = parser.path();
  const change = tableChange(parser);
  return node({ kind: 'alter-table', ifExists: conditional, path, change, at: parser.positionFrom(first) });
}

function tableChange(parser: Parser): TableChange {
  if (parser.accept('RENAME')) return renameTableOrColumn(parser);
  if (parser.accept('SET')) return setOptions(parser);
  if (parser.accept('RESET')) return resetOptions(parser);
  if (parser.at('ADD'))
    return atPartitions(parser, 'IF', 'NOT', 'EXISTS') ? addPartitions(parser) : addOrModify(parser);
  if (parser.at('MODIFY')) return addOrModify(parser);
  if (parser.at('DROP') && atPartitions(parser, 'IF', 'EXISTS')) return dropPartitions(parser);
  parser.expect('DROP');
  parser.note('PARTITION');
  return dropFromTable(parser);
}

/** Whether PARTITION is what this ADD or DROP is about, perhaps behind these words. */
function atPartitions(parser: Parser, ...words: readonly string[]): boolean {
  const conditional = words.every((word, i) => parser.peek(i + 1) === word);
  return conditional || parser.peek(1) === 'PARTITION';
}

function renameTableOrColumn(parser: Parser): TableChange {
  if (parser.at('TO')) return rename(parser);
  const from = parser.path();
  parser.expect('TO');
  return node({ kind: 'rename-column', from, to: parser.path() });
}

/** `TO name`. */
export function rename(parser: Parser): Rename {
  parser.expect('TO');
  return node({ kind: 'rename', to: parser.path() });
}

export function setOptions(parser: Parser): SetOptions {
  return node({ kind: 'set-options', options: options(parser) });
}

export function resetOptions(parser: Parser): ResetOptions {
  return node({ kind: 'reset-options', keys: optionKeys(parser) });
}

/** `ADD …`, `MODIFY …`: a distribution, or elements. */
export function addOrModify(parser: Parser): SchemaChange {
  const adds = parser.kind === 'ADD';
  parser.advance();
  if (parser.accept('DISTRIBUTION')) {
    return node({ kind: adds ? 'add-distribution' : 'modify-distribution', distribution: distribution(parser) });
  }
  const kind = adds ? 'add-elements' : 'modify-elements';
  if (!parser.accept('(')) return node({ kind, elements: Object.freeze([placedElement(parser)]) });
  const elements = parser.list(placedElement);
  parser.expect(')');
  return node({ kind, elements });
}

function placedElement(parser: Parser): PlacedElement {
  const first = parser.index;
  const element = tableElement(parser);
  const isColumn = element.kind !== 'constraint' && element.kind !== 'watermark';
  const place = isColumn ? columnPlace(parser) : undefined;
  return node({ kind: 'placed-element', element, place, at: parser.positionFrom(first) });
}

function columnPlace(parser: Parser): ColumnPlace | undefined {
  const first = parser.index;
  if (parser.accept('FIRST')) return node({ kind: 'first', at: parser.positionFrom(first) });
  if (!parser.accept('AFTER')) return undefined;
  const column = parser.path();
  return node({ kind: 'after', column, at: parser.positionFrom(first) });
}

/** Behind DROP. */
export function dropFromTable(parser: Parser): SchemaChange {
  if (parser.accept('(')) {
    const columns = parser.list((each) => each.path());
    parser.expect(')');
    return node({ kind: 'drop-columns', columns });
  }
  if (parser.accept('CONSTRAINT')) return node({ kind: 'drop-constraint', name: parser.identifier() });
  if (parser.accept('PRIMARY')) {
    parser.expect('KEY');
    return node({ kind: 'drop-primary-key' });
  }
  if (parser.accept('WATERMARK')) return node({ kind: 'drop-watermark' });
  if (parser.accept('DISTRIBUTION')) return node({ kind: 'drop-distribution' });
  return node({ kind: 'drop-columns', columns: Object.freeze([parser.path()]) });
}

function addPartitions(parser: Parser): TableChange {
  parser.advance();
  const conditional = ifNotExists(parser);
  const partitions: AddedPartition[] = [];
  do {
    const first = parser.index;
    const added = partition(parser);
    const given = withOptions(parser);
    partitions.push(
      node({ kind: 'added-partition', partition: added, options: given, at: parser.positionFrom(first) }),
    );
  } while (parser.at('PARTITION'));
  return node({ kind: 'add-partitions', ifNotExists: conditional, partitions: Object.freeze(partitions) });
}

function dropPartitions(parser: Parser): TableChange {
  parser.advance();
  const conditional = ifExists(parser);
  const partitions: readonly Partition[] = parser.list((each) => partition(each));
  return node({ kind: 'drop-partitions', ifExists: conditional, partitions });
}
