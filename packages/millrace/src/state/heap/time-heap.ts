/**
 * Numbers of nodes in the order of their times, and of a sequence where times are equal: a heap with four children a
 * node, in typed arrays, so that a million of them cost the garbage collector nothing.
 */
export class TimeHeap {
  /** Node and time at each position of the heap. */
  private ids = new Int32Array(16);
  private times = new Float64Array(16);
  /** By node. */
  private sequences = new Float64Array(16);
  private readonly freeIds: number[] = [];
  private nextId = 0;
  private length = 0;

  /** The first node, −1 when there is none. */
  get first(): number {
    return this.length === 0 ? -1 : this.ids[0]!;
  }

  get firstTime(): number {
    return this.times[0]!;
  }

  /** @returns the number of the new node; those of nodes that were popped are used again. */
  push(time: number, sequence: number): number {
    const id = this.freeIds.pop() ?? this.nextId++;
    if (id === this.sequences.length || this.length === this.ids.length) this.grow();
    this.sequences[id] = sequence;
    let position = this.length++;
    while (position > 0) {
      const parent = (position - 1) >> 2;
      if (!this.isBefore(time, sequence, parent)) break;
      this.move(parent, position);
      position = parent;
    }
    this.times[position] = time;
    this.ids[position] = id;
    return id;
  }

  /** Removes the first node. */
  pop(): void {
    this.freeIds.push(this.ids[0]!);
    const last = --this.length;
    if (last === 0) this.clear();
    else this.sink(this.times[last]!, this.ids[last]!);
  }

  clear(): void {
    this.ids = new Int32Array(16);
    this.times = new Float64Array(16);
    this.sequences = new Float64Array(16);
    this.freeIds.length = 0;
    this.nextId = 0;
    this.length = 0;
  }

  /** Puts a node in the place of the first, and moves it down to where it belongs. */
  private sink(time: number, id: number): void {
    const { times, length } = this;
    const sequence = this.sequences[id]!;
    let position = 0;
    for (;;) {
      const start = 4 * position + 1;
      if (start >= length) break;
      const end = Math.min(start + 4, length);
      let least = start;
      for (let child = start + 1; child < end; child++) {
        const childTime = times[child]!;
        if (
          childTime < times[least]! ||
          (childTime === times[least] && this.sequenceAt(child) < this.sequenceAt(least))
        ) {
          least = child;
        }
      }
      if (this.isBefore(time, sequence, least)) break;
      this.move(least, position);
      position = least;
    }
    times[position] = time;
    this.ids[position] = id;
  }

  private isBefore(time: number, sequence: number, position: number): boolean {
    const other = this.times[position]!;
    return time < other || (time === other && sequence < this.sequenceAt(position));
  }

  private sequenceAt(position: number): number {
    return this.sequences[this.ids[position]!]!;
  }

  private move(from: number, to: number): void {
    this.times[to] = this.times[from]!;
    this.ids[to] = this.ids[from]!;
  }

  private grow(): void {
    const size = 2 * Math.max(this.ids.length, this.sequences.length);
    this.ids = copyInto(new Int32Array(size), this.ids);
    this.times = copyInto(new Float64Array(size), this.times);
    this.sequences = copyInto(new Float64Array(size), this.sequences);
  }
}

function copyInto<A extends Int32Array | Float64Array>(target: A, source: A): A {
  target.set(source);
  return target;
}
