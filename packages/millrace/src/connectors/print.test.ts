import { describe, expect, it } from 'vitest';
import { Row } from '../model/row.js';
import { RowKind } from '../model/row-kind.js';
import type { StandardOutput } from '../ports/standard-output.js';
import { PrintSink } from './print.js';
import { printedValue } from './printed-value.js';
import { describeSink } from './sink-contract.test-support.js';
import { openWriter } from './sink-writing.test-support.js';

/** An output whose reader is behind until it is told otherwise. */
function slowOutput() {
  const lines: string[] = [];
  const waits: string[] = [];
  let drained: (() => void) | undefined;
  let failed: ((cause: unknown) => void) | undefined;
  const output: StandardOutput = {
    writeLine(line) {
      lines.push(line);
      return false;
    },
    drained: () =>
      new Promise((resolve, reject) => {
        waits.push('drained');
        drained = resolve;
        failed = reject;
      }),
    flush: async () => {
      lines.push('(flushed)');
    },
  };
  return { output, lines, waits, drain: () => drained?.(), fail: (cause: unknown) => failed?.(cause) };
}

/** An output whose reader keeps up, until it is made to fall behind or to go away. */
function printedLines() {
  const lines: string[] = [];
  let isBehind = false;
  let isGone = false;
  let caughtUp: () => void = () => undefined;
  const standardOutput: StandardOutput = {
    writeLine(line) {
      lines.push(line);
      return !isBehind && !isGone;
    },
    drained: () =>
      isGone
        ? Promise.reject(new Error('EPIPE'))
        : new Promise((resolve) => {
            caughtUp = resolve;
          }),
    flush: async () => undefined,
  };
  return {
    standardOutput,
    visible: () => lines.map((line) => line.replace(/^.*> /, '')),
    stall() {
      isBehind = true;
    },
    resume() {
      isBehind = false;
      caughtUp();
    },
    fail() {
      isGone = true;
    },
  };
}

const fruits = ['apple', 'banana', 'cherry', 'fig', 'grape'];

describeSink('a print sink', {
  records: fruits,
  target: () => ({ ...printedLines(), sink: () => new PrintSink<string>() }),
});
describeSink('a print sink with an identifier', {
  records: fruits,
  target: () => ({ ...printedLines(), sink: () => new PrintSink<string>('out') }),
});

describe('a print sink', () => {
  it.each([
    [undefined, 1, 'fig'],
    ['out', 1, 'out> fig'],
    [undefined, 4, '3> fig'],
    ['out', 4, 'out:3> fig'],
  ])('with identifier %s at parallelism %s prints a prefix as Flink does', async (identifier, parallelism, line) => {
    const { output, lines } = slowOutput();
    const sink = new PrintSink<string>(identifier);
    const { write } = await openWriter(sink, {
      parallelism,
      subtaskIndex: parallelism - 1 > 2 ? 2 : 0,
      standardOutput: output,
    });
    write('fig');
    expect(lines).toEqual([line]);
  });

  it('takes nothing while the reader of the output is behind', async () => {
    const { output, waits, drain } = slowOutput();
    const { write, gate, runMails } = await openWriter(new PrintSink<string>(), { standardOutput: output });
    write('a');
    write('b');
    expect([gate.isOpen, waits]).toEqual([false, ['drained']]);
    await runMails();
    expect(gate.isOpen).toBe(false);
    drain();
    await runMails();
    expect(gate.isOpen).toBe(true);
  });

  it('fails when the output does', async () => {
    const { output, fail } = slowOutput();
    const { write, runMails, failures } = await openWriter(new PrintSink<string>(), { standardOutput: output });
    write('a');
    fail(new Error('EPIPE'));
    await runMails();
    expect(failures).toEqual([new Error('EPIPE')]);
  });

  it('has printed everything once it is flushed', async () => {
    const { output, lines } = slowOutput();
    const { write, writer } = await openWriter(new PrintSink<string>(), { standardOutput: output });
    write('a');
    await writer.flush(false);
    expect(lines).toEqual(['a', '(flushed)']);
  });
});

describe('the text of a printed value', () => {
  const cyclic: Record<string, unknown> = { name: 'self' };
  cyclic.self = cyclic;

  it.each([
    ['two words', 'two words'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    [9223372036854775807n, '9223372036854775807'],
    [null, 'null'],
    [true, 'true'],
    [[1, 'apple'], '[1,"apple"]'],
    [{ id: 1n, name: 'a"b', gone: undefined, none: null }, '{"id":1,"name":"a\\"b","none":null}'],
    [new Map([['a', [1]]]), '{"a":[1]}'],
    [new Map([[1, 'x']]), '{"1":"x"}'],
    [new Set([1, 2]), '[1,2]'],
    [new Uint8Array([1, 255]), '[1,255]'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [new Date(Number.NaN), 'null'],
    [{ __proto__: null, key: 'v' }, '{"key":"v"}'],
    [cyclic, '{"name":"self","self":"…"}'],
    [Row.of(1, 'apple'), '+I[1, apple]'],
    [Row.ofKind(RowKind.DELETE, null, [1, 'x'], Row.of(2)), '-D[null, [1,"x"], +I[2]]'],
    [{ row: Row.named({ id: 1 }) }, '{"row":{"id":1}}'],
  ])('of %o', (value, text) => {
    expect(printedValue(value, RowKind.INSERT)).toBe(text);
  });

  it('of a row shows the kind of the record, where it has another than the row', () => {
    expect(printedValue(Row.of(1), RowKind.UPDATE_AFTER)).toBe('+U[1]');
  });

  it('of something very deep is cut off', () => {
    const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 'x');
    expect(printedValue(deep, RowKind.INSERT).length).toBeLessThan(200);
  });
});
