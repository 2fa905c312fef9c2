import { describe, expect, it } from 'vitest';
import { CoFlatMapFunction } from './flat-map-function.js';
import { MapFunction } from './map-function.js';
import {
  normaliseAggregate,
  normaliseBroadcastProcess,
  normaliseCoFlatMap,
  normaliseCoMap,
  normaliseCoProcess,
  normaliseFilter,
  normaliseFlatMap,
  normaliseMap,
  normaliseProcess,
  normaliseReduce,
  normaliseSinkFunction,
} from './normalise.js';
import { KeyedProcessFunction } from './process-function.js';

class Doubling extends MapFunction<number, number> {
  private readonly factor = 2;

  map(value: number) {
    return value * this.factor;
  }
}

const identity = (value: unknown) => value;
const out = { collect: () => undefined };

describe('a user function', () => {
  it('may be a plain function, which is called as it is', () => {
    expect(normaliseMap(identity)).toEqual({ map: identity });
    expect(normaliseProcess(identity)).toEqual({ processElement: identity });
  });

  it('may be an instance or an object literal, whose methods see their object', () => {
    expect(normaliseMap(new Doubling()).map(3)).toBe(6);
    const literal = {
      factor: 3,
      map(value: number) {
        return value * this.factor;
      },
    };
    expect(normaliseMap(literal).map(3)).toBe(9);
  });

  it('brings its open and close, bound to its object', async () => {
    const calls: unknown[] = [];
    class Recording extends Doubling {
      override open(context: unknown) {
        calls.push(['open', this instanceof Recording, context]);
      }

      override close() {
        calls.push(['close', this instanceof Recording]);
      }
    }
    const { open, close } = normaliseMap(new Recording());
    await open?.('context' as never);
    await close?.();
    expect(calls).toEqual([
      ['open', true, 'context'],
      ['close', true],
    ]);
  });

  it('has an onTimer only if its object has one', () => {
    const processElement = identity;
    expect(normaliseProcess({ processElement })).not.toHaveProperty('onTimer');
    expect(normaliseProcess({ processElement, onTimer: identity }).onTimer?.(5, undefined as never, out)).toBe(5);
    class Silent extends KeyedProcessFunction<string, string, string> {
      processElement() {}
    }
    expect(normaliseProcess(new Silent()).onTimer?.(5, undefined as never, out)).toBeUndefined();
  });
});

const everyNormaliser = [
  ['map', normaliseMap],
  ['filter', normaliseFilter],
  ['flatMap', normaliseFlatMap],
  ['reduce', normaliseReduce],
  ['process', normaliseProcess],
  ['addSink', normaliseSinkFunction],
  ['map of connected streams', normaliseCoMap],
  ['flatMap of connected streams', normaliseCoFlatMap],
  ['process of connected streams', normaliseCoProcess],
  ['process beside a broadcast stream', normaliseBroadcastProcess],
  ['aggregate', normaliseAggregate],
] as const;

describe.each(everyNormaliser)('the function of %s', (call, normalise) => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['a string', 'map'],
    ['an array', []],
    ['an object', {}],
    ['an instance of Date', new Date(0)],
  ])('is not %s', (seen, argument) => {
    expect(() => normalise(argument)).toThrow(
      expect.objectContaining({
        code: 'FUNCTION_INVALID',
        message: expect.stringContaining(`${call} takes`),
        facts: expect.objectContaining({ call, seen: expect.stringContaining(seen) }),
      }),
    );
  });
});

describe('a wrong user function', () => {
  it('that is a class gets a hint to make an instance', () => {
    expect(() => normaliseMap(Doubling)).toThrow(
      expect.objectContaining({ code: 'FUNCTION_INVALID', hint: expect.stringContaining('new Doubling()') }),
    );
    expect(() =>
      normaliseCoFlatMap(
        class Pairs extends CoFlatMapFunction<never, never, never> {
          flatMap1() {}
          flatMap2() {}
        },
      ),
    ).toThrow(expect.objectContaining({ hint: expect.stringContaining('new Pairs()') }));
  });

  it('that is a class of an old compiler gets the same hint', () => {
    function Old() {}
    Old.prototype.map = identity;
    expect(() => normaliseMap(Old)).toThrow(expect.objectContaining({ hint: expect.stringContaining('new Old()') }));
  });

  it('with PyFlink’s name of a method gets the name here', () => {
    expect(() => normaliseFlatMap({ flat_map: identity })).toThrow(
      expect.objectContaining({ hint: 'It has flat_map; the name here is flatMap.' }),
    );
    class Python {
      process_element1() {}
      process_element2() {}
    }
    expect(() => normaliseCoProcess(new Python())).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('the name here is processElement1') }),
    );
  });

  it('that is a plain function where two are needed says which', () => {
    expect(() => normaliseCoMap(identity)).toThrow(
      /takes an object or a CoMapFunction with map1 and map2; got a plain/,
    );
  });

  it.each([
    ['map', normaliseMap],
    ['filter', normaliseFilter],
    ['reduce', normaliseReduce],
  ])('that is a generator, for %s, gets a hint to flatMap', (method, normalise) => {
    function* generator() {}
    for (const argument of [generator, { [method]: generator }, { *[method]() {} }]) {
      expect(() => normalise(argument)).toThrow(
        expect.objectContaining({ code: 'FUNCTION_INVALID', hint: expect.stringContaining('flatMap') }),
      );
    }
  });

  it.each(['open', 'close', 'onTimer'])('whose %s is no function says so', (method) => {
    expect(() => normaliseProcess({ processElement: identity, [method]: 5 })).toThrow(
      expect.objectContaining({ code: 'FUNCTION_INVALID', message: expect.stringContaining(`whose ${method}`) }),
    );
  });
});
