import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import type { KeyedStateBackend } from '../keyed-state-backend.js';
import { ListStateDescriptor, MapStateDescriptor, ValueStateDescriptor, VOID_NAMESPACE } from '../state-descriptor.js';
import { type KeyedStateFactory, openBackend } from './backend-fixture.test-support.js';
import { HeldWrite } from './held-write.test-support.js';

const BOX = Types.OBJECT({ n: Types.LONG() });
type Box = { n: number };
const DEEP = Types.OBJECT({ ns: Types.LIST(Types.LONG()) });
type Deep = { ns: number[] };

/** What is stored, as plain data: by key, then by part. */
interface Contents {
  bare: Map<number, number>;
  value: Map<number, Box>;
  deep: Map<number, Deep>;
  list: Map<number, Box[]>;
  map: Map<number, Map<number, Box>>;
  /** Of values that cannot change in place. */
  entries: Map<number, Map<number, number>>;
  spaced: Map<string, Box[]>;
  timers: Map<string, number>;
}

const emptyContents = (): Contents => ({
  bare: new Map(),
  value: new Map(),
  deep: new Map(),
  list: new Map(),
  map: new Map(),
  entries: new Map(),
  spaced: new Map(),
  timers: new Map(),
});

/** A back end with its states, beside what it should hold. */
class Run {
  readonly backend: KeyedStateBackend;
  readonly bare;
  readonly value;
  readonly deep;
  readonly list;
  readonly map;
  readonly entries;
  readonly spaced;
  readonly timers;
  readonly expected: Contents;

  constructor(backend: KeyedStateBackend, expected: Contents) {
    this.backend = backend;
    this.expected = expected;
    this.bare = backend.state(new ValueStateDescriptor('bare', Types.LONG()), VOID_NAMESPACE);
    this.value = backend.state(new ValueStateDescriptor('value', BOX), VOID_NAMESPACE);
    this.deep = backend.state(new ValueStateDescriptor('deep', DEEP), VOID_NAMESPACE);
    this.list = backend.state(new ListStateDescriptor('list', BOX), VOID_NAMESPACE);
    this.map = backend.state(new MapStateDescriptor('map', Types.LONG(), BOX), VOID_NAMESPACE);
    this.entries = backend.state(new MapStateDescriptor('entries', Types.LONG(), Types.LONG()), VOID_NAMESPACE);
    this.spaced = backend.state(new ListStateDescriptor('spaced', BOX), Types.LONG());
    this.timers = backend.timers('timers', VOID_NAMESPACE);
  }

  spacedAt(key: number, namespace: number): string {
    this.spaced.setCurrentNamespace(namespace);
    return `${key} ${namespace}`;
  }

  /** Everything that is stored, read through the handles. */
  contents(): Contents {
    const found = emptyContents();
    const keys = new Set(
      ['bare', 'value', 'deep', 'list', 'map', 'entries'].flatMap((name) => [
        ...(this.backend.keys(name, undefined) as Iterable<number>),
      ]),
    );
    for (const key of keys) {
      this.backend.setCurrentKey(key);
      const bare = this.bare.value();
      if (bare !== undefined) found.bare.set(key, bare);
      const value = this.value.value();
      if (value !== undefined) found.value.set(key, { ...value });
      const deep = this.deep.value();
      if (deep !== undefined) found.deep.set(key, structuredClone(deep));
      const list = [...this.list.get()];
      if (list.length > 0) found.list.set(key, structuredClone(list));
      if (!this.map.isEmpty()) found.map.set(key, structuredClone(new Map(this.map.items())));
      // Looked at one by one first: going through them is another way to read.
      const some = [0, 1, 2].flatMap((at) => (this.entries.contains(at) ? [[at, this.entries.get(at)] as const] : []));
      expect(new Map(this.entries.items())).toEqual(new Map(some));
      if (some.length > 0) found.entries.set(key, new Map(some) as Map<number, number>);
    }
    for (let namespace = 0; namespace <= NAMESPACES; namespace++) {
      for (const key of this.backend.keys('spaced', namespace) as Iterable<number>) {
        this.backend.setCurrentKey(key);
        found.spaced.set(this.spacedAt(key, namespace), structuredClone([...this.spaced.get()]));
      }
    }
    return found;
  }
}

const KEYS = 6;
const NAMESPACES = 12;
const MAP_KEYS = 24;

/** One call of user code under one key; `which` says what it does. */
interface Step {
  readonly key: number;
  readonly n: number;
  readonly at: number;
  readonly namespace: number;
  readonly other: number;
  readonly which: number;
}

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  key: fc.nat(KEYS),
  n: fc.nat(99),
  at: fc.nat(MAP_KEYS),
  namespace: fc.nat(NAMESPACES),
  other: fc.nat(NAMESPACES),
  which: fc.nat(25),
});

function setOrDelete<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** Does a step to the back end and to the model. */
function take(run: Run, { key, n, at, namespace, other, which }: Step): void {
  const steps: ((run: Run) => void)[] = [
    ({ bare, expected }) => {
      bare.update((bare.value() ?? 0) + n);
      expected.bare.set(key, (expected.bare.get(key) ?? 0) + n);
    },
    ({ bare, expected }) => {
      bare.clear();
      expected.bare.delete(key);
    },
    ({ value, expected }) => {
      value.update({ n });
      expected.value.set(key, { n });
    },
    ({ value, expected }) => {
      const box = value.value() ?? { n: 0 };
      box.n += n;
      value.update(box);
      expected.value.set(key, { n: (expected.value.get(key)?.n ?? 0) + n });
    },
    // Changed in place without an update: whatever the live state shows then, no frozen version may show.
    ({ value, expected }) => {
      const box = value.value();
      if (box !== undefined) box.n = -1 - n;
      setOrDelete(expected.value, key, structuredClone(value.value()));
    },
    ({ value, expected }) => {
      value.clear();
      expected.value.delete(key);
    },
    ({ deep, expected }) => {
      const ns = [...(deep.value()?.ns ?? []), n];
      deep.update({ ns });
      expected.deep.set(key, { ns: [...(expected.deep.get(key)?.ns ?? []), n] });
    },
    ({ deep, expected }) => {
      deep.value()?.ns.push(-1 - n);
      setOrDelete(expected.deep, key, structuredClone(deep.value()));
    },
    ({ entries, expected }) => {
      entries.put(at % 3, n);
      expected.entries.set(key, new Map(expected.entries.get(key)).set(at % 3, n));
    },
    ({ entries, expected }) => {
      entries.put(0, n);
      expected.entries.set(key, new Map(expected.entries.get(key)).set(0, n));
    },
    ({ entries, expected }) => {
      entries.remove(at % 3);
      const left = new Map(expected.entries.get(key));
      left.delete(at % 3);
      setOrDelete(expected.entries, key, left.size === 0 ? undefined : left);
    },
    ({ entries, expected }) => {
      entries.clear();
      expected.entries.delete(key);
    },
    ({ list, expected }) => {
      list.addAll([{ n }, { n: n + 1 }]);
      expected.list.set(key, [...(expected.list.get(key) ?? []), { n }, { n: n + 1 }]);
    },
    ({ list, expected }) => {
      for (const box of list.get()) box.n = -1 - n;
      const now = structuredClone([...list.get()]);
      setOrDelete(expected.list, key, now.length === 0 ? undefined : now);
    },
    ({ list, expected }) => {
      const kept = [...list.get()].slice(1);
      list.update(kept);
      const expectedKept = (expected.list.get(key) ?? []).slice(1);
      setOrDelete(expected.list, key, expectedKept.length === 0 ? undefined : expectedKept);
    },
    ({ list, expected }) => {
      list.clear();
      expected.list.delete(key);
    },
    ({ map, expected }) => {
      for (let i = 0; i < 5; i++) map.put((at + i) % MAP_KEYS, { n: n + i });
      const entries = expected.map.get(key) ?? new Map<number, Box>();
      for (let i = 0; i < 5; i++) entries.set((at + i) % MAP_KEYS, { n: n + i });
      expected.map.set(key, entries);
    },
    ({ map, expected }) => {
      map.remove(at);
      const entries = expected.map.get(key);
      entries?.delete(at);
      if (entries?.size === 0) expected.map.delete(key);
    },
    ({ map, expected }) => {
      const box = map.get(at);
      if (box !== undefined) box.n = -1 - n;
      const now = structuredClone(new Map(map.items()));
      setOrDelete(expected.map, key, now.size === 0 ? undefined : now);
    },
    ({ map, expected }) => {
      for (const [, box] of map.items()) box.n = -1 - n;
      const now = structuredClone(new Map(map.items()));
      setOrDelete(expected.map, key, now.size === 0 ? undefined : now);
    },
    ({ map, expected }) => {
      map.clear();
      expected.map.delete(key);
    },
    (run) => {
      const name = run.spacedAt(key, namespace);
      run.spaced.add({ n });
      run.expected.spaced.set(name, [...(run.expected.spaced.get(name) ?? []), { n }]);
    },
    (run) => {
      const name = run.spacedAt(key, namespace);
      run.spaced.clear();
      run.expected.spaced.delete(name);
    },
    (run) => {
      if (namespace === other) return;
      run.spaced.mergeNamespaces(namespace, [other]);
      const [target, source] = [`${key} ${namespace}`, `${key} ${other}`];
      const merged = [...(run.expected.spaced.get(target) ?? []), ...(run.expected.spaced.get(source) ?? [])];
      setOrDelete(run.expected.spaced, target, merged.length === 0 ? undefined : merged);
      run.expected.spaced.delete(source);
    },
    ({ timers, expected }) => {
      timers.add(undefined, n);
      expected.timers.set(`${key} ${n}`, n);
    },
    ({ timers, expected }) => {
      const timer = timers.poll();
      if (timer !== undefined) expected.timers.delete(`${String(timer.key)} ${timer.time}`);
    },
  ];
  run.backend.setCurrentKey(key);
  steps[which]!(run);
}

type Command =
  | { readonly kind: 'user'; readonly step: Step }
  | { readonly kind: 'freeze' | 'restore' }
  | { readonly kind: 'write' | 'resume' | 'discard'; readonly which: number };

const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  { weight: 20, arbitrary: stepArbitrary.map((step) => ({ kind: 'user' as const, step })) },
  { weight: 2, arbitrary: fc.constant({ kind: 'freeze' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('write' as const), which: fc.nat(9) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('resume' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('discard' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restore' as const }) },
);

function checkContents(run: Run, expected: Contents): void {
  expect(withoutTimers(run.contents())).toEqual(withoutTimers(expected));
  const fired: string[] = [];
  for (let timer = run.timers.poll(); timer !== undefined; timer = run.timers.poll()) {
    fired.push(`${String(timer.key)} ${timer.time}`);
  }
  expect(fired.sort()).toEqual([...expected.timers.keys()].sort());
}

function withoutTimers({ timers: _, ...states }: Contents): Omit<Contents, 'timers'> {
  return states;
}

/** Random calls, with versions frozen, written bit by bit, discarded and restored between them, against plain maps. */
export function describeModel(create: KeyedStateFactory): void {
  describe('against a naive model', () => {
    it('holds what it should, live and frozen', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(commandArbitrary, { minLength: 20, maxLength: 150, size: 'max' }),
          async (commands) => {
            let run = new Run(openBackend(create), emptyContents());
            let writes: HeldWrite<Contents>[] = [];
            const restore = async (write: HeldWrite<Contents>) => {
              const restored = new Run(
                openBackend(create, { restored: [await write.finish()] }),
                structuredClone(write.expected),
              );
              expect(withoutTimers(restored.contents())).toEqual(withoutTimers(write.expected));
              return restored;
            };
            for (const command of commands) {
              switch (command.kind) {
                case 'user':
                  take(run, command.step);
                  break;
                case 'freeze':
                  writes.push(new HeldWrite(run.backend.freeze(), structuredClone(run.expected)));
                  break;
                case 'write':
                  await writes[command.which % writes.length]?.start();
                  break;
                case 'resume':
                  await writes[command.which % writes.length]?.resume();
                  break;
                case 'discard': {
                  const [discarded] = writes.splice(command.which % Math.max(1, writes.length), 1);
                  discarded?.frozen.discard();
                  await discarded?.resume();
                  break;
                }
                case 'restore': {
                  const write = writes.pop();
                  if (write === undefined) break;
                  for (const other of writes) checkContents(await restore(other), other.expected);
                  const next = await restore(write);
                  run.backend.close();
                  run = next;
                  writes = [];
                  break;
                }
              }
            }
            expect(withoutTimers(run.contents())).toEqual(withoutTimers(run.expected));
            for (const write of writes) checkContents(await restore(write), write.expected);
            checkContents(run, run.expected);
          },
        ),
        { numRuns: 200 },
      );
    });
  });
}
