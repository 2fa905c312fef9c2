import type { Codec, Slots } from '../../model/codec.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation, TypeSpec } from '../../model/type-information.js';
import { sameSpec } from '../../model/types/type-from-spec.js';
import type { InternalState } from '../internal-state.js';
import type { KeyedStateBackend } from '../keyed-state-backend.js';
import { readRecords } from '../record-reader.js';
import type { FrozenState, KeyedStateMeta } from '../snapshot.js';
import type { KeyedStateOptions } from '../state-backend.js';
import { checkCompatible } from '../state-compatibility.js';
import type { StateDescriptor, StateFactory } from '../state-descriptor.js';
import type { StateTtlConfig } from '../state-ttl-config.js';
import { type TimeToLive, timeToLive } from '../time-to-live.js';
import type { TimerQueue } from '../timer-queue.js';
import { ValueCheck } from '../value-check.js';
import { VOID_NAMESPACE } from '../void-namespace.js';
import { ColumnCell } from './column-cell.js';
import { compiledMapState, standsInRow } from './compiled-map-state.js';
import { compiledValueState } from './compiled-value-state.js';
import { FrozenHeap, SLICE_LIMITS, type SliceLimits } from './frozen-heap.js';
import { HeapKeys } from './heap-keys.js';
import { HeapAggregatingState, HeapListState, HeapMapState, HeapReducingState, HeapValueState } from './heap-states.js';
import { HeapTimerQueue } from './heap-timer-queue.js';
import { NO_ROW } from './key-index.js';
import type { KeyedPlace } from './keyed-place.js';
import { NamespacedPlace } from './namespaced-place.js';
import { ENTRY_FORM } from './one-entry.js';
import { PlacedState } from './placed-state.js';
import { type RestoredState, RestoredStates, TIMERS } from './restored-states.js';
import type { StoredForm } from './stored-form.js';
import { StoredList } from './stored-list.js';
import { StoredMap } from './stored-map.js';
import type { TableState } from './table-state.js';
import { TtlSweep } from './ttl-sweep.js';
import { BoxedCell, type ValueCell } from './value-cell.js';
import { VoidPlace } from './void-place.js';

/** Makes a place: for values in parts, if it can hold them so. */
type PlaceFor = (form: Slots<unknown> | undefined) => KeyedPlace;

interface KnownState {
  readonly meta: KeyedStateMeta;
  readonly ttlConfig: StateTtlConfig | undefined;
  readonly handle: InternalState;
  readonly place: KeyedPlace;
}

/**
 * Keyed state as objects on the heap: no encoding until a snapshot is written.
 *
 * What user code holds a reference to from before a freeze, and changes after it, is outside the promise: a frozen
 * version is safe from whatever is read from state after it.
 *
 * @throws MillraceError `DATA_CORRUPT` and others when what is to be restored cannot be read; nothing is restored then.
 */
export function createHeapKeyedState(options: KeyedStateOptions, limits = SLICE_LIMITS): KeyedStateBackend {
  return new HeapKeyedStateBackend(options, limits);
}

class HeapKeyedStateBackend implements KeyedStateBackend {
  readonly setCurrentKey: (key: unknown) => void;
  private readonly keyTypeSpec: TypeSpec;
  private readonly keyTable: HeapKeys;
  private readonly ttlClock: () => number;
  private readonly restored: RestoredStates;
  /** By their column. */
  private readonly table: TableState[] = [];
  private readonly known = new Map<string, KnownState>();
  private readonly timerQueues = new Map<string, HeapTimerQueue>();
  private readonly sweep: TtlSweep;
  private readonly limits: SliceLimits;
  private closed = false;

  constructor(options: KeyedStateOptions, limits: SliceLimits) {
    this.limits = limits;
    this.keyTypeSpec = options.keyType.spec;
    this.restored = new RestoredStates(options.restored, options.keyGroupRange);
    this.keyTable = new HeapKeys(options);
    this.setCurrentKey = this.keyTable.setCurrentKey;
    this.ttlClock = options.ttlClock;
    this.sweep = new TtlSweep(this.keyTable, this.table);
  }

  get currentKey(): unknown {
    return this.keyTable.currentKey;
  }

  clearCurrentKey(): void {
    this.keyTable.clearCurrentKey();
  }

  currentKeyGroup(): number {
    return this.keyTable.currentKeyGroup();
  }

  state<S extends InternalState>(descriptor: StateDescriptor<S>, namespaceType: TypeInformation<unknown>): S {
    this.checkOpen();
    const meta = this.metaOf(descriptor, namespaceType);
    const known = this.known.get(descriptor.name);
    if (known !== undefined) {
      checkUnchanged(known, meta, descriptor.ttlConfig);
      return known.handle as S;
    }
    const restored = this.restored.find(descriptor.name, false);
    if (restored !== undefined) checkCompatible(restored.meta, meta);
    let place!: KeyedPlace;
    const ttl = this.timeToLiveOf(descriptor.ttlConfig);
    const handle = descriptor.createState(
      this.factory(meta, ttl, (form) => {
        place = this.placeFor(namespaceType, form);
        return place;
      }),
    );
    this.known.set(descriptor.name, { meta, ttlConfig: descriptor.ttlConfig, handle, place });
    if (restored !== undefined) this.restore(restored, this.table.at(-1)!);
    return handle;
  }

  timers(name: string, namespaceType: TypeInformation<unknown>): TimerQueue {
    this.checkOpen();
    const meta: KeyedStateMeta = {
      name,
      kind: TIMERS,
      keyType: this.keyTypeSpec,
      namespaceType: namespaceType.spec,
      types: {},
      ttl: false,
    };
    const known = this.timerQueues.get(name);
    if (known !== undefined) {
      if (!sameSpec(known.meta, meta)) throw changed(name, known.meta, meta);
      return known;
    }
    const restored = this.restored.find(name, true);
    if (restored !== undefined) checkCompatible(restored.meta, meta);
    const queue = new HeapTimerQueue(this.keyTable, meta, namespaceType);
    this.timerQueues.set(name, queue);
    this.table.push(queue);
    if (restored !== undefined) this.restore(restored, queue);
    return queue;
  }

  keys(stateName: string, namespace: unknown): Iterable<unknown> {
    const place = this.known.get(stateName)?.place;
    if (place === undefined) return [];
    const token = place.tokenOf(namespace);
    const { codec } = this.keyTable;
    const keys: unknown[] = [];
    const end = this.keyTable.endRow;
    for (let row = 0; row < end; row++) {
      if (place.peek(row, token) !== undefined) keys.push(codec.copy(this.keyTable.keyAt(row)));
    }
    return keys;
  }

  hasState(stateName: string, namespace: unknown): boolean {
    const place = this.known.get(stateName)?.place;
    const { row } = this.keyTable;
    return place !== undefined && row !== NO_ROW && place.peek(row, place.tokenOf(namespace)) !== undefined;
  }

  freeze(): FrozenState {
    this.checkOpen();
    const contents = {
      keys: this.keyTable,
      states: this.table.slice(),
      undecoded: this.restored.all(),
      now: this.ttlClock(),
      limits: this.limits,
    };
    return this.keyTable.freeze((version) => new FrozenHeap(version, contents));
  }

  keyCount(): number {
    return this.keyTable.keyCount();
  }

  clear(): void {
    this.sweep.stop();
    this.keyTable.clear();
    for (const queue of this.timerQueues.values()) queue.clear();
  }

  close(): void {
    this.closed = true;
    this.clear();
  }

  /** Makes a state of the kind that the descriptor picks, at the place that it asks for. */
  private factory(meta: KeyedStateMeta, ttl: TimeToLive | undefined, placeFor: PlaceFor): StateFactory {
    const { name } = meta;
    const keys = this.keyTable;
    const add = <F extends StoredForm>(place: KeyedPlace, form: F): F => {
      this.table.push(new PlacedState(keys, meta, place, form));
      return form;
    };
    const stored = <T>(codec: Codec<T>) => {
      const place = placeFor(ttl === undefined ? (codec.slots as Slots<unknown> | undefined) : undefined);
      const isBare = ttl === undefined && (codec.immutable || place.takesParts);
      const cell: ValueCell<T> = add(place, isBare ? place.bareCell(codec) : new BoxedCell(place, codec, ttl));
      return { place, cell, check: new ValueCheck(codec, `The value of state '${name}'`) };
    };
    return {
      value({ valueType: { codec } }) {
        const { place, cell, check } = stored(codec);
        return cell instanceof ColumnCell
          ? compiledValueState(cell, place, check)
          : new HeapValueState(place, cell, check);
      },
      list({ elementType: { codec } }) {
        const place = placeFor(undefined);
        return new HeapListState(place, add(place, new StoredList(place, name, codec, ttl)));
      },
      map({ keyType: { codec: keyCodec }, valueType: { codec: valueCodec } }) {
        const inRow = ttl === undefined && standsInRow(keyCodec, valueCodec);
        const place = placeFor(inRow ? ENTRY_FORM : undefined);
        const map = add(place, new StoredMap(place, name, keyCodec, valueCodec, ttl));
        const any = new HeapMapState(place, map);
        if (!(place instanceof VoidPlace && place.takesParts)) return any;
        return compiledMapState({ keys, column: place.column, any, keyCodec, valueCheck: map.valueCheck });
      },
      reducing({ valueType: { codec }, reduce }) {
        const { place, cell, check } = stored(codec);
        return new HeapReducingState(place, cell, check, reduce);
      },
      aggregating({ accumulatorType: { codec }, aggregate }) {
        const { place, cell, check } = stored(codec);
        return new HeapAggregatingState(place, cell, check, aggregate);
      },
    };
  }

  private placeFor(namespaceType: TypeInformation<unknown>, form: Slots<unknown> | undefined): KeyedPlace {
    if (namespaceType === VOID_NAMESPACE) return new VoidPlace(this.keyTable, this.keyTable.addColumn(form));
    return new NamespacedPlace(this.keyTable, this.keyTable.addColumn(), namespaceType);
  }

  private metaOf(descriptor: StateDescriptor<InternalState>, namespaceType: TypeInformation<unknown>): KeyedStateMeta {
    const types = Object.entries(descriptor.types).map(([part, type]) => [part, type.spec] as const);
    return {
      name: descriptor.name,
      kind: descriptor.kind,
      keyType: this.keyTypeSpec,
      namespaceType: namespaceType.spec,
      types: Object.fromEntries(types),
      ttl: descriptor.ttlConfig !== undefined,
    };
  }

  private timeToLiveOf(config: StateTtlConfig | undefined): TimeToLive | undefined {
    if (config === undefined) return undefined;
    const cleanup = config.getCleanupStrategies().getIncrementalCleanupStrategy();
    const sweep = () => {
      if (cleanup !== undefined) this.sweep.run(cleanup.cleanupSize);
    };
    if (cleanup?.runCleanupForEveryRecord) this.keyTable.callForEveryRecord(sweep);
    return timeToLive(config, this.ttlClock, sweep);
  }

  /** Decodes a restored state into its column: all of it, or the back end is closed. */
  private restore(restored: RestoredState, state: TableState): void {
    const keys = this.keyTable;
    const target = state.restore();
    const time = restored.meta.ttl ? undefined : this.ttlClock();
    const place = {
      maxParallelism: keys.maxParallelism,
      keyCodec: keys.codec,
      namespaceCodec: state.namespaceType.codec,
    };
    const before = keys.currentKey;
    try {
      for (const [group, sections] of restored.groups) {
        const visitor = {
          key: (key: unknown) => keys.setNextKnownKey(key),
          namespace: (namespace: unknown) => target.namespace(namespace),
          record: (input: Parameters<typeof target.record>[0]) => target.record(input, time),
        };
        for (const entries of sections) readRecords(entries, { ...place, group }, visitor);
      }
    } catch (error) {
      this.close();
      throw error instanceof MillraceError ? error.withFacts({ state: restored.meta.name }) : error;
    }
    target.end();
    if (before === undefined) keys.clearCurrentKey();
    else keys.setKnownKey(before);
    this.restored.remove(restored);
  }

  private checkOpen(): void {
    if (this.closed) throw new MillraceError('STATE_CLOSED', 'The state of this operator has been closed.');
  }
}

function checkUnchanged(known: KnownState, meta: KeyedStateMeta, ttlConfig: StateTtlConfig | undefined): void {
  if (!sameSpec(known.meta, meta)) throw changed(meta.name, known.meta, meta);
  if (JSON.stringify(known.ttlConfig) === JSON.stringify(ttlConfig)) return;
  throw changed(meta.name, known.ttlConfig, ttlConfig);
}

function changed(name: string, before: unknown, after: unknown): MillraceError {
  return new MillraceError('STATE_DESCRIPTOR_CHANGED', `'${name}' was asked for before with another description.`, {
    facts: { state: name, before: JSON.stringify(before), after: JSON.stringify(after) },
    hint: 'Give different states of one operator different names.',
  });
}
