import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine } from './command-line.js';
import { ExitCode } from './exit-code.js';
import { failureText, mainThreadFailure } from './failure-text.js';

/** The command `millrace`. Gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // A reader that has gone, as `head` does, is no error; what has to be done then is done where output is written.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    return await commandLine(args);
  } catch (error) {
    const ownFolder = dirname(fileURLToPath(new URL('..', import.meta.url)));
    process.stderr.write(failureText(mainThreadFailure(error), { ownFolder }));
    return ExitCode.FAILED;
  }
}
