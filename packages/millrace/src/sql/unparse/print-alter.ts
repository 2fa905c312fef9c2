import type {
  AddedPartition,
  AlterCatalog,
  AlterDatabase,
  AlterMaterializedTable,
  AlterModelOrConnection,
  AlterStatement,
  AlterTable,
  AlterView,
  PlacedElement,
} from '../ast/alter-statement.js';
import { after, commas, listed, type Print, type Printers, parenthesized, words } from './print.js';

type Change = (
  | AlterCatalog
  | AlterDatabase
  | AlterMaterializedTable
  | AlterModelOrConnection
  | AlterTable
  | AlterView
)['change'];

function altered(object: string) {
  return (
    node: { readonly ifExists?: boolean; readonly path: { readonly kind: 'path' }; readonly change: Change },
    print: Print,
  ) => words('ALTER', object, node.ifExists === true && 'IF EXISTS', print(node.path), print(node.change));
}

export const alterPrinters: Printers<AlterStatement | Change | PlacedElement | AddedPartition> = {
  'alter-table': altered('TABLE'),
  'alter-materialized-table': altered('MATERIALIZED TABLE'),
  'alter-view': altered('VIEW'),
  'alter-database': altered('DATABASE'),
  'alter-model': altered('MODEL'),
  'alter-connection': altered('CONNECTION'),
  'alter-catalog': ({ name, change }, print) => words('ALTER CATALOG', print(name), print(change)),
  'alter-function': (node, print) =>
    words(
      'ALTER',
      node.temporary && 'TEMPORARY',
      node.system && 'SYSTEM',
      'FUNCTION',
      node.ifExists && 'IF EXISTS',
      print(node.path),
      after('AS', node.implementation, print),
      node.language && `LANGUAGE ${node.language}`,
    ),
  rename: ({ to }, print) => `RENAME TO ${print(to)}`,
  'rename-column': ({ from, to }, print) => `RENAME ${print(from)} TO ${print(to)}`,
  'set-options': ({ options }, print) => `SET ${parenthesized(options, print)}`,
  'reset-options': ({ keys }, print) => `RESET ${parenthesized(keys, print)}`,
  'set-comment': ({ comment }, print) => `COMMENT ${print(comment)}`,
  'add-elements': ({ elements }, print) => `ADD ${parenthesized(elements, print)}`,
  'modify-elements': ({ elements }, print) => `MODIFY ${parenthesized(elements, print)}`,
  'add-distribution': ({ distribution }, print) => `ADD DISTRIBUTION ${print(distribution)}`,
  'modify-distribution': ({ distribution }, print) => `MODIFY DISTRIBUTION ${print(distribution)}`,
  'drop-columns': ({ columns }, print) => `DROP ${parenthesized(columns, print)}`,
  'drop-constraint': ({ name }, print) => `DROP CONSTRAINT ${print(name)}`,
  'drop-primary-key': () => 'DROP PRIMARY KEY',
  'drop-watermark': () => 'DROP WATERMARK',
  'drop-distribution': () => 'DROP DISTRIBUTION',
  'add-partitions': ({ ifNotExists, partitions }, print) =>
    words('ADD', ifNotExists && 'IF NOT EXISTS', partitions.map(print).join(' ')),
  'drop-partitions': ({ ifExists, partitions }, print) =>
    words('DROP', ifExists && 'IF EXISTS', commas(partitions, print)),
  'placed-element': ({ element, place }, print) => words(print(element), place && print(place)),
  'added-partition': ({ partition, options }, print) => words(print(partition), listed('WITH', options, print)),
  suspend: () => 'SUSPEND',
  resume: ({ options }, print) => words('RESUME', listed('WITH', options, print)),
  refresh: ({ partition }, print) => words('REFRESH', partition && print(partition)),
  'set-freshness': ({ freshness }, print) => `SET FRESHNESS = ${print(freshness)}`,
  'set-refresh-mode': ({ mode }) => `SET REFRESH_MODE = ${mode}`,
  'as-query': ({ query }, print) => `AS ${print(query)}`,
};
