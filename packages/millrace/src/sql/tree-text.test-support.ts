/** A tree in short: positions and what is absent are left out, and fields with an obvious name go by their place. */
export function treeText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(treeText).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? quoted(value) : String(value);
  const node = value as Record<string, unknown>;
  const short = shortForm(node);
  if (short !== undefined) return short;
  const fields = Object.entries(node).filter(
    ([name, field]) => name !== 'at' && name !== 'kind' && !isAbsent(name, field),
  );
  return `(${[node['kind'], ...fields.map(([name, field]) => fieldText(name, field))].join(' ')})`;
}

function fieldText(name: string, field: unknown): string {
  if (field === true) return name;
  if (field === false) return `not-${name}`;
  return `${name}:${treeText(field)}`;
}

function isAbsent(name: string, field: unknown): boolean {
  return (
    field === undefined || (field === false && name !== 'nullable') || (Array.isArray(field) && field.length === 0)
  );
}

function quoted(text: string): string {
  return /^[\w.<>=+*/%|-]+$/.test(text) ? text : JSON.stringify(text);
}

function shortForm(node: Record<string, unknown>): string | undefined {
  switch (node['kind']) {
    case 'name':
      return node['quoted'] === true ? `\`${String(node['value'])}\`` : String(node['value']);
    case 'path':
    case 'column':
      return (node['names'] as unknown[]).map(treeText).join('.');
    case 'number':
      return String(node['text']);
    case 'string':
      return node['charset'] === undefined ? `'${JSON.stringify(node['value']).slice(1, -1)}'` : undefined;
    case 'logical':
      return `(${String(node['operator'])} ${(node['operands'] as unknown[]).map(treeText).join(' ')})`;
    case 'binary':
      return `(${String(node['operator'])} ${treeText(node['left'])} ${treeText(node['right'])})`;
    case 'unary':
      return `(${String(node['operator'])} ${treeText(node['operand'])})`;
    default:
      return undefined;
  }
}
