import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Query, Select } from './ast/query.js';
import type { Statement } from './ast/statement.js';
import { parseStatement } from './parse.js';
import { treeText } from './tree-text.test-support.js';

/** One statement of the corpus. */
export interface CorpusStatement {
  /** The text behind its group, such as `CTAS`. */
  readonly title: string;
  /** `ddl`, `join` …; `neg` for what must be refused. */
  readonly group: string;
  /** Without the line that has group and title. */
  readonly sql: string;
}

/** The statements of `sql/parse-corpus.sql` in the shared material. */
export function readCorpus(shared: string): readonly CorpusStatement[] {
  return readFileSync(join(shared, 'sql/parse-corpus.sql'), 'utf8')
    .split(/^-- @@\n/m)
    .map((text) => {
      const match = /^\s*-- \[(\w+)\] ([^\n]*)\n([\s\S]*)$/.exec(text);
      if (match === null) throw new Error(`no title in ${text}`);
      const [, group = '', title = '', sql = ''] = match;
      return { group, title, sql };
    });
}

/** Looks statements of the corpus up by the beginning of their titles, and reads them. */
export function corpusReader(shared: string) {
  const corpus = readCorpus(shared);

  function read(title: string): Statement {
    const found = corpus.find((each) => each.title.startsWith(title));
    if (found === undefined) throw new Error(`no statement ${title}`);
    return parseStatement(found.sql);
  }

  function query(title: string): Query {
    const statement = read(title);
    if (statement.kind !== 'query-statement') throw new Error(`${title} is no query`);
    return statement.query;
  }

  function select(title: string): Select {
    const found = query(title);
    if (found.kind !== 'select') throw new Error(`${title} is no SELECT`);
    return found;
  }

  /** What stands in a select list, in short. */
  const items = (title: string): readonly string[] => select(title).items.map((item) => treeText(item));

  return { read, query, select, items };
}
