// @ts-check
/** What the packages export, as their type declarations say it: names of exports, and of the members of each. */
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../set-up.mjs';

/** The declarations of each package's entries. */
const ENTRIES = ['packages/millrace/dist/index.d.ts', 'packages/kafka/dist/index.d.ts'];

/**
 * @returns {ReadonlyMap<string, ReadonlySet<string>>} for each exported name, the names of its members: of instances and
 *   statics of a class, of an interface, of an object.
 */
export function exportedSurface() {
  const files = ENTRIES.map((entry) => join(root, entry));
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noEmit: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  /** @type {Map<string, Set<string>>} */
  const surface = new Map();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is not there: build first.`);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const members = surface.get(exported.name) ?? new Set();
      for (const type of typesOf(checker, symbol)) {
        for (const member of checker.getPropertiesOfType(type)) members.add(member.name);
      }
      surface.set(exported.name, members);
    }
  }
  return surface;
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 */
function typesOf(checker, symbol) {
  const types = [];
  if (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) {
    types.push(checker.getDeclaredTypeOfSymbol(symbol));
  }
  if (symbol.flags & ts.SymbolFlags.Value && symbol.valueDeclaration !== undefined) {
    const type = checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration);
    types.push(type, ...type.getConstructSignatures().map((signature) => signature.getReturnType()));
  }
  return types;
}
