import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { ListStateDescriptor, MapStateDescriptor, ValueStateDescriptor, VOID_NAMESPACE } from '../state-descriptor.js';
import { StateTtlConfig } from '../state-ttl-config.js';
import { type KeyedStateFactory, ManualClock, openBackend, takeSnapshot } from './backend-fixture.test-support.js';

const TTL = 50;
const KEYS = 4;
const BOX = Types.OBJECT({ n: Types.LONG() });

interface Timed {
  readonly n: number;
  time: number;
}

/** What is stored under one key, with the time of each part. */
interface Model {
  value: Timed | undefined;
  list: Timed[];
  readonly map: Map<number, Timed>;
}

const command = fc.record({
  kind: fc.constantFrom(
    'update',
    'value',
    'add',
    'get',
    'put',
    'read',
    'items',
    'remove',
    'clear',
    'restore',
    'freeze',
  ),
  key: fc.nat(KEYS),
  n: fc.nat(30),
  wait: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(60) }),
});

/** Random calls on a moving clock, against a model that keeps a time beside each part. */
export function describeTimeToLiveModel(create: KeyedStateFactory): void {
  describe('time to live against a naive model', () => {
    for (const renewed of [false, true]) {
      it(renewed ? 'renewed by reads' : 'renewed by writes only', { timeout: 60_000 }, async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(command, { maxLength: 100 }),
            fc.boolean(),
            fc.boolean(),
            async (commands, eager, inSnapshot) => {
              const clock = new ManualClock();
              const builder = StateTtlConfig.newBuilder(TTL).setUpdateType(
                renewed ? 'OnReadAndWrite' : 'OnCreateAndWrite',
              );
              if (eager) builder.cleanupIncrementally(3, true);
              if (inSnapshot) builder.cleanupFullSnapshot();
              const open = (restored: Parameters<typeof openBackend>[1]) => {
                const backend = openBackend(create, { clock, ...restored });
                const descriptors = {
                  value: new ValueStateDescriptor('value', BOX),
                  list: new ListStateDescriptor('list', Types.LONG()),
                  map: new MapStateDescriptor('map', Types.LONG(), BOX),
                };
                for (const descriptor of Object.values(descriptors)) descriptor.enableTimeToLive(builder.build());
                return {
                  backend,
                  value: backend.state(descriptors.value, VOID_NAMESPACE),
                  list: backend.state(descriptors.list, VOID_NAMESPACE),
                  map: backend.state(descriptors.map, VOID_NAMESPACE),
                };
              };
              let states = open({});
              const models: Model[] = Array.from({ length: KEYS + 1 }, () => ({
                value: undefined,
                list: [],
                map: new Map(),
              }));
              const alive = ({ time }: Timed) => time + TTL > clock.now;
              const touch = (part: Timed) => {
                if (renewed) part.time = clock.now;
                return part.n;
              };
              for (const { kind, key, n, wait } of commands) {
                clock.now += wait;
                const model = models[key]!;
                const timed = { n, time: clock.now };
                states.backend.setCurrentKey(key);
                if (model.value !== undefined && !alive(model.value)) model.value = undefined;
                model.list = model.list.filter(alive);
                for (const [at, part] of model.map) if (!alive(part)) model.map.delete(at);
                switch (kind) {
                  case 'update':
                    states.value.update({ n });
                    model.value = timed;
                    break;
                  case 'value':
                    expect(states.value.value()?.n).toBe(model.value && touch(model.value));
                    break;
                  case 'add':
                    states.list.add(n);
                    model.list.push(timed);
                    break;
                  case 'get':
                    expect([...states.list.get()]).toEqual(model.list.map(touch));
                    break;
                  case 'put':
                    states.map.put(n, { n });
                    model.map.set(n, timed);
                    break;
                  case 'read': {
                    const part = model.map.get(n);
                    expect(states.map.get(n)?.n).toBe(part && touch(part));
                    break;
                  }
                  case 'items': {
                    const found = [...states.map.values()].map((box) => box.n);
                    expect(found.sort()).toEqual([...model.map.values()].map(touch).sort());
                    break;
                  }
                  case 'remove':
                    states.map.remove(n);
                    model.map.delete(n);
                    break;
                  case 'clear':
                    for (const state of [states.value, states.list, states.map]) state.clear();
                    model.value = undefined;
                    model.list = [];
                    model.map.clear();
                    break;
                  case 'restore':
                    states = open({ restored: [await takeSnapshot(states.backend)] });
                    break;
                  case 'freeze':
                    // Left frozen, so that all that follows happens beside a version that must not change.
                    states.backend.freeze();
                    break;
                }
              }
            },
          ),
          { numRuns: 150 },
        );
      });
    }
  });
}
