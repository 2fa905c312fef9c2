/**
 * A tree as text that a person can check: positions and what is absent are left out, names, numbers, texts and operators are
 * short, and what does not fit a line is broken into one line a part.
 */
export function treeText(value: unknown, width = Number.POSITIVE_INFINITY, indent = ''): string {
  const line = inOneLine(value);
  if (indent.length + line.length <= width) return line;
  const deeper = `${indent}  `;
  const lines = (parts: readonly string[]) => parts.map((part) => `\n${deeper}${part}`).join('');
  if (Array.isArray(value)) return `[${lines(value.map((each) => treeText(each, width, deeper)))}]`;
  const { head, parts } = partsOf(value as Record<string, unknown>);
  const texts = parts.map(([name, part]) => (name === '' ? '' : `${name}:`) + treeText(part, width, deeper));
  return `(${head}${lines(texts)})`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? quoted(value) : String(value);
  const node = value as Record<string, unknown>;
  const short = shortForm(node);
  if (short !== undefined) return short;
  const { head, parts } = partsOf(node);
  return `(${[head, ...parts.map(([name, part]) => (name === '' ? '' : `${name}:`) + inOneLine(part))].join(' ')})`;
}

function quoted(text: string): string {
  return /^[\w.<>=+*/%|-]+$/.test(text) ? text : JSON.stringify(text);
}

/** Nodes that are one word. */
function shortForm(node: Record<string, unknown>): string | undefined {
  switch (node['kind']) {
    case 'name':
      return node['quoted'] === true ? `\`${String(node['value'])}\`` : String(node['value']);
    case 'path':
    case 'column':
      return (node['names'] as unknown[]).map(inOneLine).join('.');
    case 'null':
      return 'NULL';
    case 'boolean':
      return node['value'] === null ? 'UNKNOWN' : String(node['value']).toUpperCase();
    case 'select-item':
      return node['alias'] === undefined ? inOneLine(node['expression']) : undefined;
    case 'number':
      return String(node['text']);
    case 'string':
      return node['charset'] === undefined ? `'${JSON.stringify(node['value']).slice(1, -1)}'` : undefined;
    case 'scalar-type':
      return `<${String(node['name'])}${numbers(node['precision'], node['scale'])}${nullability(node['nullable'])}>`;
    case 'interval-qualifier': {
      const to = node['to'] === undefined ? '' : ` TO ${String(node['to'])}`;
      return `<${String(node['from'])}${numbers(node['precision'])}${to}${numbers(node['fraction'])}>`;
    }
    case 'option':
    case 'hint-option':
      return `${inOneLine(node['key'])}=${inOneLine(node['value'])}`;
    default:
      return undefined;
  }
}

function numbers(...given: readonly unknown[]): string {
  const there = given.filter((each) => each !== undefined);
  return there.length === 0 ? '' : `(${there.join(',')})`;
}

function nullability(nullable: unknown): string {
  return nullable === undefined ? '' : nullable === true ? ' null' : ' not-null';
}

type Parts = { readonly head: string; readonly parts: readonly (readonly [name: string, part: unknown])[] };

function partsOf(node: Record<string, unknown>): Parts {
  const operands = (...names: readonly string[]): Parts => ({
    head: String(node['operator']),
    parts: names.flatMap((name) => (Array.isArray(node[name]) ? node[name] : [node[name]])).map((part) => ['', part]),
  });
  switch (node['kind']) {
    case 'logical':
      return operands('operands');
    case 'binary':
      return operands('left', 'right');
    case 'unary':
      return operands('operand');
    default: {
      const fields = Object.entries(node).filter(([name, field]) => !isAbsent(name, field));
      return {
        head: [
          node['kind'],
          ...fields.filter(isFlag).map(([name, field]) => (field === true ? name : `not-${name}`)),
        ].join(' '),
        parts: fields.filter((field) => !isFlag(field)),
      };
    }
  }
}

function isFlag([, field]: readonly [string, unknown]): boolean {
  return typeof field === 'boolean';
}

/** What is not said; of all flags only nullability is told when it is false. */
function isAbsent(name: string, field: unknown): boolean {
  if (name === 'at' || name === 'kind' || field === undefined || (name === 'form' && field === 'plain')) return true;
  return (
    (field === false && name !== 'nullable' && name !== 'enforced') || (Array.isArray(field) && field.length === 0)
  );
}
