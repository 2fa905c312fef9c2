import type { KeyToken, Slots } from '../../model/codec.js';

/** A map of one entry, as snapshots and moves see it: in its row, the token and the value stand side by side. */
export class OneEntry {
  readonly token: KeyToken;
  readonly value: unknown;

  constructor(token: KeyToken, value: unknown) {
    this.token = token;
    this.value = value;
  }
}

/** A row of a map state: the token and the value of its one entry, or in the first place the map of several. */
export const ENTRY_FORM: Slots<unknown> = {
  count: 2,
  put(stored, slots, at) {
    slots[at] = stored instanceof OneEntry ? stored.token : stored;
    slots[at + 1] = stored instanceof OneEntry ? stored.value : undefined;
  },
  take: (slots, at) => (typeof slots[at] === 'object' ? slots[at] : new OneEntry(slots[at] as KeyToken, slots[at + 1])),
};
