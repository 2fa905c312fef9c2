/** The form of the entries of a key group: the first byte of each. `snapshot-format.md` describes it. */
export const KEY_GROUP_FORMAT = 1;

/** The bytes before the first section: the form, and the length of what follows. */
export const KEY_GROUP_HEADER = 5;

/** A section whose records put something; the only kind there is yet. */
export const SECTION_OF_ENTRIES = 0;

/** What a record repeats of the one before it. */
export const RecordPrefix = { KEY: 0, NAMESPACE: 1, SAME: 2 } as const;
