import { DataReader } from '../../model/data-reader.js';
import type { DataWriter } from '../../model/data-writer.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeSpec } from '../../model/type-information.js';
import { sameSpec } from '../../model/types/type-from-spec.js';
import type { OperatorStateBackend } from '../operator-state-backend.js';
import type { FrozenState, OperatorSnapshot, OperatorStateSnapshot, RedistributionMode } from '../snapshot.js';
import type { BroadcastState, ListState } from '../state.js';
import type { ListStateDescriptor, MapStateDescriptor } from '../state-descriptor.js';
import { type FrozenOperatorItems, FrozenOperatorState } from './frozen-operator-state.js';
import { SinglePlace } from './place.js';
import { StoredList } from './stored-list.js';
import { StoredMap } from './stored-map.js';
import { Versions } from './versions.js';

type Descriptor = ListStateDescriptor<unknown> | MapStateDescriptor<unknown, unknown>;

interface KnownState {
  readonly name: string;
  readonly mode: RedistributionMode;
  readonly types: Readonly<Record<string, TypeSpec>>;
  readonly place: SinglePlace;
  readonly handle: unknown;
  /** What a frozen version has, as one writer an item. */
  items(stored: unknown): Iterable<(out: DataWriter) => void>;
}

/** Operator state as objects on the heap, under the same promise about frozen versions as keyed state. */
export function createHeapOperatorState(restored: readonly OperatorSnapshot[]): OperatorStateBackend {
  return new HeapOperatorStateBackend(restored);
}

class HeapOperatorStateBackend implements OperatorStateBackend {
  private readonly versions = new Versions();
  private readonly known = new Map<string, KnownState>();
  private readonly frozen = new Set<FrozenOperatorState>();
  private undecoded: readonly OperatorStateSnapshot[];

  constructor(restored: readonly OperatorSnapshot[]) {
    this.undecoded = restored.flatMap(({ operatorStates }) => operatorStates);
  }

  listState<T>(descriptor: ListStateDescriptor<T>): ListState<T> {
    return this.list(descriptor, 'split');
  }

  unionListState<T>(descriptor: ListStateDescriptor<T>): ListState<T> {
    return this.list(descriptor, 'union');
  }

  broadcastState<K, V>(descriptor: MapStateDescriptor<K, V>): BroadcastState<K, V> {
    const known = this.find(descriptor, 'broadcast');
    if (known !== undefined) return known.handle as StoredMap<K, V>;
    const place = new SinglePlace(this.versions);
    const { name, keyType, valueType } = descriptor;
    const map = new StoredMap(place, name, keyType.codec, valueType.codec, undefined);
    this.add(descriptor, 'broadcast', place, map, function* (stored) {
      for (const [key, value] of map.frozenItems(stored)) yield (out) => map.writeEntry(key, value, out);
    });
    // Every subtask wrote the same map.
    this.restore(descriptor, ([first]) => {
      for (const item of first?.items ?? []) readItem(item, name, (input) => map.read(input, 0));
    });
    return map;
  }

  freeze(): FrozenState {
    const states: FrozenOperatorItems[] = [];
    for (const { name, mode, types, place, items } of this.known.values()) {
      const stored = place.get();
      states.push({ name, mode, types, items: stored === undefined ? [] : items(stored) });
    }
    const version = this.versions.freeze();
    const release = () => this.frozen.delete(frozen) && this.versions.release(version);
    const frozen = new FrozenOperatorState(states, this.undecoded, release);
    this.frozen.add(frozen);
    return frozen;
  }

  close(): void {
    for (const frozen of [...this.frozen]) frozen.discard();
    for (const { place } of this.known.values()) place.remove();
    this.undecoded = [];
  }

  private list<T>(descriptor: ListStateDescriptor<T>, mode: RedistributionMode): ListState<T> {
    const known = this.find(descriptor, mode);
    if (known !== undefined) return known.handle as StoredList<T>;
    const place = new SinglePlace(this.versions);
    const { name } = descriptor;
    const { codec } = descriptor.elementType;
    const list = new StoredList(place, name, codec, undefined);
    this.add(descriptor, mode, place, list, function* (stored) {
      for (const element of list.frozenItems(stored)) yield (out) => codec.write(element, out);
    });
    this.restore(descriptor, (parts) => {
      const elements: T[] = [];
      for (const { items } of parts) {
        for (const item of items) readItem(item, name, (input) => elements.push(codec.read(input)));
      }
      list.update(elements);
    });
    return list;
  }

  private find(descriptor: Descriptor, mode: RedistributionMode): KnownState | undefined {
    const { name } = descriptor;
    if (descriptor.ttlConfig !== undefined) throw expiring(name);
    const types = specsOf(descriptor);
    const known = this.known.get(name);
    if (known !== undefined && (known.mode !== mode || !sameSpec(known.types, types))) throw changed(name);
    for (const restored of this.undecoded) {
      if (restored.name !== name) continue;
      if (restored.mode !== mode) throw incompatible(name, restored.mode, mode);
      if (!sameSpec(restored.types, types)) throw incompatible(name, restored.types, types);
    }
    return known;
  }

  private add(
    descriptor: Descriptor,
    mode: RedistributionMode,
    place: SinglePlace,
    handle: unknown,
    items: KnownState['items'],
  ): void {
    const { name } = descriptor;
    this.known.set(name, { name, mode, types: specsOf(descriptor), place, handle, items });
  }

  /** Reads what was restored under a name: all of it, or the state is not known. */
  private restore(descriptor: Descriptor, read: (parts: readonly OperatorStateSnapshot[]) => void): void {
    const parts = this.undecoded.filter(({ name }) => name === descriptor.name);
    if (parts.length === 0) return;
    try {
      read(parts);
    } catch (error) {
      this.known.delete(descriptor.name);
      throw error;
    }
    this.undecoded = this.undecoded.filter(({ name }) => name !== descriptor.name);
  }
}

function readItem(item: Uint8Array, name: string, read: (input: DataReader) => void): void {
  const input = new DataReader(item);
  try {
    read(input);
    if (input.remaining > 0) throw input.corrupt(`${input.remaining} bytes are left behind an item`);
  } catch (error) {
    throw error instanceof MillraceError ? error.withFacts({ state: name }) : error;
  }
}

function specsOf(descriptor: Descriptor): Record<string, TypeSpec> {
  return Object.fromEntries(Object.entries(descriptor.types).map(([part, type]) => [part, type.spec]));
}

function expiring(name: string): MillraceError {
  return new MillraceError(
    'STATE_TTL_UNSUPPORTED',
    `The state '${name}' belongs to no key, and such state never expires.`,
    {
      facts: { state: name },
      hint: 'Remove its time to live; drop old items by hand.',
    },
  );
}

function changed(name: string): MillraceError {
  return new MillraceError('STATE_DESCRIPTOR_CHANGED', `'${name}' was asked for before with another description.`, {
    facts: { state: name },
    hint: 'Give different states of one operator different names.',
  });
}

function incompatible(name: string, was: unknown, is: unknown): MillraceError {
  return new MillraceError(
    'STATE_TYPE_INCOMPATIBLE',
    `The operator state '${name}' cannot be restored: it was ${JSON.stringify(was)} and is now ${JSON.stringify(is)}.`,
    {
      facts: { state: name, was: JSON.stringify(was), is: JSON.stringify(is) },
      hint: 'Declare it as it was, or give the state another name to begin with an empty one.',
    },
  );
}
