import { RowKind, rowKindShortString } from '../model/row-kind.js';
import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import { createElement, type Element, NO_TIMESTAMP } from '../operator/element.js';
import type { Unfinished } from '../operator/flow.js';
import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorDefinition } from '../operator/operator-definition.js';
import { FlowPoint } from '../runtime/flow-point.js';
import { createMetricRegistry } from '../runtime/metric-registry.js';
import { OperatorInstance } from '../runtime/operator-instance.js';
import { Slice } from '../runtime/slice.js';
import { createSnapshotCollector } from '../runtime/snapshot-collector.js';
import { HEAP_STATE_BACKEND } from '../state/heap/heap-state-backend.js';
import type { OperatorStateBackend } from '../state/operator-state-backend.js';
import type { OperatorSnapshot } from '../state/snapshot.js';
import type { BroadcastState, ListState } from '../state/state.js';
import { createVirtualHost, type VirtualHost } from './virtual-host.js';

/** What an operator fixture is made from. */
export interface OperatorFixtureOptions {
  readonly functions?: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly inputTypes?: readonly TypeInformation<unknown>[];
  /** With a key type, the operator has keyed state on the heap; its inputs are keyed by `keySelectors`. */
  readonly keyType?: TypeInformation<unknown>;
  readonly keySelectors?: readonly ((value: unknown) => unknown)[];
  readonly parallelism?: number;
  readonly subtaskIndex?: number;
  /** Operator list states of an earlier fixture: the operator is restored from them. */
  readonly restored?: ListStates;
  /** Keyed state of an earlier fixture: the operator is restored from it. */
  readonly restoredKeyed?: OperatorSnapshot;
  /** Tags of side outputs that somebody reads. */
  readonly sideOutputs?: readonly string[];
}

/** Operator list states by name. */
export type ListStates = ReadonlyMap<string, readonly unknown[]>;

/** One operator in the runtime's own context, call by call: what a whole task would hide is seen here. */
export class OperatorFixture<O extends Operator = Operator> {
  readonly host: VirtualHost = createVirtualHost();
  readonly element: Element = createElement();
  /** What came out: `value`, `value@timestamp`, `watermark 5`, `idle`, `active`; of a side output, behind `tag:`. */
  readonly emitted: string[] = [];
  readonly below: FlowPoint;
  readonly above: FlowPoint;
  readonly context: OperatorInstance;
  readonly operator: O;
  failure: unknown;
  private readonly states: Map<string, unknown[]>;
  private readonly mails: (() => void)[] = [];
  private readonly mailsBetweenRecords: (() => void)[] = [];
  private unfinished: Unfinished[] = [];

  constructor(definition: OperatorDefinition<O>, options: OperatorFixtureOptions = {}) {
    const { host } = this;
    // A fixture has no turns of a task: its slice never ends.
    const slice = new Slice({ ...host.clock, monotonic: () => 0 });
    this.below = new FlowPoint(slice);
    this.above = new FlowPoint(slice);
    this.states = new Map(Array.from(options.restored ?? [], ([name, items]) => [name, [...items]]));
    this.context = new OperatorInstance(
      {
        ports: host.ports,
        element: this.element,
        activity: new Int32Array(1),
        wake: () => undefined,
        enqueue: (mail) => this.mails.push(mail),
        enqueueBetweenRecords: (mail) => this.mailsBetweenRecords.push(mail),
        enqueueEmitting: (mail) => this.mailsBetweenRecords.push(mail),
        suspend: (_instance, work) => this.unfinished.push(work),
        fail: (cause) => {
          this.failure ??= cause;
        },
      },
      {
        info: {
          jobName: 'job',
          taskName: 'task',
          operatorName: 'tested',
          uid: 'tested-uid',
          subtaskIndex: options.subtaskIndex ?? 0,
          parallelism: options.parallelism ?? 1,
          maxParallelism: 128,
          attempt: 0,
        },
        operatorIndex: 3,
        output: this.recorder(),
        sideOutputs: new Map(options.sideOutputs?.map((tag) => [tag, this.recorder(`${tag}:`)])),
        below: this.below,
        above: [this.above],
        keyed:
          options.keyType === undefined
            ? undefined
            : HEAP_STATE_BACKEND.createKeyedState({
                keyType: options.keyType,
                keyGroupRange: { start: 0, end: 127 },
                maxParallelism: 128,
                ttlClock: () => 0,
                restored: options.restoredKeyed === undefined ? [] : [options.restoredKeyed],
              }),
        operatorState: this.operatorState(),
        restoredCheckpointId: options.restored === undefined ? undefined : 1,
        metrics: createMetricRegistry(() => host.clock.monotonic()).group('tested'),
      },
    );
    this.operator = definition.create(
      {
        options: options.options ?? {},
        functions: options.functions ?? {},
        inputTypes: options.inputTypes ?? [Types.PICKLED_BYTE_ARRAY()],
        outputType: Types.PICKLED_BYTE_ARRAY(),
        keySelectors: options.keySelectors ?? [undefined],
        sideOutputTypes: {},
      },
      this.context,
    );
    this.context.operator = this.operator;
  }

  /** A record through the operator's first input. */
  process(value: unknown, timestamp = NO_TIMESTAMP, kind: RowKind = RowKind.INSERT): void {
    this.element.timestamp = timestamp;
    this.element.kind = kind;
    this.operator.inputs[0]!.processElement(value);
  }

  /** Moves processing time, then runs what it brought. */
  async advanceTo(timeMs: number): Promise<void> {
    this.host.clock.advanceTo(timeMs);
    await this.settle();
  }

  /** Runs mails and unfinished work until nothing moves any more. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 32; quiet++) {
      await Promise.resolve();
      while (this.step()) quiet = 0;
    }
  }

  /** What came out since the last call. */
  take(): string[] {
    return this.emitted.splice(0);
  }

  /** Freezes operator state, as the host does right after `freeze` has returned. */
  freeze(checkpointId = 1): ListStates {
    this.operator.freeze?.(checkpointId);
    return new Map(Array.from(this.states, ([name, items]) => [name, [...items]]));
  }

  /** Keyed state as a snapshot has it. */
  async keyedSnapshot(): Promise<OperatorSnapshot> {
    const collector = createSnapshotCollector();
    await this.context.keyed?.freeze().write(collector, () => Promise.resolve());
    return collector.result();
  }

  private step(): boolean {
    const mail = this.mails.shift();
    if (mail !== undefined) {
      mail();
      return true;
    }
    for (const work of this.unfinished) {
      if (!work.resume()) continue;
      this.unfinished = this.unfinished.filter((each) => each !== work);
      this.context.workDone(work);
      return true;
    }
    if (this.unfinished.some(({ midRecord }) => midRecord)) return false;
    const between = this.mailsBetweenRecords.shift();
    between?.();
    return between !== undefined;
  }

  private recorder(prefix = ''): Input {
    return {
      processElement: (value) => {
        const { timestamp, kind } = this.element;
        const time = timestamp === NO_TIMESTAMP ? '' : `@${timestamp}`;
        const change = kind === RowKind.INSERT ? '' : `${rowKindShortString(kind)} `;
        this.emitted.push(`${prefix}${change}${String(value)}${time}`);
      },
      processWatermark: (time) => this.emitted.push(`${prefix}watermark ${time}`),
      processStatus: (idle) => this.emitted.push(`${prefix}${idle ? 'idle' : 'active'}`),
    };
  }

  private operatorState(): OperatorStateBackend {
    const unused = (): BroadcastState<never, never> => {
      throw new Error('The fixture has no broadcast state.');
    };
    return {
      listState: <T>({ name }: { readonly name: string }) => this.listState<T>(name),
      unionListState: <T>({ name }: { readonly name: string }) => this.listState<T>(name),
      broadcastState: unused,
      freeze: () => ({ write: async () => undefined, discard: () => undefined }),
      close: () => undefined,
    };
  }

  private listState<T>(name: string): ListState<T> {
    if (!this.states.has(name)) this.states.set(name, []);
    const items = this.states.get(name) as T[];
    return {
      get: () => [...items],
      add: (value) => items.push(value),
      addAll: (values) => items.push(...values),
      update: (values) => items.splice(0, items.length, ...values),
      clear: () => items.splice(0),
    };
  }
}
