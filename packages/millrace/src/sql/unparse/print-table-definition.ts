import type {
  ColumnPlace,
  Constraint,
  Distribution,
  LikeClause,
  LikeOption,
  Option,
  Partition,
  PartitionEntry,
  StartMode,
  TableElement,
} from '../ast/table-definition.js';
import { after, commas, type Print, type Printers, parenthesized, words } from './print.js';

type DefinitionNode =
  | TableElement
  | ColumnPlace
  | Distribution
  | LikeClause
  | LikeOption
  | Option
  | Partition
  | PartitionEntry
  | StartMode;

function constraintText({ name, type, columns, enforced }: Constraint, print: Print): string {
  return words(
    after('CONSTRAINT', name, print),
    type,
    columns.length > 0 && parenthesized(columns, print),
    enforced === true && 'ENFORCED',
    enforced === false && 'NOT ENFORCED',
  );
}

export const tableDefinitionPrinters: Printers<DefinitionNode> = {
  option: ({ key, value }, print) => `${print(key)} = ${print(value)}`,
  constraint: constraintText,
  'physical-column': ({ name, type, constraint, comment }, print) =>
    words(print(name), print(type), constraint && print(constraint), after('COMMENT', comment, print)),
  'metadata-column': ({ name, type, from, virtual, comment }, print) =>
    words(
      print(name),
      print(type),
      'METADATA',
      after('FROM', from, print),
      virtual && 'VIRTUAL',
      after('COMMENT', comment, print),
    ),
  'computed-column': ({ name, expression, comment }, print) =>
    words(print(name), 'AS', print(expression), after('COMMENT', comment, print)),
  watermark: ({ column, strategy }, print) => `WATERMARK FOR ${print(column)} AS ${print(strategy)}`,
  first: () => 'FIRST',
  after: ({ column }, print) => `AFTER ${print(column)}`,
  distribution: ({ algorithm, columns, buckets }, print) =>
    words(
      columns.length > 0 && `BY ${algorithm ?? ''}${parenthesized(columns, print)}`,
      buckets !== undefined && `INTO ${buckets} BUCKETS`,
    ),
  'like-clause': ({ table, options }, print) =>
    words('LIKE', print(table), options.length > 0 && `(${options.map(print).join(' ')})`),
  'like-option': ({ strategy, feature }) => `${strategy} ${feature}`,
  partition: ({ entries }, print) => `PARTITION (${commas(entries, print)})`,
  'partition-entry': ({ column, value }, print) => words(print(column), value && `= ${print(value)}`),
  'start-mode': ({ mode, argument }, print) => `${mode}${argument === undefined ? '' : `(${print(argument)})`}`,
};
