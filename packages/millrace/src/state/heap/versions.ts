/**
 * The version numbers of a heap: what is made or copied carries the present one as its stamp, and whatever is stamped at
 * or below `newest` belongs to a frozen version too, so it is copied before anybody may change it.
 */
export class Versions {
  /** The present version. */
  current = 0;
  /** The latest version that is frozen, −1 when none is. */
  newest = -1;
  /** The earliest version that is frozen, Infinity when none is. */
  oldest = Number.POSITIVE_INFINITY;
  private readonly frozen: number[] = [];

  /** Freezes the present version and starts the next. */
  freeze(): number {
    const version = this.current++;
    this.frozen.push(version);
    this.update();
    return version;
  }

  /** Gives a frozen version up; harmless when it was given up before. */
  release(version: number): void {
    const position = this.frozen.indexOf(version);
    if (position === -1) return;
    this.frozen.splice(position, 1);
    this.update();
  }

  private update(): void {
    this.newest = this.frozen.at(-1) ?? -1;
    this.oldest = this.frozen[0] ?? Number.POSITIVE_INFINITY;
  }
}
