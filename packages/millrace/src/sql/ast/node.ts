/** Where a node stands in the text that was parsed. */
export interface Position {
  /** UTF-16 units before it, from 0. */
  readonly offset: number;
  /** The line it begins in, from 1. */
  readonly line: number;
  /** The UTF-16 unit of that line it begins at, from 1. */
  readonly column: number;
  /** The offset behind its last character. */
  readonly end: number;
}

/** What every node has. */
export interface NodeBase {
  readonly at: Position;
}

/** One identifier. */
export interface Name extends NodeBase {
  readonly kind: 'name';
  /** As written, without backticks; letter case is kept. */
  readonly value: string;
  /** Written in backticks, so never a word of the language. */
  readonly quoted: boolean;
}

/** A name with the names that qualify it, such as `catalog.database.table`. */
export interface Path extends NodeBase {
  readonly kind: 'path';
  readonly names: readonly Name[];
}

/** A text in quotes. */
export interface StringLiteral extends NodeBase {
  readonly kind: 'string';
  /** Its characters, escapes resolved and adjacent pieces joined. */
  readonly value: string;
  /** The character set written before it, `_UTF16'…'`, or `N` for a national text. */
  readonly charset: string | undefined;
}
