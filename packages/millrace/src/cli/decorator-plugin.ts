import type { Plugin } from 'rolldown';
import { MillraceError } from '../model/millrace-error.js';
import { refusal } from './refusal.js';
import { nodesOfType, VIRTUAL } from './syntax-nodes.js';

/**
 * An at sign before a name, in a line that does not look like one of a comment, and not in the text of a package's name or
 * of an address. A file that merely looks decorated is parsed, which costs memory.
 */
const LOOKS_DECORATED = /^(?!\s*(\*|\/\/)).*(?<![\w$'"`./@]|\/\*\*?\s?)@[\w$(]/m;

/** Refuses decorators with their line: Node does not know them, and says neither that nor where. */
export function decoratorPlugin(): Plugin {
  return {
    name: 'millrace-decorators',
    transform: {
      filter: { id: { exclude: VIRTUAL }, code: LOOKS_DECORATED },
      handler(code, file) {
        const [decorator] = nodesOfType(this.parse(code, { lang: 'ts' }), ['Decorator']);
        if (decorator === undefined) return null;
        const before = code.slice(0, decorator.start).split('\n');
        const facts = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
        const hint = 'Node does not know them. Write the call that the decorator stands for.';
        throw refusal(new MillraceError('JOB_SYNTAX', 'Decorators cannot be used.', { facts, hint }));
      },
    },
  };
}
