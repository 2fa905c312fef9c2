import { describe } from 'vitest';
import type { KeyedStateFactory } from './backend-fixture.test-support.js';
import { describeFreezing } from './freezing.test-support.js';
import { describeKeysAndNamespaces } from './keys-and-namespaces.test-support.js';
import { describeKinds } from './kinds.test-support.js';
import { describeModel } from './model.test-support.js';
import { describeRestoring } from './restoring.test-support.js';
import { describeTimeToLive } from './time-to-live.test-support.js';
import { describeTimeToLiveModel } from './time-to-live-model.test-support.js';
import { describeTimers } from './timers.test-support.js';

/**
 * The suite that every keyed state back end passes: all kinds of state, keys, namespaces, timers, freezing, snapshots,
 * time to live, and a naive model under random calls.
 */
export function describeKeyedStateBackend(name: string, create: KeyedStateFactory): void {
  describe(`keyed state back end: ${name}`, () => {
    describeKinds(create);
    describeKeysAndNamespaces(create);
    describeTimers(create);
    describeFreezing(create);
    describeRestoring(create);
    describeTimeToLive(create);
    describeModel(create);
    describeTimeToLiveModel(create);
  });
}
