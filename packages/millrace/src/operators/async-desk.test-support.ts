/** The other side of asynchronous calls in tests: a call waits until the test answers it. */
export interface AsyncDesk {
  /** What an operator calls. */
  readonly ask: (value: unknown) => Promise<unknown[]>;
  /** Values that were asked about and have no answer, in the order of the calls. */
  readonly open: unknown[];
  /** How often each value was asked about. */
  readonly asked: Map<unknown, number>;
  /** Answers every open call about a value: with itself times ten, unless something else is given. */
  answer(value: unknown, results?: unknown): void;
  reject(value: unknown, error: unknown): void;
}

export function createAsyncDesk(): AsyncDesk {
  const calls: { value: unknown; resolve: (results: never) => void; reject: (error: unknown) => void }[] = [];
  const asked = new Map<unknown, number>();
  const taken = (value: unknown) => {
    const found = calls.filter((call) => call.value === value);
    if (found.length === 0) throw new Error(`Nobody asks about ${String(value)}.`);
    for (const call of found) calls.splice(calls.indexOf(call), 1);
    return found;
  };
  return {
    ask: (value) =>
      new Promise((resolve, reject) => {
        asked.set(value, (asked.get(value) ?? 0) + 1);
        calls.push({ value, resolve, reject });
      }),
    get open() {
      return [...new Set(calls.map(({ value }) => value))];
    },
    asked,
    answer(value, results = [Number(value) * 10]) {
      for (const { resolve } of taken(value)) resolve(results as never);
    },
    reject(value, error) {
      for (const { reject } of taken(value)) reject(error);
    },
  };
}
