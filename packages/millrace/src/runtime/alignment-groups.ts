import type { Cancel, Clock } from '../ports/clock.js';
import { maxAllowedWatermark, type WatermarkAlignment } from '../time/watermark-alignment.js';

interface Member {
  watermark: number;
  readonly setMaxAllowed: (time: number) => void;
}

interface Group {
  readonly alignment: WatermarkAlignment;
  readonly members: Map<string, Member>;
  cancel: Cancel | undefined;
}

/** Watermark alignment of a job: in each group, nobody runs further ahead of the slowest than allowed. */
export class AlignmentGroups {
  private readonly groups = new Map<string, Group>();
  private readonly groupOf = new Map<string, Group>();

  constructor(private readonly clock: Clock) {}

  /** Puts all subtasks of a source into the group of its strategy. The first source of a group says how it is aligned. */
  declare(uid: string, alignment: WatermarkAlignment): void {
    const group = this.groups.get(alignment.group) ?? { alignment, members: new Map(), cancel: undefined };
    this.groups.set(alignment.group, group);
    this.groupOf.set(uid, group);
  }

  /** A subtask has begun; without a group nothing happens. */
  join(uid: string, subtaskIndex: number, setMaxAllowed: (time: number) => void): void {
    const group = this.groupOf.get(uid);
    if (group === undefined) return;
    group.members.set(`${uid}/${subtaskIndex}`, { watermark: Number.NEGATIVE_INFINITY, setMaxAllowed });
    if (group.cancel === undefined) this.schedule(group);
  }

  report(uid: string, subtaskIndex: number, watermark: number): void {
    const member = this.groupOf.get(uid)?.members.get(`${uid}/${subtaskIndex}`);
    if (member !== undefined) member.watermark = watermark;
  }

  close(): void {
    for (const group of this.groups.values()) group.cancel?.();
  }

  private schedule(group: Group): void {
    const { updateIntervalMs, maxAllowedDriftMs } = group.alignment;
    group.cancel = this.clock.setTimer(this.clock.now() + updateIntervalMs, () => {
      const members = [...group.members.values()];
      const time = maxAllowedWatermark(
        members.map((member) => member.watermark),
        maxAllowedDriftMs,
      );
      for (const member of members) member.setMaxAllowed(time);
      this.schedule(group);
    });
  }
}
