import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** A case of the oracle. */
export interface ConformanceCase {
  readonly id: string;
  /** What it is about; counts are given for each. */
  readonly topic: string;
  /** Throws when the case fails. */
  run(): void;
}

const testdata = (name: string): string => fileURLToPath(new URL(`../../../testdata/sql/${name}`, import.meta.url));

/** Lines of an id and the reason why its case fails. */
function readFailures(path: string): Map<string, string> {
  const failures = new Map<string, string>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [id, ...reason] = line.split(' ');
    if (id !== undefined && id !== '' && !id.startsWith('#')) failures.set(id, reason.join(' ').trim());
  }
  return failures;
}

/**
 * Runs every case: one that fails must stand in the file, with its reason; one that stands there must fail.
 *
 * With `UPDATE_KNOWN_FAILURES=1` the file is written anew; reasons that are there stay.
 */
export function describeConformance(name: string, cases: readonly ConformanceCase[], failuresFile: string): void {
  const path = testdata(failuresFile);
  const known = readFailures(path);
  const failed = new Map<string, string>();
  describe(name, () => {
    it(`${cases.length} cases pass, but for those in testdata/sql/${failuresFile}`, () => {
      for (const conformanceCase of cases) {
        const failure = failureOf(conformanceCase);
        if (failure !== undefined) failed.set(conformanceCase.id, failure);
      }
      report(name, cases, failed);
      if (process.env['UPDATE_KNOWN_FAILURES'] === '1') update(path, failed, known);
      else {
        const unlisted = [...failed].filter(([id]) => !known.has(id)).map(([id, reason]) => `${id}: ${reason}`);
        expect(unlisted, 'cases that fail and are not listed').toEqual([]);
        expect(
          [...known.keys()].filter((id) => !failed.has(id)),
          'cases that are listed and pass',
        ).toEqual([]);
      }
    }, 120_000);

    it('names a reason for every known failure', () => {
      const withoutReason = [...known].filter(([, reason]) => reason === '').map(([id]) => id);
      expect(withoutReason).toEqual([]);
    });
  });
}

function failureOf(conformanceCase: ConformanceCase): string | undefined {
  try {
    conformanceCase.run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

function report(name: string, cases: readonly ConformanceCase[], failed: ReadonlyMap<string, string>): void {
  if (process.env['CONFORMANCE_REPORT'] !== '1') return;
  const topics = new Map<string, { passed: number; failed: string[] }>();
  for (const { id, topic } of cases) {
    const count = topics.get(topic) ?? { passed: 0, failed: [] };
    topics.set(topic, count);
    const failure = failed.get(id);
    if (failure === undefined) count.passed++;
    else count.failed.push(`    ${id}: ${failure}`);
  }
  const lines = [...topics].map(([topic, count]) => {
    const total = count.passed + count.failed.length;
    return [`  ${topic}: ${count.passed}/${total}`, ...count.failed].join('\n');
  });
  const passed = cases.length - failed.size;
  process.stdout.write(`${name}: ${passed} of ${cases.length} pass\n${lines.join('\n')}\n`);
}

function update(path: string, failed: ReadonlyMap<string, string>, known: ReadonlyMap<string, string>): void {
  const ids = [...failed.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const lines = ids.map((id) => `${id} ${known.get(id) ?? `open: ${failed.get(id)}`}`);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
}
