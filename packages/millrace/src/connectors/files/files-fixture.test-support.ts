import type { Source, SourceSplit } from '../../operator/source.js';
import { SourceRun, type SourceRunOptions } from '../../testing/contract/source-run.js';
import { createVirtualClock } from '../../testing/virtual-clock.js';
import { createVirtualFiles, type VirtualFiles } from '../../testing/virtual-files.js';

/** Virtual files with these contents. */
export function filesWith(contents: Readonly<Record<string, string | Uint8Array>> = {}): VirtualFiles {
  const files = createVirtualFiles(createVirtualClock());
  for (const [path, content] of Object.entries(contents)) files.writeText(path, content);
  return files;
}

/** All records of a source, read at parallelism 1. */
export async function readSource<T>(
  source: Source<T, never, unknown> | Source<T>,
  options: SourceRunOptions,
): Promise<readonly T[]> {
  const run = await SourceRun.start(source as Source<T, SourceSplit>, options);
  try {
    await run.read();
    return run.values;
  } finally {
    await run.close();
  }
}
