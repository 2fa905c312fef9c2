// @ts-check
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The broker version that tools and tests use. */
export const KAFKA_VERSION = '4.3.1';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>millrace.tools</groupId>
  <artifactId>kafka-broker</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/**
 * Whether a command can be run at all, and what it says when it cannot.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<string | undefined>} the reason why not, or undefined
 */
async function whyNotRunnable(command, args) {
  try {
    await run(command, [...args]);
    return undefined;
  } catch (error) {
    const code = /** @type {{ code?: unknown }} */ (error).code;
    return code === 'ENOENT' ? `'${command}' is not on the PATH` : `'${command} ${args.join(' ')}' failed`;
  }
}

/** @returns {string} where tools of this project keep what is worth keeping between runs */
export function cacheFolder() {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'millrace');
}

/** @returns {string} the folder that keeps the broker's jars between runs */
export function jarsFolder() {
  return join(cacheFolder(), `kafka-${KAFKA_VERSION}`, 'libs');
}

/**
 * What is missing on this machine to start a broker.
 * @returns {Promise<string | undefined>} a sentence, or undefined when a broker can be started
 */
export async function missingForKafka() {
  const java = await whyNotRunnable('java', ['-version']);
  if (java !== undefined) return `A Kafka broker needs a Java runtime (17 or later): ${java}.`;
  if (existsSync(jarsFolder())) return undefined;
  const maven = await whyNotRunnable('mvn', ['-v']);
  if (maven !== undefined) return `Bringing Kafka ${KAFKA_VERSION} the first time needs Maven: ${maven}.`;
  return undefined;
}

/**
 * Brings the broker's jars into the user's cache, once.
 * @param {(message: string) => void} [progress]
 * @returns {Promise<string>} the folder with the jars
 */
export async function kafkaJars(progress = () => {}) {
  const missing = await missingForKafka();
  if (missing !== undefined) throw new Error(missing);
  const folder = jarsFolder();
  if (existsSync(folder)) return folder;
  progress(`Bringing Kafka ${KAFKA_VERSION} through Maven into ${folder} (44 MB, once)`);
  const parent = join(folder, '..');
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, 'bring-'));
  try {
    await writeFile(join(work, 'pom.xml'), POM);
    const libs = join(work, 'libs');
    const goal = 'dependency:copy-dependencies';
    await run('mvn', [
      '-q',
      '-B',
      '-f',
      join(work, 'pom.xml'),
      goal,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${libs}`,
    ]);
    // Only a complete folder ever has the final name; a second process that was faster is as good.
    await rename(libs, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}
