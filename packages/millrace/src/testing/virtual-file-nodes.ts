import type { Random } from '../ports/random.js';

/** What a disk writes at once: a torn write ends at such a place. */
const SECTOR_BYTES = 512;

/** A file: its content now, and what of it a loss of power leaves. */
export class VirtualFileNode {
  readonly kind = 'file';
  modifiedMs = 0;
  private bytes = new Uint8Array(0);
  private length = 0;
  private synced = new Uint8Array(0);
  /** The shortest that the content has been since it was synced. */
  private shortest = 0;

  get lengthBytes(): number {
    return this.length;
  }

  get content(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  append(more: Uint8Array): void {
    const needed = this.length + more.length;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
      larger.set(this.content);
      this.bytes = larger;
    }
    this.bytes.set(more, this.length);
    this.length = needed;
  }

  truncate(lengthBytes: number): void {
    this.length = lengthBytes;
    this.shortest = Math.min(this.shortest, lengthBytes);
  }

  sync(): void {
    this.synced = this.content.slice();
    this.shortest = this.length;
  }

  /** Without chance, all that was not synced is lost; with it, any part of it is. */
  losePower(random: Random | undefined): void {
    const { content, synced, shortest } = this;
    const isCut = random !== undefined && random.next() < 0.5;
    if (random === undefined || (!isCut && shortest < synced.length)) {
      this.restore(synced);
      return;
    }
    const kept = shortest + partOf(content.length - shortest, random);
    const left = content.slice(0, kept);
    // The file system had noted the new length, and not yet written all the sectors.
    if (random.next() < 0.25) {
      const from = shortest + Math.floor(random.next() * (kept - shortest + 1));
      left.fill(0, Math.min(kept, Math.ceil(from / SECTOR_BYTES) * SECTOR_BYTES));
    }
    this.restore(left);
  }

  flipBit(position: number): void {
    if (position >= this.length) throw new RangeError(`The file has only ${this.length} bytes.`);
    this.bytes[position]! ^= 1;
    if (position < this.synced.length) this.synced[position]! ^= 1;
  }

  private restore(content: Uint8Array): void {
    this.bytes = content.slice();
    this.length = content.length;
    this.sync();
  }
}

/** The names that one call gave and took in one directory; they reach the disk together. */
type NameChange = readonly (readonly [name: string, node: VirtualNode | undefined])[];

/** A directory: the names it holds now, and those that a loss of power leaves. */
export class VirtualDirectoryNode {
  readonly kind = 'directory';
  readonly lengthBytes = 0;
  modifiedMs = 0;
  private readonly names = new Map<string, VirtualNode>();
  private synced: ReadonlyMap<string, VirtualNode> = new Map();
  private unsynced: NameChange[] = [];

  get(name: string): VirtualNode | undefined {
    return this.names.get(name);
  }

  entries(): [string, VirtualNode][] {
    return [...this.names].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  get isEmpty(): boolean {
    return this.names.size === 0;
  }

  change(change: NameChange): void {
    apply(this.names, change);
    this.unsynced.push(change);
  }

  sync(): void {
    this.synced = new Map(this.names);
    this.unsynced = [];
  }

  /** Without chance, all names that were not synced are lost; with it, those from some call on. */
  losePower(random: Random | undefined): void {
    const kept = random === undefined ? 0 : partOf(this.unsynced.length, random);
    const left = new Map(this.synced);
    for (const change of this.unsynced.slice(0, kept)) apply(left, change);
    this.names.clear();
    for (const [name, node] of left) this.names.set(name, node);
    this.sync();
    for (const [, node] of this.entries()) node.losePower(random);
  }
}

export type VirtualNode = VirtualFileNode | VirtualDirectoryNode;

/** How much of something is left: often nothing or all, as it is when little was under way. */
function partOf(whole: number, random: Random): number {
  const chance = random.next();
  if (chance < 0.25) return 0;
  return chance < 0.5 ? whole : Math.floor(random.next() * (whole + 1));
}

function apply(names: Map<string, VirtualNode>, change: NameChange): void {
  for (const [name, node] of change) {
    if (node === undefined) names.delete(name);
    else names.set(name, node);
  }
}
