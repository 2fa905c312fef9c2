import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithShared } from '../../../../tools/requirements.js';
import { parseScript } from './parse.js';
import { treeText } from './tree-text.test-support.js';
import { unparse } from './unparse/unparse.js';

/** A SQL text of the conformance cases, and where it stands. */
interface SqlText {
  readonly folder: string;
  readonly file: string;
  readonly sql: string;
}

const keys: ReadonlySet<string> = new Set(['sql', 'item', 'view', 'ddl', 'insert', 'failing_sql', 'all_sql']);

/** Every text under the keys that hold SQL, wherever they are. */
function sqlTexts(value: unknown, found: string[]): string[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    const texts = Array.isArray(inner) ? inner : [inner];
    if (keys.has(key)) found.push(...texts.filter((text) => typeof text === 'string'));
    sqlTexts(inner, found);
  }
  return found;
}

function textsOf(shared: string, folder: string): readonly SqlText[] {
  const path = join(shared, 'conformance', folder);
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) =>
      sqlTexts(JSON.parse(readFileSync(join(path, file), 'utf8')), []).map((sql) => ({ folder, file, sql })),
    );
}

const statement = /^[\s(]*(SELECT|WITH|VALUES|CREATE|INSERT|DROP|ALTER|SHOW|SET|EXPLAIN)\b/i;

/** In `functions` and `expressions` most texts are what stands behind SELECT. */
function read(sql: string) {
  return parseScript(statement.test(sql) ? sql : `SELECT ${sql}`);
}

/**
 * The beginnings of texts that Flink 2.3.0's parser refuses as well: code of Java and Scala around or inside of them, and two
 * that are wrong on purpose.
 */
const refused = [
  'AggregateITCase.json: SELECT a, var_sum(${0.until(2',
  'MapFunctionITCase.json: new ResultSpec(',
  'MatchRecognizeITCase.json: SELECT T.aid, T.bid, T.cid FROM MyTable MATCH_RECOGNIZE ( ORDER BY proctime MEASURES `A"`.id',
  "MiscFunctionsITCase.json: DECODE(x'EncodingUtils.hex(\"Hello world\")', 'utf-8')",
  'MiscFunctionsITCase.json: DECODE(x\'EncodingUtils.hex("Hello world")\', f2)',
  'RowTypeValidationTest.json: Row()',
  "ScalarFunctionsValidationTest.json: TIMESTAMPADD(XXX, 1, timestamp '2016-02-24'))",
];

describeWithShared('every SQL text of the conformance cases', (shared) => {
  const texts = ['test-programs', 'itcases/stream-sql', 'itcases/batch-sql', 'functions', 'expressions'].flatMap(
    (folder) => textsOf(shared, folder),
  );

  test('is read, but for those that Flink refuses', () => {
    expect(texts.length).toBeGreaterThan(2_600);
    const failing = texts
      .filter(({ sql }) => read(sql).errors.length > 0)
      .map(({ file, sql }) => `${file}: ${sql.trim().replaceAll(/\s+/g, ' ')}`);
    const unexpected = failing.filter((text) => !refused.some((beginning) => text.startsWith(beginning)));
    expect(unexpected).toEqual([]);
    expect(refused.filter((beginning) => !failing.some((text) => text.startsWith(beginning)))).toEqual([]);
  });

  test('gives a tree whose text gives the same tree', () => {
    for (const { file, sql } of texts) {
      const { statements } = read(sql);
      const text = statements.map(unparse).join(';\n');
      expect(treeText(parseScript(text).statements), `${file}: ${sql}\n${text}`).toBe(treeText(statements));
    }
  });
});
