import { readFileSync } from 'node:fs';
import { join } from 'node:path';

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
