/**
 * What becomes of a window's contents after a trigger was asked.
 *
 * A window without contents does not fire, whatever its trigger says.
 */
export class TriggerResult {
  /** Nothing happens. */
  static readonly CONTINUE = new TriggerResult(false, false);
  /** The window's function is called; the contents stay. */
  static readonly FIRE = new TriggerResult(true, false);
  /** The contents go, and nothing is emitted. */
  static readonly PURGE = new TriggerResult(false, true);
  /** The window's function is called; then the contents go. */
  static readonly FIRE_AND_PURGE = new TriggerResult(true, true);

  private constructor(
    private readonly fire: boolean,
    private readonly purge: boolean,
  ) {}

  isFire(): boolean {
    return this.fire;
  }

  isPurge(): boolean {
    return this.purge;
  }

  toString(): string {
    const parts = [...(this.fire ? ['FIRE'] : []), ...(this.purge ? ['PURGE'] : [])];
    return parts.length === 0 ? 'CONTINUE' : parts.join('_AND_');
  }
}
