import type { TestProject } from 'vitest/node';
import type { Certificates } from './certificates.mjs';

/** The broker that all files of the test project `kafka` share: `inject('sharedBroker')`. */
export interface SharedBroker {
  /** By listener; all on 127.0.0.1. */
  readonly ports: Readonly<Record<string, number>>;
  /** Where the PROXIED listener says that it is. */
  readonly proxyPort: number;
  readonly certificates: Certificates;
  /** After this time a session authenticated by PLAIN must be renewed. */
  readonly plainSessionMs: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    sharedBroker: SharedBroker;
  }
}

export function setup(project: TestProject): Promise<(() => Promise<void>) | undefined>;
