import { findSourceMap } from 'node:module';
import { MillraceError } from '../model/millrace-error.js';

/** A line of the user's own source. Line and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** An error as it crosses threads: plain data, with everything that a reader of it is shown. */
export interface Failure {
  /** The name of the error's class. */
  readonly name: string;
  readonly message: string;
  /** Present on a MillraceError. */
  readonly code?: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly hint?: string;
  /** The lines of the stack below the message. */
  readonly stack: readonly string[];
  /** Where in the user's program it happened. */
  readonly place?: SourcePlace;
  readonly cause?: Failure;
}

/** How deep a chain of causes is followed: one that leads back to itself ends too. */
const LONGEST_CHAIN = 8;

/** The user's files, as they were bundled: they may have changed since. */
export interface ProgramSources {
  /** Undefined when the file is not part of the program or has no such line. */
  lineOf(file: string, line: number): string | undefined;
  /** Where a name stands first. */
  find(name: string): SourcePlace | undefined;
}

/** Sources of nothing. */
export const NO_SOURCES: ProgramSources = { lineOf: () => undefined, find: () => undefined };

/** The sources that a loaded bundle was made from. */
export function sourcesOfBundle(bundleFile: string, fileOfSource: (source: string) => string): ProgramSources {
  const files = () => filesOfMap(findSourceMap(bundleFile)?.payload, fileOfSource);
  return {
    lineOf: (file, line) => files().find((each) => each.file === file)?.lines[line - 1],
    find(name) {
      const word = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`);
      for (const { file, lines } of files()) {
        const index = lines.findIndex((line) => word.test(line));
        const text = lines[index];
        if (text !== undefined) return { file, line: index + 1, column: text.search(word) + 1, text };
      }
      return undefined;
    },
  };
}

function filesOfMap(
  map: unknown,
  fileOfSource: (source: string) => string,
): { readonly file: string; readonly lines: readonly string[] }[] {
  const { sources = [], sourcesContent = [] } = (map ?? {}) as { sources?: string[]; sourcesContent?: string[] };
  return sources.flatMap((source, index) =>
    source.startsWith('file:')
      ? [{ file: fileOfSource(source), lines: (sourcesContent[index] ?? '').split(/\r?\n/) }]
      : [],
  );
}

/** Reads an error, whatever was thrown, with its chain of causes. */
export function describeFailure(error: unknown, sources: ProgramSources = NO_SOURCES, depth = 0): Failure {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: `${textOf(error)} was thrown, which is not an Error.`, facts: {}, stack: [] };
  }
  const stack = stackOf(error);
  const place = placeIn(stack, sources);
  const { cause } = error;
  return {
    name: error.name,
    message: error.message,
    ...(error instanceof MillraceError ? { code: error.code, facts: factsOf(error) } : { facts: {} }),
    ...(error instanceof MillraceError && error.hint !== undefined ? { hint: error.hint } : {}),
    stack,
    ...(place === undefined ? {} : { place }),
    ...(cause === undefined || depth >= LONGEST_CHAIN ? {} : { cause: describeFailure(cause, sources, depth + 1) }),
  };
}

function factsOf(error: MillraceError): Readonly<Record<string, string>> {
  const present = Object.entries(error.facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}

function stackOf(error: Error): readonly string[] {
  const stack: unknown = error.stack;
  if (typeof stack !== 'string') return [];
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
}

const FRAME_PLACE = /\(?(?:file:\/\/)?([^()]+):(\d+):(\d+)\)?$/;

/** The first line of a stack that lies in the program. */
function placeIn(stack: readonly string[], sources: ProgramSources): SourcePlace | undefined {
  for (const frame of stack) {
    const match = FRAME_PLACE.exec(frame.replace(/^at (?:async )?/, ''));
    if (match === null) continue;
    const [, file = '', line, column] = match;
    const text = sources.lineOf(file, Number(line));
    if (text !== undefined) return { file, line: Number(line), column: Number(column), text };
  }
  return undefined;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  try {
    return String(value);
  } catch {
    return 'A value without a text';
  }
}
