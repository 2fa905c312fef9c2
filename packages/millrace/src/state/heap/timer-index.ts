import type { KeyToken } from '../../model/codec.js';
import { inFiringOrder } from './firing-order.js';
import { TimeHeap } from './time-heap.js';

/** One registered timer. What a snapshot says of it never changes, so that frozen versions share it. */
export class HeapTimer {
  readonly time: number;
  readonly key: unknown;
  readonly namespace: unknown;
  readonly namespaceToken: KeyToken;
  /** Rises with each registration: the order among timers of the same time. */
  readonly sequence: number;
  /** Removed, but still in the index. */
  cancelled = false;

  constructor(time: number, key: unknown, namespace: unknown, namespaceToken: KeyToken, sequence: number) {
    this.time = time;
    this.key = key;
    this.namespace = namespace;
    this.namespaceToken = namespaceToken;
    this.sequence = sequence;
  }
}

/** Timers of one time, in the order of their registration. */
class Bucket {
  readonly timers: (HeapTimer | undefined)[];
  /** The position of the first one that has not been taken. */
  head = 0;

  constructor(timers: HeapTimer[]) {
    this.timers = timers;
  }
}

type Node = HeapTimer | Bucket;

/** How many times the index remembers the node of; the times of the windows that are open at once should fit. */
const REMEMBERED = 64;
/** Cancelled timers are dropped when they outnumber the others by this. */
const CANCELLED_KEPT = 1024;

/**
 * The timers of one service in the order in which they fire. It is made from state, and so is no state itself.
 *
 * A heap orders nodes by time. A node holds one timer, or all those of its time that were registered while the index
 * remembered it: so a million timers of one time (a window of a million keys) cost no more order than one. Two nodes may
 * have the same time; then all timers of one were registered before those of the other. A removed timer stays until its
 * time comes or removed ones prevail.
 */
export class TimerIndex {
  private readonly heap = new TimeHeap();
  private readonly nodes: (Node | undefined)[] = [];
  private readonly rememberedTimes = new Float64Array(REMEMBERED).fill(Number.NaN);
  private readonly rememberedNodes = new Int32Array(REMEMBERED);
  private count = 0;
  private cancelled = 0;

  get size(): number {
    return this.count;
  }

  /** Adds a timer that was registered after all others. */
  add(timer: HeapTimer): void {
    const { time } = timer;
    const place = placeOf(time);
    if (this.rememberedTimes[place] === time) this.append(this.rememberedNodes[place]!, timer);
    else this.addNode(timer, time, timer.sequence);
    this.count++;
  }

  /** Adds timers in any order, none of which was registered after those that are added later. */
  addAll(timers: readonly HeapTimer[]): void {
    for (const timer of inFiringOrder(timers)) this.add(timer);
  }

  /** Removes a timer that is in the index. */
  remove(timer: HeapTimer): void {
    timer.cancelled = true;
    this.count--;
    this.cancelled++;
    if (this.cancelled > this.count + CANCELLED_KEPT) this.dropCancelled();
  }

  peekTime(): number | undefined {
    return this.first()?.time;
  }

  /** Removes the first timer and returns it. */
  poll(): HeapTimer | undefined {
    const timer = this.first();
    if (timer === undefined) return undefined;
    this.takeFirst();
    this.count--;
    return timer;
  }

  clear(): void {
    this.heap.clear();
    this.nodes.length = 0;
    this.rememberedTimes.fill(Number.NaN);
    this.count = 0;
    this.cancelled = 0;
  }

  private addNode(node: Node, time: number, sequence: number): void {
    const id = this.heap.push(time, sequence);
    this.nodes[id] = node;
    const place = placeOf(time);
    this.rememberedTimes[place] = time;
    this.rememberedNodes[place] = id;
  }

  private append(id: number, timer: HeapTimer): void {
    const node = this.nodes[id]!;
    if (node instanceof Bucket) node.timers.push(timer);
    else this.nodes[id] = new Bucket([node, timer]);
  }

  /** The first timer that is not cancelled. */
  private first(): HeapTimer | undefined {
    for (let id = this.heap.first; id !== -1; id = this.heap.first) {
      const node = this.nodes[id]!;
      const timer = node instanceof Bucket ? node.timers[node.head] : node;
      if (timer === undefined) this.popNode(id);
      else if (timer.cancelled) this.skipCancelled();
      else return timer;
    }
    return undefined;
  }

  private skipCancelled(): void {
    this.takeFirst();
    this.cancelled--;
  }

  /** Takes the first timer, cancelled or not, out of the first node. */
  private takeFirst(): void {
    const id = this.heap.first;
    const node = this.nodes[id]!;
    // Its place is cleared, so that memory comes back while a long list is taken in slices.
    if (node instanceof Bucket) node.timers[node.head++] = undefined;
    else this.popNode(id);
  }

  private popNode(id: number): void {
    const place = placeOf(this.heap.firstTime);
    if (this.rememberedNodes[place] === id) this.rememberedTimes[place] = Number.NaN;
    this.nodes[id] = undefined;
    this.heap.pop();
    if (this.heap.first === -1) this.nodes.length = 0;
  }

  private dropCancelled(): void {
    const left = this.nodes.flatMap((node) => {
      const timers = node instanceof Bucket ? node.timers.slice(node.head) : [node];
      return timers.filter((timer) => timer !== undefined && !timer.cancelled) as HeapTimer[];
    });
    this.clear();
    this.addAll(left);
  }
}

function placeOf(time: number): number {
  return Math.imul((time | 0) ^ ((time / 0x1_0000_0000) | 0), 0x9e3779b1) >>> 26;
}
