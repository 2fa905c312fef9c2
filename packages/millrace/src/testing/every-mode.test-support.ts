import { it } from 'vitest';

/** Options of an operator harness that a test passes on. */
export interface HarnessMode {
  readonly restoreEachStep: boolean;
}

/** A test that runs twice: as it stands, and with a snapshot and a restored operator between any two of its steps. */
export function inEveryMode(name: string, body: (mode: HarnessMode) => Promise<void>): void {
  it.each([
    ['', { restoreEachStep: false }],
    [', restored at each step', { restoreEachStep: true }],
  ])(`${name}%s`, (_label, mode) => body(mode));
}
