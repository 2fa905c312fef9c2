import { readFileSync } from 'node:fs';
import { describeFailure, type Failure, type SourcePlace } from '../node/failure.js';

/** What the text of a failure leaves out. */
export interface FailureTextOptions {
  /** Stack frames of files in this folder are ours, not the reader's. */
  readonly ownFolder: string;
}

/** Facts that the place of a failure has shown already. */
const PLACE_FACTS: readonly string[] = ['file', 'line', 'column'];

/**
 * A failure as a reader of standard error sees it: what happened, the line of their program, the facts, what to do next,
 * and where the first cause was thrown.
 *
 * @param title the sentence before it, such as the job that failed.
 */
export function failureText(failure: Failure, options: FailureTextOptions, title?: string): string {
  const chain = causesOf(failure);
  const place = chain.map((each) => each.place).findLast((each) => each !== undefined);
  const hint = chain.map((each) => each.hint).find((each) => each !== undefined);
  const lines = [
    ...(title === undefined ? [] : [title]),
    headOf(failure),
    ...chain
      .slice(1)
      .filter(isNews(failure))
      .map((cause) => `  caused by ${headOf(cause)}`),
    ...(place === undefined ? [] : placeLines(place)),
    ...factLines(failure, place),
    ...stackLines(chain, options),
    ...(hint === undefined ? [] : [`  Hint: ${hint}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** An error of the main thread; the place that its facts name is shown with its line. */
export function mainThreadFailure(error: unknown): Failure {
  const failure = describeFailure(error);
  const { file, line, column = '1' } = failure.facts;
  if (file === undefined || line === undefined)
    return { ...failure, stack: failure.code === undefined ? failure.stack : [] };
  const text = lineOfFile(file, Number(line));
  const place = text === undefined ? {} : { place: { file, line: Number(line), column: Number(column), text } };
  return { ...failure, ...place, stack: [] };
}

function causesOf(failure: Failure): readonly Failure[] {
  return failure.cause === undefined ? [failure] : [failure, ...causesOf(failure.cause)];
}

function headOf({ name, code, message }: Failure): string {
  return `${code ?? name}: ${message}`;
}

/** A cause whose message stands in the message above it says nothing new. */
function isNews({ message }: Failure): (cause: Failure) => boolean {
  return (cause) => cause.message !== '' && !message.endsWith(cause.message);
}

function placeLines({ file, line, column, text }: SourcePlace): readonly string[] {
  const margin = `  ${line} | `;
  // Tabs stay tabs, so that the caret stands where the terminal puts the character.
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return ['', `  ${file}:${line}:${column}`, '', margin + text, `${' '.repeat(margin.length - 2)}| ${indent}^`, ''];
}

function factLines({ facts }: Failure, place: SourcePlace | undefined): readonly string[] {
  // A data file with its line is news beside the place in the program.
  const isShown = place !== undefined && facts['file'] === place.file;
  const shown = Object.entries(facts).filter(([name]) => !isShown || !PLACE_FACTS.includes(name));
  return shown.length === 0 ? [] : [`  ${shown.map(([name, value]) => `${name}: ${value}`).join(', ')}`];
}

/** The stack of the first cause, without the frames of Node and of ours, unless there are no others. */
function stackLines(chain: readonly Failure[], { ownFolder }: FailureTextOptions): readonly string[] {
  const origin = chain.findLast(({ stack }) => stack.length > 0);
  if (origin === undefined) return [];
  const theirs = origin.stack.filter((frame) => !frame.includes('node:') && !frame.includes(ownFolder));
  // What we refuse needs no stack; what we did not foresee does.
  if (theirs.length === 0 && origin.code !== undefined) return [];
  return (theirs.length === 0 ? origin.stack : theirs).map((frame) => `    ${frame}`);
}

function lineOfFile(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[line - 1];
  } catch {
    return undefined;
  }
}
