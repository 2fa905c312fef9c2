import { expect, it } from 'vitest';
import { createErrorTerminal } from './error-terminal.js';

const ESCAPE = '\u001B';
const COMMAND = new RegExp(`(${ESCAPE}\\[\\d+[AJ]|\\n)`);
const UP = new RegExp(`^${ESCAPE}\\[(\\d+)A$`);

/** A stream that knows what a terminal would show: lines, and the two commands that are used. */
function screen(isTTY: boolean) {
  let lines = [''];
  const write = (text: string) => {
    for (const part of text.split(COMMAND)) {
      const up = UP.exec(part);
      if (up !== null) lines = [...lines.slice(0, lines.length - 1 - Number(up[1])), ''];
      else if (part === '\n') lines.push('');
      else if (!part.startsWith(ESCAPE)) lines[lines.length - 1] += part;
    }
  };
  return { stream: { isTTY, columns: 40, write }, shows: () => lines.join('\n') };
}

it('draws a block in place, with text above it', () => {
  const { stream, shows } = screen(true);
  const terminal = createErrorTerminal(stream, 'xterm');
  terminal.draw(['job 1', 'map 1']);
  terminal.draw(['job 2', 'map 2', 'sink 2']);
  terminal.write('a log line\n');
  terminal.draw(['job 3']);
  expect(shows()).toBe('a log line\njob 3\n');
});

it('leaves a block that is settled where it is', () => {
  const { stream, shows } = screen(true);
  const terminal = createErrorTerminal(stream, undefined);
  terminal.draw(['job 1']);
  terminal.settle();
  terminal.write('failed\n');
  terminal.draw(['job 2']);
  expect(shows()).toBe('job 1\nfailed\njob 2\n');
});

it('does not draw over a line that has not ended', () => {
  const { stream, shows } = screen(true);
  const terminal = createErrorTerminal(stream, 'xterm');
  terminal.draw(['job 1']);
  terminal.write('half');
  terminal.draw(['job 2']);
  expect(shows()).toBe('half');
  terminal.write(' a line\n');
  terminal.draw(['job 3']);
  expect(shows()).toBe('half a line\njob 3\n');
});

it('writes text alone where there is no terminal, or one that cannot', () => {
  for (const [isTTY, kind] of [
    [false, 'xterm'],
    [true, 'dumb'],
  ] as const) {
    const { stream, shows } = screen(isTTY);
    const terminal = createErrorTerminal(stream, kind);
    terminal.draw(['job 1']);
    terminal.write('a log line\n');
    expect([terminal.drawsBlocks, shows()]).toEqual([false, 'a log line\n']);
  }
});
