import { MillraceError } from '../model/millrace-error.js';
import { nameHint } from '../model/nearest-name.js';
import { describeFailure, type Failure, type ProgramSources } from './failure.js';

/**
 * What made the import of a bundle fail. A name that a package does not export is found in the user's files: Node names
 * the line of the bundle, and no stack leads further.
 *
 * @param library the URL of the package's entry, which a program imports as 'millrace'.
 */
export async function describeLoadError(error: unknown, sources: ProgramSources, library: string): Promise<Failure> {
  const name = error instanceof SyntaxError ? missingExport(error) : undefined;
  if (name === undefined) return describeFailure(error, sources);
  const failure = describeFailure(await unknownImport(error as SyntaxError, name, library), sources);
  const place = sources.find(name);
  return { ...failure, stack: [], ...(place === undefined ? {} : { place }) };
}

/** The name that Node has not found. It says so in one way for ES modules, and in another for CommonJS. */
function missingExport({ message }: SyntaxError): string | undefined {
  return (
    /does not provide an export named '([^']+)'/.exec(message)?.[1] ??
    /^Named export '([^']+)' not found/.exec(message)?.[1]
  );
}

async function unknownImport({ message }: SyntaxError, name: string, library: string): Promise<MillraceError> {
  const module = /The requested module '([^']+)'/.exec(message)?.[1] ?? '';
  const exports = (await import(module).catch(() => ({}))) as object;
  const hint = nameHint(name, Object.keys(exports));
  return new MillraceError(
    'JOB_IMPORT_UNKNOWN',
    `There is no '${name}' in '${module === library ? 'millrace' : module}'.`,
    {
      ...(hint === undefined ? {} : { hint }),
    },
  );
}
