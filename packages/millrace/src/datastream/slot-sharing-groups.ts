import { MillraceError } from '../model/millrace-error.js';
import type { SlotResources } from '../plan/logical-plan.js';
import { checkedName, SlotSharingGroup } from './slot-sharing-group.js';

/** The slot sharing groups of an environment whose resources are known. */
export class SlotSharingGroups {
  private readonly groups = new Map<string, SlotSharingGroup>();

  /**
   * The name of a group that a program gives; a group with resources is registered.
   *
   * @throws MillraceError `SLOT_SHARING_GROUP_CONFLICT` when the name has other resources already.
   */
  nameOf(group: string | SlotSharingGroup): string {
    if (!(group instanceof SlotSharingGroup)) return checkedName(group);
    const name = group.getName();
    if (group.toPlan() === undefined) return name;
    const known = this.groups.get(name);
    if (known !== undefined && !known.equals(group)) {
      throw new MillraceError('SLOT_SHARING_GROUP_CONFLICT', `The slot sharing group '${name}' has other resources.`, {
        facts: { name },
        hint: 'Describe the group once, and refer to it by its name.',
      });
    }
    this.groups.set(name, group);
    return name;
  }

  /** What the plan holds of them. */
  toPlan(): Readonly<Record<string, SlotResources>> {
    return Object.fromEntries(
      [...this.groups].flatMap(([name, group]) => {
        const resources = group.toPlan();
        return resources === undefined ? [] : [[name, resources]];
      }),
    );
  }
}
