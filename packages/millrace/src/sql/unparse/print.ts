/** Gives the text of any node. */
export type Print = (node: { readonly kind: string }) => string;

/** The members of a union that have this kind. */
type OfKind<N extends { readonly kind: string }, K> = N extends unknown ? (K extends N['kind'] ? N : never) : never;

/** A printer for every kind of a union. */
export type Printers<N extends { readonly kind: string }> = {
  readonly [K in N['kind']]: (node: OfKind<N, K>, print: Print) => string;
};

/** What is there, with spaces between. */
export function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(' ');
}

/** The texts of nodes, with commas between. */
export function commas(nodes: readonly { readonly kind: string }[], print: Print): string {
  return nodes.map(print).join(', ');
}

/** The same in parentheses. */
export function parenthesized(nodes: readonly { readonly kind: string }[], print: Print): string {
  return `(${commas(nodes, print)})`;
}

/** The same in parentheses behind a word; nothing when there are none. */
export function listed(word: string, nodes: readonly { readonly kind: string }[], print: Print): string | undefined {
  return nodes.length === 0 ? undefined : words(word, parenthesized(nodes, print));
}

/** A node behind a word; nothing when it is not there. */
export function after(word: string, node: { readonly kind: string } | undefined, print: Print): string | undefined {
  return node === undefined ? undefined : `${word} ${print(node)}`;
}
