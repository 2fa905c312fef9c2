// @ts-check
/** The set-up of the test projects that run what was built (see vitest.config.ts). */
export { build as setup } from './set-up.mjs';
