import { MemorySize } from '../model/memory-size.js';
import { MillraceError } from '../model/millrace-error.js';
import { describeValue } from '../model/type-mismatch.js';
import type { SlotResources } from '../plan/logical-plan.js';

const NO_MEMORY = new MemorySize(0);

/** What a group asks for, while it is being described. */
interface Resources {
  cpuCores?: number;
  taskHeapMemory?: MemorySize;
  taskOffHeapMemory?: MemorySize;
  managedMemory?: MemorySize;
  readonly externalResources: Map<string, number>;
}

/**
 * A slot sharing group with the resources that one slot of it needs. Operators of two groups share neither a slot nor a task.
 *
 * Resources stand in the plan, and `explain` shows them; one process does not divide its memory by them.
 *
 * @example
 * ```ts
 * import { SlotSharingGroup } from 'millrace';
 *
 * const heavy = SlotSharingGroup.builder('heavy').setCpuCores(2).setTaskHeapMemoryMb(512).build();
 * console.log(heavy.getName(), String(heavy.getTaskHeapMemory()));
 * ```
 */
export class SlotSharingGroup {
  /** @internal */
  constructor(
    private readonly name: string,
    private readonly resources: Readonly<Resources>,
  ) {}

  static builder(name: string): SlotSharingGroupBuilder {
    return new SlotSharingGroupBuilder(checkedName(name));
  }

  getName(): string {
    return this.name;
  }

  getCpuCores(): number | undefined {
    return this.resources.cpuCores;
  }

  getTaskHeapMemory(): MemorySize | undefined {
    return this.resources.taskHeapMemory;
  }

  getTaskOffHeapMemory(): MemorySize | undefined {
    return this.resources.taskOffHeapMemory;
  }

  getManagedMemory(): MemorySize | undefined {
    return this.resources.managedMemory;
  }

  /** Other resources by name, such as GPUs. */
  getExternalResources(): Map<string, number> {
    return new Map(this.resources.externalResources);
  }

  equals(other: unknown): boolean {
    return (
      other instanceof SlotSharingGroup &&
      other.name === this.name &&
      JSON.stringify(other.toPlan()) === JSON.stringify(this.toPlan())
    );
  }

  /** @internal What the plan holds of it; undefined when it asks for nothing. */
  toPlan(): SlotResources | undefined {
    const { cpuCores, taskHeapMemory, taskOffHeapMemory, managedMemory, externalResources } = this.resources;
    if (cpuCores === undefined || taskHeapMemory === undefined) return undefined;
    return {
      cpuCores,
      taskHeapBytes: taskHeapMemory.getBytes(),
      taskOffHeapBytes: taskOffHeapMemory?.getBytes() ?? 0,
      managedBytes: managedMemory?.getBytes() ?? 0,
      external: Object.fromEntries([...externalResources].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}

/** Describes a {@link SlotSharingGroup}. */
export class SlotSharingGroupBuilder {
  private readonly resources: Resources = { externalResources: new Map() };

  /** @internal */
  constructor(private readonly name: string) {}

  /** @throws MillraceError `SLOT_SHARING_GROUP_INVALID` for anything that is not above 0. */
  setCpuCores(cpuCores: number): this {
    this.resources.cpuCores = positive(cpuCores, 'CPU cores');
    return this;
  }

  setTaskHeapMemory(taskHeapMemory: MemorySize): this {
    this.resources.taskHeapMemory = memory(taskHeapMemory, 'task heap memory');
    positive(taskHeapMemory.getBytes(), 'task heap memory');
    return this;
  }

  setTaskHeapMemoryMb(taskHeapMemoryMb: number): this {
    return this.setTaskHeapMemory(MemorySize.ofMebiBytes(taskHeapMemoryMb));
  }

  setTaskOffHeapMemory(taskOffHeapMemory: MemorySize): this {
    this.resources.taskOffHeapMemory = memory(taskOffHeapMemory, 'task off-heap memory');
    return this;
  }

  setTaskOffHeapMemoryMb(taskOffHeapMemoryMb: number): this {
    return this.setTaskOffHeapMemory(MemorySize.ofMebiBytes(taskOffHeapMemoryMb));
  }

  setManagedMemory(managedMemory: MemorySize): this {
    this.resources.managedMemory = memory(managedMemory, 'managed memory');
    return this;
  }

  setManagedMemoryMb(managedMemoryMb: number): this {
    return this.setManagedMemory(MemorySize.ofMebiBytes(managedMemoryMb));
  }

  /** A second value for the same name takes the place of the first. */
  setExternalResource(name: string, value: number): this {
    this.resources.externalResources.set(checkedName(name), positive(value, `external resource '${name}'`));
    return this;
  }

  /** @throws MillraceError `SLOT_SHARING_GROUP_INVALID` for resources without CPU cores and task heap memory. */
  build(): SlotSharingGroup {
    const { cpuCores, taskHeapMemory, externalResources, ...others } = this.resources;
    const isPartial = (cpuCores === undefined) !== (taskHeapMemory === undefined);
    const hasOthers = Object.keys(others).length > 0 || externalResources.size > 0;
    if (isPartial || (hasOthers && cpuCores === undefined)) {
      throw invalid(
        `The slot sharing group '${this.name}' asks for some resources without CPU cores and task heap memory.`,
        'Say both with setCpuCores and setTaskHeapMemory, or no resources at all.',
      );
    }
    const none = cpuCores === undefined ? {} : { taskOffHeapMemory: NO_MEMORY, managedMemory: NO_MEMORY };
    const external = new Map(externalResources);
    return new SlotSharingGroup(this.name, { ...none, ...this.resources, externalResources: external });
  }
}

/** @throws MillraceError `SLOT_SHARING_GROUP_INVALID` for what is no text, or empty. */
export function checkedName(name: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  throw invalid(
    `${describeValue(name)} is no name of a slot sharing group or a resource.`,
    "Give a text such as 'heavy'.",
  );
}

function positive(value: unknown, what: string): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw invalid(`The ${what} of a slot cannot be ${describeValue(value)}.`, 'Give a number above 0.');
}

function memory(value: unknown, what: string): MemorySize {
  if (value instanceof MemorySize) return value;
  throw invalid(
    `The ${what} of a slot cannot be ${describeValue(value)}.`,
    'Give a MemorySize, such as MemorySize.ofMebiBytes(64).',
  );
}

function invalid(message: string, hint: string): MillraceError {
  return new MillraceError('SLOT_SHARING_GROUP_INVALID', message, { hint });
}
