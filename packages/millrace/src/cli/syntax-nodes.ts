/** A node of a syntax tree in the form of ESTree, as far as it is looked at here. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Modules that no file holds: those of the bundler, and of our plugins. */
export const VIRTUAL = /^\0/;

/** The nodes of some types in a tree, in the order of the text. */
export function* nodesOfType(tree: unknown, types: readonly string[]): Generator<SyntaxNode> {
  if (typeof tree !== 'object' || tree === null) return;
  const { type } = tree as Partial<SyntaxNode>;
  if (type !== undefined && types.includes(type)) yield tree as SyntaxNode;
  for (const child of Object.values(tree)) yield* nodesOfType(child, types);
}
