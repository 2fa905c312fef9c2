import { MillraceError } from '../../model/millrace-error.js';
import type { NodeBase } from '../ast/node.js';

/** The error of a part of a query that is well-formed but makes no sense, with its place. */
export function translateFailure(code: string, message: string, node: NodeBase, hint?: string): MillraceError {
  return new MillraceError(code, message, {
    facts: { line: node.at.line, column: node.at.column },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Runs `translate`; an error without a place gets that of the node. */
export function placed<T>(node: NodeBase, translate: () => T): T {
  try {
    return translate();
  } catch (error) {
    throw error instanceof MillraceError ? error.withFacts({ line: node.at.line, column: node.at.column }) : error;
  }
}
