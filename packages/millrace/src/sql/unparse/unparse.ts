import type { Print } from './print.js';
import { alterPrinters } from './print-alter.js';
import { callPrinters } from './print-call.js';
import { createPrinters } from './print-create.js';
import { expressionPrinters } from './print-expression.js';
import { jsonPrinters } from './print-json.js';
import { namePrinters } from './print-name.js';
import { queryPrinters } from './print-query.js';
import { statementPrinters } from './print-statement.js';
import { tableDefinitionPrinters } from './print-table-definition.js';
import { tableReferencePrinters } from './print-table-reference.js';
import { typePrinters } from './print-type.js';

const printers = new Map<string, (node: never, print: Print) => string>(
  [
    alterPrinters,
    callPrinters,
    createPrinters,
    expressionPrinters,
    jsonPrinters,
    namePrinters,
    queryPrinters,
    statementPrinters,
    tableDefinitionPrinters,
    tableReferencePrinters,
    typePrinters,
  ].flatMap((each): [string, (node: never, print: Print) => string][] => Object.entries(each)),
);

/**
 * Flink SQL for a tree, or for a part of one: in one line, with the fewest parentheses. Read again it gives the same tree,
 * positions aside. Names and texts are quoted as they must be, whatever they hold.
 */
export function unparse(node: { readonly kind: string }): string {
  const printer = printers.get(node.kind);
  // The tables above have every kind of every union, so this is no node.
  if (printer === undefined) throw new TypeError(`There is no SQL for a node of kind ${node.kind}.`);
  return printer(node as never, unparse);
}
