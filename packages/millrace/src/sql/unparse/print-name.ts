import type { Name, Path, StringLiteral } from '../ast/node.js';
import { isReserved } from '../parser/keywords.js';
import type { Printers } from './print.js';

/** Quoted where it was, and where it would not be read as this name. */
export function nameText({ value, quoted }: Name): string {
  return quoted || !isPlain(value) || isReserved(value) ? quotedName(value) : value;
}

/** The name of a function, which may be a reserved word. */
export function functionNameText(path: Path): string {
  return path.names.map(({ value, quoted }) => (quoted || !isPlain(value) ? quotedName(value) : value)).join('.');
}

function quotedName(value: string): string {
  return `\`${value.replaceAll('`', '``')}\``;
}

function isPlain(value: string): boolean {
  return /^[A-Za-z_$\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u3040-\u318f\u3400-\u3d2d\u4e00-\u9fff\uac00-\ud7a3][\w$\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u3040-\u318f\u3400-\u3d2d\u4e00-\u9fff\uac00-\ud7a3]*$/.test(value); // biome-ignore format: one pattern
}

function stringText({ value, charset }: StringLiteral): string {
  const prefix = charset === undefined ? '' : charset === 'N' ? 'N' : `_${charset}`;
  return `${prefix}'${value.replaceAll("'", "''")}'`;
}

export const namePrinters: Printers<Name | Path | StringLiteral> = {
  name: nameText,
  path: ({ names }) => names.map(nameText).join('.'),
  string: stringText,
};
