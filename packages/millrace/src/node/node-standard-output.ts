import type { Writable } from 'node:stream';
import type { StandardOutput } from '../ports/standard-output.js';

/** How much text is put together before it is written. */
const BATCH_CHARS = 16 * 1024;

/** Standard output of the process: lines are written in batches, at the latest in the next turn of the event loop. */
export function nodeStandardOutput(stream: Writable = process.stdout): StandardOutput {
  let batch = '';
  let isScheduled = false;
  let isBehind = false;
  const write = () => {
    if (batch === '') return;
    const text = batch;
    batch = '';
    isBehind = !stream.write(text);
  };
  const drained = async () => {
    if (!isBehind) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        stream.off('drain', done);
        stream.off('close', done);
        stream.off('error', done);
        resolve();
      };
      stream.on('drain', done);
      stream.on('close', done);
      stream.on('error', done);
    });
    isBehind = false;
  };
  return {
    writeLine(line) {
      batch += `${line}\n`;
      if (batch.length >= BATCH_CHARS) write();
      else if (!isScheduled) {
        isScheduled = true;
        setImmediate(() => {
          isScheduled = false;
          write();
        });
      }
      return !isBehind;
    },
    drained,
    async flush() {
      write();
      await new Promise<void>((resolve) => stream.write('', () => resolve()));
    },
  };
}
