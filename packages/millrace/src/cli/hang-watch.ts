/** Is told when user code keeps the thread, and when it gives it back. */
export interface HangListener {
  hangs(silentMs: number): void;
  returned(silentMs: number): void;
}

/** Tells from a heartbeat whether user code has given back the thread that makes it. */
export interface HangWatch {
  readonly isHanging: boolean;
  /** One look. Looks are counted, not clocks compared: a machine that was asleep has looked as seldom as it has beaten. */
  look(beat: number): void;
  /** The thread has shown by something else that it goes on. */
  heard(): void;
}

/** How often one should look. */
export const LOOK_INTERVAL_MS = 500;

/** How long user code may keep the thread before it is named. */
const HANG_AFTER_MS = 5_000;

export function createHangWatch(listener: HangListener): HangWatch {
  let lastBeat: number | undefined;
  let silentMs = 0;
  const heard = () => {
    const before = silentMs;
    silentMs = 0;
    if (before >= HANG_AFTER_MS) listener.returned(before);
  };
  return {
    get isHanging() {
      return silentMs >= HANG_AFTER_MS;
    },
    heard,
    look(beat) {
      if (beat !== lastBeat) {
        lastBeat = beat;
        heard();
        return;
      }
      silentMs += LOOK_INTERVAL_MS;
      if (silentMs === HANG_AFTER_MS) listener.hangs(silentMs);
    },
  };
}
