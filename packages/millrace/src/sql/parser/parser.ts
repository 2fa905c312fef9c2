import type { Expression } from '../ast/expression.js';
import type { Name, Path, Position } from '../ast/node.js';
import type { Query } from '../ast/query.js';
import { nonReservedWords } from './keywords.js';
import { type Limits, nestingFailure } from './limits.js';
import { type Expectation, syntaxFailure } from './syntax-failure.js';
import type { TokenKind } from './token-kind.js';
import type { TokenList } from './token-list.js';

/** The rules that need one another; a rule calls these and not the other's module. */
export interface Rules {
  readonly expression: (parser: Parser) => Expression;
  /** An expression of operators that bind at least as strongly as `power`. */
  readonly operand: (parser: Parser, power: number) => Expression;
  /** The rest of an expression whose first operand, in parentheses, has been read; it begins at the token `first`. */
  readonly expressionAfter: (parser: Parser, operand: Expression, first: number) => Expression;
  /** An operand with what may stand behind it, such as `[1]`, and no other operator. */
  readonly primary: (parser: Parser) => Expression;
  readonly query: (parser: Parser) => Query;
  /** The query whose first part has been read. */
  readonly queryAfter: (parser: Parser, first: Query) => Query;
}

/** A place in the tokens, and what the rules tried there; the rules are functions over it. */
export class Parser {
  /** The kind of the token in hand. */
  kind: TokenKind;
  index = 0;
  /** Parameters (`?`) of the statement so far. */
  parameters = 0;
  /** In the lower bound of a BETWEEN an AND is not an operator. */
  andEnds = false;
  private depth = 0;
  /** How deep the nodes are that were made since the last {@link enter}. */
  private height = 0;
  /** What could have stood at the token in hand. */
  private readonly tried: Expectation[] = [];
  private triedCount = 0;

  constructor(
    readonly tokens: TokenList,
    readonly rules: Rules,
    readonly limits: Limits,
  ) {
    this.kind = tokens.kinds[0]!;
  }

  /** A statement begins: what was counted and tried before is forgotten. */
  begin(): void {
    this.parameters = 0;
    this.depth = 0;
    this.height = 0;
    this.andEnds = false;
    this.triedCount = 0;
  }

  advance(): void {
    this.kind = this.tokens.kinds[++this.index]!;
    this.triedCount = 0;
  }

  /** The kind of a later token. */
  peek(distance: number): TokenKind {
    return this.tokens.kinds[Math.min(this.index + distance, this.tokens.count - 1)]!;
  }

  /** Whether this token is in hand; if not, it is one that could have been. */
  at(kind: TokenKind): boolean {
    if (this.kind === kind) return true;
    this.note(kind);
    return false;
  }

  /** Passes over this token, if it is in hand. */
  accept(kind: TokenKind): boolean {
    if (!this.at(kind)) return false;
    this.advance();
    return true;
  }

  /** Passes over these tokens, if they come next, all of them. */
  acceptAll(first: TokenKind, ...rest: readonly TokenKind[]): boolean {
    if (!this.at(first) || rest.some((kind, i) => this.peek(i + 1) !== kind)) return false;
    for (let i = 0; i <= rest.length; i++) this.advance();
    return true;
  }

  expect(kind: TokenKind): void {
    if (!this.accept(kind)) this.fail();
  }

  /** Says what else could stand here, in case nothing fits. */
  note(expectation: Expectation): void {
    this.tried[this.triedCount++] = expectation;
  }

  /** Nothing fits the token in hand. */
  fail(...expected: readonly Expectation[]): never {
    throw syntaxFailure(this.tokens, this.index, [...this.tried.slice(0, this.triedCount), ...expected]);
  }

  /** The token at `index` fits, but may not be here, for a reason that a list of tokens cannot tell. */
  refuse(index: number, reason: string, hint?: string): never {
    throw syntaxFailure(this.tokens, index, [], reason, hint);
  }

  /** From a token to the last one passed over. */
  positionFrom(first: number): Position {
    return this.tokens.position(first, Math.max(first, this.index - 1));
  }

  /** From where a node begins to the last token passed over. */
  positionAfter(first: Position): Position {
    const end = this.tokens.end(this.index - 1);
    return Object.freeze({ offset: first.offset, line: first.line, column: first.column, end });
  }

  /** The characters of the token in hand. */
  source(): string {
    return this.tokens.source(this.index);
  }

  /** Whether the token in hand can be an identifier. */
  atIdentifier(): boolean {
    return isIdentifier(this.kind);
  }

  identifier(): Name {
    const { kind, index } = this;
    if (!isIdentifier(kind)) this.fail('an identifier');
    const quoted = kind === 'quoted identifier';
    const source = this.source();
    const value = quoted ? source.slice(1, -1).replaceAll('``', '`') : source;
    if (value.length > this.limits.identifierLength) {
      this.refuse(
        index,
        `An identifier has at most ${this.limits.identifierLength} characters; this one has ${value.length}.`,
      );
    }
    this.advance();
    return Object.freeze({ kind: 'name', value, quoted, at: this.positionFrom(index) });
  }

  path(): Path {
    const first = this.index;
    const names = [this.identifier()];
    while (this.accept('.')) names.push(this.identifier());
    return Object.freeze({ kind: 'path', names: Object.freeze(names), at: this.positionFrom(first) });
  }

  /** A path of one name. */
  simplePath(): Path {
    const name = this.identifier();
    return node({ kind: 'path', names: Object.freeze([name]), at: name.at });
  }

  /** Elements with commas between. */
  list<T>(element: (parser: Parser) => T): readonly T[] {
    const elements = [element(this)];
    while (this.accept(',')) elements.push(element(this));
    return Object.freeze(elements);
  }

  /** `(a, b)`. */
  identifiersInParentheses(): readonly Name[] {
    this.expect('(');
    const names = this.list((parser) => parser.identifier());
    this.expect(')');
    return names;
  }

  /**
   * Something nested begins; what is returned goes to {@link leave}. Both the calls that read it and the nodes that come of it
   * are counted, so that neither the parser nor whoever walks the tree runs out of stack.
   */
  enter(): number {
    if (++this.depth > this.limits.nesting) throw nestingFailure(this.tokens, this.index, this.limits.nesting);
    const outside = this.height;
    this.height = 0;
    return outside;
  }

  leave(outside: number): void {
    this.grow();
    if (outside > this.height) this.height = outside;
    this.depth--;
  }

  /** A node now stands above those made since. */
  grow(): void {
    if (++this.height > this.limits.nesting) throw nestingFailure(this.tokens, this.index, this.limits.nesting);
  }
}

export function isIdentifier(kind: TokenKind): boolean {
  return kind === 'identifier' || kind === 'quoted identifier' || nonReservedWords.has(kind);
}

export function endsStatement(kind: TokenKind): boolean {
  return kind === ';' || kind === 'end';
}

/** The list of nothing. */
export const empty: readonly never[] = Object.freeze([]);

/** A frozen node. */
export function node<const T extends { readonly kind: string }>(fields: T): Readonly<T> {
  return Object.freeze(fields);
}
