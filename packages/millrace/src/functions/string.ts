import { eager } from '../expressions/implementation.js';
import { type ScalarFunction, scalarFunction } from '../expressions/scalar-function.js';
import {
  anyNullable,
  CHARACTERS,
  INTEGERS,
  optional,
  type Parameter,
  type ResultRule,
  repeated,
  returns,
  returnsArgument,
  returnsExactly,
  type Signature,
  signature,
  symbol,
} from '../expressions/signature.js';
import {
  INT,
  type LengthType,
  type LogicalType,
  MAX_LENGTH,
  nullable,
  STRING,
  varCharType,
  withNullability,
} from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import type { Long } from '../model/sql-values/long.js';
import { encodeUtf8 } from '../model/utf8.js';
import { codePointCount } from './cast/to-text.js';
import {
  initCap,
  locate,
  locateOccurrence,
  overlay,
  pad,
  pointText,
  repeatText,
  reverse,
  splitIndex,
  substring,
  type TrimSide,
  trimCharacters,
} from './text-functions.js';

interface StringFunction {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly result: ResultRule;
  readonly evaluate: (...args: never[]) => unknown;
  readonly examples: ScalarFunction['examples'];
}

function stringFunction({ parameters, result, evaluate, aliases = [], ...rest }: StringFunction): ScalarFunction {
  return scalarFunction({
    ...rest,
    aliases,
    category: 'string',
    signatures: [signature(parameters, result)],
    implement: () => eager(evaluate),
  });
}

const lengthOf = (type: LogicalType | undefined): number => (type as LengthType).length;

/** VARCHAR of at most the length of an argument; it may be NULL when an argument may. */
const varying = (position: number): ResultRule => returnsArgument(position, (type) => varCharType(lengthOf(type)));

/** The same, which may always be NULL. */
const maybeVarying: ResultRule = ([type]) => varCharType(lengthOf(type));

const sumOfLengths = (types: readonly LogicalType[], a: number, b: number): number =>
  Math.min(MAX_LENGTH, lengthOf(types[a]) + lengthOf(types[b]));

const concatenation: Signature = {
  text: '<CHARACTER_STRING>, <CHARACTER_STRING>',
  infer(args) {
    const types = args.map(({ type }) => type);
    const [a, b] = types;
    if (types.length !== 2 || !types.every((type) => hasFamily(type, 'CHARACTER_STRING'))) return undefined;
    const length = sumOfLengths(types, 0, 1);
    const kind = a?.kind === 'CHAR' && b?.kind === 'CHAR' ? 'CHAR' : 'VARCHAR';
    return { argumentTypes: types, resultType: { kind, nullable: anyNullable(types), length } };
  },
};

const concatenate = scalarFunction({
  name: '||',
  category: 'string',
  usage: 'string1 || string2',
  summary: 'Both texts one behind the other.',
  signatures: [concatenation],
  implement: () =>
    eager(
      (a: string, b: string) => a + b,
      ([a, b]) => `${a} + ${b}`,
    ),
  examples: [{ sql: "'a' || 'bc'", result: 'abc' }],
  print: ([a, b]) => `(${a} || ${b})`,
});

const upperOrLower = (name: string, evaluate: (text: string) => string, words: string, result: string) =>
  stringFunction({
    name,
    usage: `${name}(string)`,
    summary: `The text in ${words}.`,
    parameters: [CHARACTERS],
    result: returnsArgument(0),
    evaluate,
    examples: [{ sql: `${name}('Flink')`, result }],
  });

const SIDE = symbol('BOTH', 'LEADING', 'TRAILING');
const trimmedLast: ResultRule = (types) => varying(types.length - 1)(types, []);

const trim = scalarFunction({
  name: 'TRIM',
  category: 'string',
  usage: 'TRIM([BOTH | LEADING | TRAILING] [characters] FROM string), TRIM(string)',
  summary: 'The text without any of the characters (spaces by default) at its ends.',
  signatures: [[], [SIDE], [CHARACTERS], [SIDE, CHARACTERS]].map((before) =>
    signature([...before, CHARACTERS], trimmedLast),
  ),
  implement({ argumentTypes, arguments: args }) {
    const sided = argumentTypes[0]?.kind === 'SYMBOL';
    const side = sided ? (args[0]?.literal?.value as TrimSide) : 'BOTH';
    const hasCharacters = argumentTypes.length === (sided ? 3 : 2);
    return eager((...values: readonly string[]) =>
      trimCharacters(values.at(-1) as string, hasCharacters ? (values.at(-2) as string) : ' ', side),
    );
  },
  examples: [
    { sql: "TRIM('  a ')", result: 'a' },
    { sql: "TRIM(LEADING 'x' FROM 'xax')", result: 'ax' },
  ],
});

const trimOneSide = (name: 'LTRIM' | 'RTRIM' | 'BTRIM', side: TrimSide, result: string): ScalarFunction =>
  stringFunction({
    name,
    usage: `${name}(string [, characters])`,
    summary: `The text without any of the characters (spaces by default) ${side === 'BOTH' ? 'at both ends' : side === 'LEADING' ? 'at its beginning' : 'at its end'}.`,
    parameters: [CHARACTERS, optional(CHARACTERS)],
    result: side === 'BOTH' ? returns(STRING) : varying(0),
    evaluate: (text: string, characters = ' ') => trimCharacters(text, characters, side),
    examples: [{ sql: `${name}('xxaxx', 'x')`, result }],
  });

const padding = (name: 'LPAD' | 'RPAD', side: 'left' | 'right', result: string): ScalarFunction =>
  scalarFunction({
    name,
    category: 'string',
    usage: `${name}(string, length, filling)`,
    summary: `The text filled up on the ${side} to a length, or cut to it; NULL for a negative length or an empty filling.`,
    signatures: [signature([CHARACTERS, INTEGERS, CHARACTERS], returns(STRING))],
    implement: () => eager((text: string, length: Long, filling: string) => pad(text, Number(length), filling, side)),
    examples: [{ sql: `${name}('hi', 5, 'xy')`, result }],
  });

const part = (name: 'LEFT' | 'RIGHT', result: string): ScalarFunction =>
  stringFunction({
    name,
    usage: `${name}(string, length)`,
    summary: `So many characters from the ${name === 'LEFT' ? 'beginning' : 'end'}; none for a length below 1.`,
    parameters: [CHARACTERS, INTEGERS],
    result: maybeVarying,
    evaluate(text: string, length: Long) {
      const points = pointText(text);
      const count = Math.max(0, Math.min(Number(length), points.length));
      return name === 'LEFT' ? points.slice(0, count) : points.slice(points.length - count);
    },
    examples: [{ sql: `${name}('flink', 2)`, result }],
  });

const subString = stringFunction({
  name: 'SUBSTRING',
  aliases: ['SUBSTR'],
  usage: 'SUBSTRING(string FROM start [FOR length]), SUBSTR(string, start [, length])',
  summary: 'The part from a position, counted from 1 or, when negative, from the end; NULL for a negative length.',
  parameters: [CHARACTERS, INTEGERS, optional(INTEGERS)],
  result: maybeVarying,
  evaluate: (text: string, start: Long, length?: Long) =>
    substring(text, Number(start), length === undefined ? undefined : Number(length)),
  examples: [
    { sql: "SUBSTRING('flink' FROM 2 FOR 3)", result: 'lin' },
    { sql: "SUBSTR('flink', -2)", result: 'nk' },
  ],
});

const searchFunctions = [
  stringFunction({
    name: 'POSITION',
    usage: 'POSITION(string1 IN string2)',
    summary: 'Where the first text is in the second, counted from 1; 0 when it is not.',
    parameters: [CHARACTERS, CHARACTERS, optional(INTEGERS)],
    result: returns(INT),
    evaluate: (wanted: string, text: string, from: Long = 1) => locate(wanted, text, Number(from)),
    examples: [{ sql: "POSITION('in' IN 'flink')", result: '3' }],
  }),
  stringFunction({
    name: 'LOCATE',
    usage: 'LOCATE(string1, string2 [, position])',
    summary: 'Where the first text is in the second from a position on, counted from 1; 0 when it is not.',
    parameters: [CHARACTERS, CHARACTERS, optional(INTEGERS)],
    result: returns(INT),
    evaluate: (wanted: string, text: string, from: Long = 1) => locate(wanted, text, Number(from)),
    examples: [{ sql: "LOCATE('b', 'abcb', 3)", result: '4' }],
  }),
  stringFunction({
    name: 'INSTR',
    usage: 'INSTR(string1, string2 [, start [, occurrence]])',
    summary:
      'Where the second text is in the first, counted from 1; 0 when it is not. A negative start searches backwards from so many ' +
      'characters before the end.',
    parameters: [CHARACTERS, CHARACTERS, optional(INTEGERS), optional(INTEGERS)],
    result: returns(INT),
    evaluate: (text: string, wanted: string, start: Long = 1, occurrence: Long = 1) =>
      locateOccurrence(wanted, text, Number(start), Number(occurrence)),
    examples: [{ sql: "INSTR('flink', 'in')", result: '3' }],
  }),
];

const concat = scalarFunction({
  name: 'CONCAT',
  category: 'string',
  usage: 'CONCAT(string1, string2, ...)',
  summary: 'All texts one behind the other; NULL when one is NULL.',
  signatures: [signature([CHARACTERS, repeated(CHARACTERS)], returns(STRING))],
  implement: () => eager((...texts: readonly string[]) => texts.join('')),
  examples: [{ sql: "CONCAT('a', 'b', 'c')", result: 'abc' }],
});

const concatWithSeparator = scalarFunction({
  name: 'CONCAT_WS',
  category: 'string',
  usage: 'CONCAT_WS(separator, string1, string2, ...)',
  summary: 'The texts that are not NULL, with a separator between; NULL when the separator is NULL.',
  nulls: 'own',
  signatures: [signature([CHARACTERS, repeated(CHARACTERS)], returns(STRING))],
  implement: () =>
    eager((separator: string | null, ...texts: readonly (string | null)[]) =>
      separator === null ? null : texts.filter((text) => text !== null).join(separator),
    ),
  examples: [{ sql: "CONCAT_WS('-', 'a', CAST(NULL AS STRING), 'b')", result: 'a-b' }],
});

/** The separator is a text, or the number of a character. */
const split = scalarFunction({
  name: 'SPLIT_INDEX',
  category: 'string',
  usage: 'SPLIT_INDEX(string, separator, index)',
  summary: 'The part with a number, counted from 0, between separators; NULL when there is none.',
  signatures: [
    signature([CHARACTERS, CHARACTERS, INTEGERS], returnsExactly(nullable(STRING))),
    signature([CHARACTERS, INTEGERS, INTEGERS], returnsExactly(nullable(STRING))),
  ],
  implement: () =>
    eager((text: string, separator: string | Long, index: Long) => {
      if (typeof separator === 'string') return splitIndex(text, separator, Number(index));
      const unit = Number(separator);
      return unit < 1 || unit > 255 ? null : splitIndex(text, String.fromCharCode(unit), Number(index));
    }),
  examples: [{ sql: "SPLIT_INDEX('a,b,c', ',', 1)", result: 'b' }],
});

export const stringFunctions = [
  concatenate,
  stringFunction({
    name: 'CHAR_LENGTH',
    aliases: ['CHARACTER_LENGTH'],
    usage: 'CHAR_LENGTH(string), CHARACTER_LENGTH(string)',
    summary: 'How many characters the text has; those beyond U+FFFF count once.',
    parameters: [CHARACTERS],
    result: returns(INT),
    evaluate: codePointCount,
    examples: [{ sql: "CHAR_LENGTH('flink')", result: '5' }],
  }),
  upperOrLower('UPPER', (text) => text.toUpperCase(), 'capital letters', 'FLINK'),
  upperOrLower('LOWER', (text) => text.toLowerCase(), 'small letters', 'flink'),
  stringFunction({
    name: 'INITCAP',
    usage: 'INITCAP(string)',
    summary: 'Every word with a capital first letter and small ones behind it.',
    parameters: [CHARACTERS],
    result: returnsArgument(0),
    evaluate: initCap,
    examples: [{ sql: "INITCAP('hello WORLD')", result: 'Hello World' }],
  }),
  trim,
  trimOneSide('LTRIM', 'LEADING', 'axx'),
  trimOneSide('RTRIM', 'TRAILING', 'xxa'),
  trimOneSide('BTRIM', 'BOTH', 'a'),
  padding('LPAD', 'left', 'xyxhi'),
  padding('RPAD', 'right', 'hixyx'),
  part('LEFT', 'fl'),
  part('RIGHT', 'nk'),
  subString,
  ...searchFunctions,
  concat,
  concatWithSeparator,
  split,
  stringFunction({
    name: 'REPEAT',
    usage: 'REPEAT(string, count)',
    summary: 'The text so many times; empty for a count below 1.',
    parameters: [CHARACTERS, INTEGERS],
    result: returns(STRING),
    evaluate: (text: string, count: Long) => repeatText(text, Math.max(0, Number(count))),
    examples: [{ sql: "REPEAT('ab', 3)", result: 'ababab' }],
  }),
  stringFunction({
    name: 'REPLACE',
    usage: 'REPLACE(string, search, replacement)',
    summary: 'The text with every occurrence of another one replaced.',
    parameters: [CHARACTERS, CHARACTERS, CHARACTERS],
    result: returns(STRING),
    evaluate: (text: string, search: string, replacement: string) => text.replaceAll(search, () => replacement),
    examples: [{ sql: "REPLACE('hello world', 'world', 'flink')", result: 'hello flink' }],
  }),
  stringFunction({
    name: 'OVERLAY',
    usage: 'OVERLAY(string PLACING replacement FROM start [FOR length])',
    summary: 'The text with the part from a position replaced; by default as much as is put in.',
    parameters: [CHARACTERS, CHARACTERS, INTEGERS, optional(INTEGERS)],
    result: (types) => withNullability(varCharType(sumOfLengths(types, 0, 1)), anyNullable(types)),
    evaluate: (text: string, replacement: string, start: Long, length?: Long) =>
      overlay(text, replacement, Number(start), length === undefined ? undefined : Number(length)),
    examples: [{ sql: "OVERLAY('xxxxxtest' PLACING 'xxxx' FROM 6)", result: 'xxxxxxxxx' }],
  }),
  stringFunction({
    name: 'REVERSE',
    usage: 'REVERSE(string)',
    summary: 'The text backwards.',
    parameters: [CHARACTERS],
    result: returnsExactly(nullable(STRING)),
    evaluate: reverse,
    examples: [{ sql: "REVERSE('flink')", result: 'knilf' }],
  }),
  stringFunction({
    name: 'ASCII',
    usage: 'ASCII(string)',
    summary: 'The first byte of the text in UTF-8 as a signed number; 0 for an empty text.',
    parameters: [CHARACTERS],
    result: returns(INT),
    evaluate: (text: string) => ((encodeUtf8(text)[0] ?? 0) << 24) >> 24,
    examples: [{ sql: "ASCII('abc')", result: '97' }],
  }),
  stringFunction({
    name: 'CHR',
    usage: 'CHR(integer)',
    summary: 'The character with this number modulo 256; empty for a negative number.',
    parameters: [INTEGERS],
    result: returnsExactly(nullable(STRING)),
    evaluate: (code: Long) => (code < 0 ? '' : String.fromCharCode(Number(BigInt(code) & 255n))),
    examples: [{ sql: 'CHR(97)', result: 'a' }],
  }),
];
