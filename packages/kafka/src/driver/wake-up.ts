/** One timer that goes off at the earliest of the times asked for. */
export class WakeUp {
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(act: () => void) {
    this.#act = act;
  }

  /** Acts at a time in milliseconds since 1970, or earlier if that was asked for before. */
  at(time: number): void {
    if (time >= this.#at || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#at = time;
    this.#timer = setTimeout(
      () => {
        this.#at = Number.POSITIVE_INFINITY;
        this.#act();
      },
      Math.max(1, time - Date.now()),
    );
  }

  /** Forgets the time asked for. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#at = Number.POSITIVE_INFINITY;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
