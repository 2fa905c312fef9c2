#!/usr/bin/env node
import { main } from '../dist/cli/main.js';

const exitCode = await main(process.argv.slice(2));
// Standard output and standard error may still hold what a slow reader has not taken.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))),
);
process.exit(exitCode);
