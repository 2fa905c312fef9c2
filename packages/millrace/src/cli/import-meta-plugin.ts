import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';
import { nodesOfType, VIRTUAL } from './syntax-nodes.js';

const PREFIX = '\0millrace-import-meta:';
const LENGTH = 'import.meta'.length;

/**
 * Keeps `import.meta` of every module what it was before it was bundled: it is replaced by a name of the same length, so
 * that no column moves, which a module of its own defines.
 */
export function importMetaPlugin(entry: string): Plugin {
  return {
    name: 'millrace-import-meta',
    resolveId(specifier) {
      return specifier.startsWith(PREFIX) ? specifier : null;
    },
    load(id) {
      return id.startsWith(PREFIX) ? metaModule(id.slice(PREFIX.length), entry) : null;
    },
    transform: {
      filter: { id: { exclude: VIRTUAL }, code: 'import.meta' },
      handler(code, id) {
        // `new.target` is a node of the same type, and shorter.
        const places = [...nodesOfType(this.parse(code, { lang: 'ts' }), ['MetaProperty'])].filter(
          ({ start, end }) => end - start === LENGTH,
        );
        if (places.length === 0) return null;
        const name = unusedName(code);
        let text = code;
        for (const { start } of places) text = text.slice(0, start) + name + text.slice(start + LENGTH);
        return { code: `${text}\n;import ${name} from ${JSON.stringify(PREFIX + id)};`, map: null };
      },
    },
  };
}

function metaModule(file: string, entry: string): string {
  const url = pathToFileURL(file).href;
  const meta = { url, filename: file, dirname: dirname(file), main: file === entry };
  return `import { createRequire, isBuiltin } from 'node:module';
import { pathToFileURL } from 'node:url';
const require = createRequire(${JSON.stringify(url)});
const resolve = (specifier) => {
  if (/^(\\.{0,2}\\/|[a-z]+:)/.test(specifier)) return new URL(specifier, ${JSON.stringify(url)}).href;
  return isBuiltin(specifier) ? 'node:' + specifier : pathToFileURL(require.resolve(specifier)).href;
};
export default { ...${JSON.stringify(meta)}, resolve };
`;
}

function unusedName(code: string): string {
  for (let number = 0; ; number++) {
    const name = `$meta${String(number).padStart(LENGTH - '$meta'.length, '0')}`;
    if (!code.includes(name)) return name;
  }
}
