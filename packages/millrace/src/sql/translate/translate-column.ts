import { resolveCall } from '../../expressions/resolve-call.js';
import { inputReference, literal, type ResolvedExpression } from '../../expressions/resolved-expression.js';
import { INT, notNull } from '../../model/logical-types/logical-type.js';
import { summarizeType } from '../../model/logical-types/print-type.js';
import { nameHint } from '../../model/nearest-name.js';
import type { ColumnReference } from '../ast/expression.js';
import type { Name } from '../ast/node.js';
import type { ScopeColumn } from './scope.js';
import type { TranslateContext } from './translate-context.js';
import { translateFailure } from './translate-failure.js';

/** `column`, `table.column`, and fields of rows behind either. */
export function translateColumn(node: ColumnReference, context: TranslateContext): ResolvedExpression {
  const [first, second, ...rest] = node.names as readonly [Name, ...Name[]];
  const column = findColumn(context, node, (candidate) => candidate.name === first.value);
  if (column !== undefined)
    return fieldsOf(referenceTo(column), second === undefined ? [] : [second, ...rest], context);
  if (second !== undefined) {
    const qualified = findColumn(
      context,
      node,
      (candidate) => candidate.table === first.value && candidate.name === second.value,
    );
    if (qualified !== undefined) return fieldsOf(referenceTo(qualified), rest, context);
  }
  throw unknownColumn(node, context);
}

function findColumn(
  context: TranslateContext,
  node: ColumnReference,
  matches: (column: ScopeColumn) => boolean,
): ScopeColumn | undefined {
  const found = context.scope.columns.filter(matches);
  if (found.length > 1) {
    const name = node.names.map(({ value }) => value).join('.');
    throw translateFailure(
      'SQL_COLUMN_AMBIGUOUS',
      `Column '${name}' is ambiguous: ${found.map(({ table }) => table ?? 'a table without name').join(' and ')} have it.`,
      node,
      'Write the name of the table before it.',
    );
  }
  return found[0];
}

const referenceTo = (column: ScopeColumn): ResolvedExpression => inputReference(column.position, column.type);

function fieldsOf(base: ResolvedExpression, names: readonly Name[], context: TranslateContext): ResolvedExpression {
  return names.reduce((row, name) => accessField(row, name, context), base);
}

/** `row.name`. */
export function accessField(row: ResolvedExpression, name: Name, context: TranslateContext): ResolvedExpression {
  const fields = 'fields' in row.type ? row.type.fields : undefined;
  if (fields === undefined) {
    throw translateFailure(
      'SQL_COLUMN_UNKNOWN',
      `'.${name.value}' stands behind a value of type ${summarizeType(row.type)}, which has no fields.`,
      name,
    );
  }
  const position = fields.findIndex((field) => field.name === name.value);
  if (position === -1) {
    const names = fields.map((field) => field.name);
    throw translateFailure(
      'SQL_COLUMN_UNKNOWN',
      `The row has no field '${name.value}'.`,
      name,
      nameHint(name.value, names),
    );
  }
  return resolveCall(context.registry, 'FIELD', [row, literal(position, notNull(INT))]);
}

function unknownColumn(node: ColumnReference, { scope }: TranslateContext) {
  const name = node.names.map(({ value }) => value).join('.');
  const candidates = scope.columns.map((column) => column.name);
  return translateFailure('SQL_COLUMN_UNKNOWN', `There is no column '${name}'.`, node, nameHint(name, candidates));
}
