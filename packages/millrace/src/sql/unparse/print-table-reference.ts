import type { AfterMatch, Definition, MatchRecognize, Measure, RowPattern, Subset } from '../ast/match-recognize.js';
import type { Join, TableReference } from '../ast/table-reference.js';
import { after, commas, type Print, type Printers, parenthesized, words } from './print.js';
import { hintsText } from './print-query.js';

type TableNode = TableReference | AfterMatch | Definition | Measure | RowPattern | Subset;

const joinWords: { readonly [T in Join['type']]: string } = {
  INNER: 'JOIN',
  LEFT: 'LEFT JOIN',
  RIGHT: 'RIGHT JOIN',
  FULL: 'FULL JOIN',
  CROSS: 'CROSS JOIN',
  COMMA: ',',
};

function joinText({ type, natural, left, right, on, using }: Join, print: Print): string {
  const second = right.kind === 'join' ? `(${print(right)})` : print(right);
  if (type === 'COMMA') return `${print(left)}, ${second}`;
  return words(
    print(left),
    natural && 'NATURAL',
    joinWords[type],
    second,
    after('ON', on, print),
    using.length > 0 && `USING ${parenthesized(using, print)}`,
  );
}

function lateralText(lateral: boolean, text: string): string {
  return lateral ? `LATERAL ${text}` : text;
}

function matchText(match: MatchRecognize, print: Print): string {
  return `${print(match.input)} MATCH_RECOGNIZE (${words(
    match.partitionBy.length > 0 && `PARTITION BY ${commas(match.partitionBy, print)}`,
    match.orderBy.length > 0 && `ORDER BY ${commas(match.orderBy, print)}`,
    match.measures.length > 0 && `MEASURES ${commas(match.measures, print)}`,
    match.rowsPerMatch === 'ONE' && 'ONE ROW PER MATCH',
    match.rowsPerMatch === 'ALL' && 'ALL ROWS PER MATCH',
    after('AFTER MATCH', match.afterMatch, print),
    `PATTERN (${words(match.fromStart && '^', print(match.pattern), match.toEnd && '$')})`,
    after('WITHIN', match.within, print),
    match.subsets.length > 0 && `SUBSET ${commas(match.subsets, print)}`,
    `DEFINE ${commas(match.definitions, print)}`,
  )})`;
}

/** A part of a pattern, in parentheses where it would fall apart. */
function partText(pattern: RowPattern, print: Print): string {
  return pattern.kind === 'pattern-alternation' || pattern.kind === 'pattern-sequence'
    ? `(${print(pattern)})`
    : print(pattern);
}

function timesText(from: number, to: number | undefined): string {
  if (to === undefined && from < 2) return from === 0 ? '*' : '+';
  if (from === 0 && to === 1) return '?';
  return from === to ? `{${from}}` : `{${from},${to ?? ''}}`;
}

export const tableReferencePrinters: Printers<TableNode> = {
  'named-table': ({ path, hints, asOf }, print) =>
    words(print(path), hintsText(hints, print), after('FOR SYSTEM_TIME AS OF', asOf, print)),
  'derived-table': ({ lateral, query }, print) => lateralText(lateral, `(${print(query)})`),
  'table-function': ({ lateral, call }, print) => lateralText(lateral, `TABLE(${print(call)})`),
  unnest: ({ lateral, arguments: args, ordinality }, print) =>
    lateralText(lateral, words(`UNNEST${parenthesized(args, print)}`, ordinality && 'WITH ORDINALITY')),
  'aliased-table': ({ input, alias, columns }, print) =>
    words(print(input), 'AS', print(alias), columns.length > 0 && parenthesized(columns, print)),
  'sampled-table': ({ input, method, percentage, seed }, print) =>
    words(print(input), `TABLESAMPLE ${method}(${print(percentage)})`, seed && `REPEATABLE(${print(seed)})`),
  join: joinText,
  'match-recognize': matchText,
  measure: ({ expression, name }, print) => `${print(expression)} AS ${print(name)}`,
  'skip-to-next-row': () => 'SKIP TO NEXT ROW',
  'skip-past-last-row': () => 'SKIP PAST LAST ROW',
  'skip-to-first': ({ variable }, print) => `SKIP TO FIRST ${print(variable)}`,
  'skip-to-last': ({ variable }, print) => `SKIP TO LAST ${print(variable)}`,
  'pattern-variable': ({ name }, print) => print(name),
  'pattern-sequence': ({ parts }, print) => parts.map((part) => partText(part, print)).join(' '),
  'pattern-alternation': ({ branches }, print) =>
    branches
      .map((branch) => (branch.kind === 'pattern-alternation' ? `(${print(branch)})` : print(branch)))
      .join(' | '),
  'pattern-permutation': ({ parts }, print) => `PERMUTE${parenthesized(parts, print)}`,
  'pattern-exclusion': ({ pattern }, print) => `{- ${print(pattern)} -}`,
  'pattern-repeat': ({ pattern, from, to, reluctant }, print) => {
    const inner = pattern.kind === 'pattern-repeat' ? `(${print(pattern)})` : partText(pattern, print);
    return `${inner}${timesText(from, to)}${reluctant ? '?' : ''}`;
  },
  subset: ({ name, variables }, print) => `${print(name)} = ${parenthesized(variables, print)}`,
  definition: ({ variable, condition }, print) => `${print(variable)} AS ${print(condition)}`,
};
