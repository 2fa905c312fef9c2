import type { LocalFields } from './datetime-fields.js';
import { compileParser, type ParsedFields } from './datetime-pattern-parser.js';
import { compilePrinter } from './datetime-pattern-printer.js';

/** A piece of a pattern such as `yyyy-MM-dd`: text that stands for itself, a letter so many times, or a part that may be missing. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'optional'; readonly parts: readonly PatternPart[] };

/** Whose letters a pattern uses: `java.time` formatters, or the older `SimpleDateFormat`. */
export type PatternDialect = 'java-time' | 'simple';

/** A pattern of Java for dates and times, ready to print and to read. */
export interface DateTimePattern {
  /** True when it prints a zone or an offset, which a time without a zone does not have. */
  readonly needsZone: boolean;
  print(fields: LocalFields): string;
  /** Undefined when the text is not of this pattern. */
  parse(text: string): ParsedFields | undefined;
}

const compiled = new Map<string, DateTimePattern | undefined>();
/** Patterns mostly are constants of queries; a column of patterns must not fill the memory. */
const MAX_COMPILED = 1000;

/** The pattern; undefined when it is none. */
export function dateTimePattern(pattern: string, dialect: PatternDialect): DateTimePattern | undefined {
  const key = `${dialect} ${pattern}`;
  if (!compiled.has(key)) {
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(key, compile(pattern, dialect));
  }
  return compiled.get(key);
}

function compile(pattern: string, dialect: PatternDialect): DateTimePattern | undefined {
  const parts = readPattern(pattern);
  const print = parts && compilePrinter(parts, dialect);
  const parse = parts && compileParser(parts, dialect);
  return print && parse && { print, parse, needsZone: hasZone(parts) };
}

const ZONE_LETTERS = 'VzOXxZ';

function hasZone(parts: readonly PatternPart[]): boolean {
  return parts.some((part) => {
    if (part.kind === 'optional') return hasZone(part.parts);
    return part.kind === 'field' && ZONE_LETTERS.includes(part.letter);
  });
}

/** Cuts a pattern into its parts; undefined when a quote or a bracket is not closed. */
function readPattern(pattern: string): readonly PatternPart[] | undefined {
  const stack: PatternPart[][] = [[]];
  let i = 0;
  while (i < pattern.length) {
    const parts = stack.at(-1) as PatternPart[];
    const char = pattern[i] as string;
    if (/[A-Za-z]/.test(char)) {
      let count = 1;
      while (pattern[i + count] === char) count++;
      parts.push({ kind: 'field', letter: char, count });
      i += count;
    } else if (char === "'") {
      const quoted = /'((?:[^']|'')*)'/y;
      quoted.lastIndex = i;
      const match = quoted.exec(pattern);
      if (match === null) return undefined;
      parts.push({ kind: 'text', text: match[1] === '' ? "'" : (match[1] as string).replaceAll("''", "'") });
      i = quoted.lastIndex;
    } else if (char === '[') {
      stack.push([]);
      i++;
    } else if (char === ']') {
      const inner = stack.pop() as PatternPart[];
      const outer = stack.at(-1);
      if (outer === undefined) return undefined;
      outer.push({ kind: 'optional', parts: inner });
      i++;
    } else {
      // Reserved for later use by Java.
      if (char === '{' || char === '}' || char === '#') return undefined;
      parts.push({ kind: 'text', text: char });
      i++;
    }
  }
  return stack.length === 1 ? stack[0] : undefined;
}
