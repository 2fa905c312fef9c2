import { sourceLiteral } from '../model/generated-code.js';

/**
 * The body of a generated function while it is written. Values get into it as parameters of a surrounding function, or
 * through the one escaper, never as text.
 */
export interface CodeWriter {
  /** Writes a line; what a `{` opens and a `}` closes is for the writer of the line to balance. */
  line(source: string): void;
  /** A new variable that cannot be changed. */
  define(source: string): string;
  /** A new variable, to be assigned later; null until then. */
  declare(): string;
  /** The source of a value: a literal where that is safe, else the name of a parameter that will hold it. */
  constant(value: unknown): string;
}

/** The generated text and the values that it takes from outside. */
export interface GeneratedBody extends CodeWriter {
  readonly lines: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

export function codeWriter(): GeneratedBody {
  const lines: string[] = [];
  const parameters: Record<string, unknown> = {};
  const names = new Map<unknown, string>();
  let variables = 0;
  const line = (source: string): void => {
    lines.push(source);
  };
  return {
    lines,
    parameters,
    line,
    define(source) {
      const name = `v${variables++}`;
      line(`const ${name} = ${source};`);
      return name;
    },
    declare() {
      const name = `v${variables++}`;
      line(`let ${name} = null;`);
      return name;
    },
    constant(value) {
      const inlined = inlineLiteral(value);
      if (inlined !== undefined) return inlined;
      const known = names.get(value);
      if (known !== undefined) return known;
      const name = `c${names.size}`;
      names.set(value, name);
      parameters[name] = value;
      return name;
    },
  };
}

function inlineLiteral(value: unknown): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return sourceLiteral(value);
  if (typeof value === 'bigint') return `(${value}n)`;
  if (typeof value === 'number') return Object.is(value, -0) ? '(-0)' : `(${value})`;
  return undefined;
}
