import { describe, expectTypeOf, it } from 'vitest';
import { AggregateFunction } from './aggregate-function.js';
import type { Collector } from './collector.js';
import type { FlatMapFunction } from './flat-map-function.js';
import { MapFunction } from './map-function.js';
import type { FlatMapArgument, KeyedProcessArgument, MapArgument, ProcessArgument } from './normalise.js';
import { OutputTag } from './output-tag.js';
import type { KeyedProcessContext, OnTimerContext, ProcessContext } from './process-context.js';
import { KeyedProcessFunction, ProcessFunction } from './process-function.js';
import type { RuntimeContext } from './runtime-context.js';

declare function map<Out>(func: MapArgument<number, Out>): Out;
declare function flatMap<Out>(func: FlatMapArgument<string, Out>): Out;
declare function process<Out>(func: ProcessArgument<number, Out>): Out;
declare function keyedProcess<Out>(func: KeyedProcessArgument<string, number, Out>): Out;

describe('function classes', () => {
  it('can be extended, and their open called', () => {
    class Text extends MapFunction<number, string> {
      override async open(context: RuntimeContext) {
        await super.open(context);
      }

      map(value: number) {
        return `${value}`;
      }
    }
    expectTypeOf(map(new Text())).toEqualTypeOf<string>();
  });

  it('can be implemented without open and close', () => {
    class Text implements MapFunction<number, string> {
      map(value: number) {
        return `${value}`;
      }
    }
    expectTypeOf(map(new Text())).toEqualTypeOf<string>();
  });

  it('must have their methods', () => {
    // @ts-expect-error map is missing
    class Nothing extends MapFunction<number, string> {}
    // @ts-expect-error merge is missing
    class Sum extends AggregateFunction<number, number, number> {
      createAccumulator() {
        return 0;
      }
      add(value: number, accumulator: number) {
        return value + accumulator;
      }
      getResult(accumulator: number) {
        return accumulator;
      }
    }
    expectTypeOf([Nothing, Sum]).toBeArray();
  });

  it('cannot be made without a subclass', () => {
    // @ts-expect-error the class is abstract
    new MapFunction();
  });

  it('check the types of their methods', () => {
    class Wrong extends MapFunction<number, string> {
      // @ts-expect-error the result is a string
      map(value: number) {
        return value;
      }
    }
    class Words extends MapFunction<string, string> {
      map(value: string) {
        return value;
      }
    }
    // @ts-expect-error the records are numbers
    map(new Words());
    expectTypeOf(new Wrong()).toBeObject();
  });
});

describe('plain functions', () => {
  it('have their types inferred', () => {
    expectTypeOf(map((value) => `${value}`)).toEqualTypeOf<string>();
    expectTypeOf(map({ map: (value) => value > 1 })).toEqualTypeOf<boolean>();
    expectTypeOf(flatMap((line) => line.split(' '))).toEqualTypeOf<string>();
    expectTypeOf(
      flatMap(function* (line) {
        yield line.length;
      }),
    ).toEqualTypeOf<number>();
    expectTypeOf(flatMap((line, out: Collector<number>) => out.collect(line.length))).toEqualTypeOf<number>();
  });

  it('know their context', () => {
    expectTypeOf(
      process((value, ctx) => {
        expectTypeOf(ctx).toEqualTypeOf<ProcessContext>();
        return [value];
      }),
    ).toEqualTypeOf<number>();
    // @ts-expect-error there is no key on a stream that is not keyed
    process((_value, ctx) => [ctx.getCurrentKey()]);
  });
});

describe('process functions', () => {
  const tag = new OutputTag<number>('tag');

  it('see the key by its type', () => {
    class Keys extends KeyedProcessFunction<string, number, string> {
      *processElement(_value: number, ctx: KeyedProcessContext<string>) {
        expectTypeOf(ctx.getCurrentKey()).toEqualTypeOf<string>();
        yield ctx.getCurrentKey();
      }
    }
    expectTypeOf(keyedProcess(new Keys())).toEqualTypeOf<string>();
  });

  it('know that a timer has a timestamp', () => {
    expectTypeOf<ReturnType<OnTimerContext['timestamp']>>().toEqualTypeOf<number>();
    expectTypeOf<ReturnType<ProcessContext['timestamp']>>().toEqualTypeOf<number | undefined>();
  });

  it('may run on a keyed stream without knowing of keys', () => {
    class Plain extends ProcessFunction<number, number> {
      processElement(value: number) {
        return [value];
      }
    }
    expectTypeOf(keyedProcess(new Plain())).toEqualTypeOf<number>();
  });

  it('give a side output the type of its tag', () => {
    process((value, ctx) => {
      ctx.output(tag, value);
      // @ts-expect-error the tag is of numbers
      ctx.output(tag, 'text');
      return [value];
    });
  });

  it('may yield tag and value', () => {
    class Split extends ProcessFunction<number, string> {
      *processElement(value: number) {
        yield `${value}`;
        yield [tag, value] as const;
      }
    }
    expectTypeOf(process<string>(new Split())).toEqualTypeOf<string>();
  });
});

describe('flatMap functions', () => {
  it('may be implemented as an interface', () => {
    class Words implements FlatMapFunction<string, string> {
      *flatMap(line: string) {
        yield* line.split(' ');
      }
    }
    expectTypeOf(flatMap(new Words())).toEqualTypeOf<string>();
  });
});
