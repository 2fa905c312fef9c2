import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package: found from below, for what is built may lie at any depth in it. */
export const OWN_PACKAGE = packageAbove(dirname(fileURLToPath(import.meta.url)));

function packageAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageAbove(dirname(folder));
}
