import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { jarsFolder } from './kafka/kafka-jars.mjs';

/** The repository's root folder. */
export const repositoryFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * The folder with the material that is shared between Millrace's repositories (conformance traces, benchmark floors):
 * `$MILLRACE_SHARED`, or `../shared` beside the repository. Undefined if there is none.
 */
function sharedFolder(): string | undefined {
  const folder = resolve(repositoryFolder, process.env.MILLRACE_SHARED ?? '../shared');
  return existsSync(folder) ? folder : undefined;
}

/** A real Kafka broker needs Java to run, and Maven to fetch it once. */
function kafkaAvailable(): boolean {
  return onPath('java') && (onPath('mvn') || existsSync(jarsFolder()));
}

/** A `describe` whose tests need the shared material; they get its folder. Skipped and counted where there is none. */
export function describeWithShared(name: string, body: (folder: string) => void): void {
  const folder = sharedFolder();
  describeIf(folder !== undefined, name, 'the shared material (MILLRACE_SHARED)', () => body(folder as string));
}

/** A `describe` whose tests need a real Kafka broker. Skipped and counted where none can be started. */
export function describeWithKafka(name: string, body: () => void): void {
  describeIf(kafkaAvailable(), name, 'Java and Maven', body);
}

/** With `MILLRACE_REQUIRE=all`, as in continuous integration, what is missing is a failure instead of a skipped test. */
function describeIf(available: boolean, name: string, need: string, body: () => void): void {
  if (available) {
    describe(name, body);
  } else if (process.env.MILLRACE_REQUIRE === 'all') {
    throw new Error(`'${name}' needs ${need}, which was not found, and MILLRACE_REQUIRE=all.`);
  } else {
    // biome-ignore lint/suspicious/noSkippedTests: this is the one place where tests are skipped, and they are counted.
    describe.skip(name, () => {
      it(`needs ${need}`, () => undefined);
    });
  }
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
