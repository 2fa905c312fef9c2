import { OWN_PACKAGE } from '../node/own-package.js';
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
    process.stderr.write(failureText(mainThreadFailure(error), { ownFolder: OWN_PACKAGE }));
    return ExitCode.FAILED;
  }
}
