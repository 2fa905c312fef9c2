import { describe, expect, it } from 'vitest';
import type { DataStream } from '../datastream/data-stream.js';
import type { MillraceError } from '../model/millrace-error.js';
import { Types } from '../model/types.js';
import type { KeyedProcessContext } from '../operator/user-functions/process-context.js';
import { KeyedProcessFunction } from '../operator/user-functions/process-function.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { type Env, type Job, run } from './bad-input.test-support.js';

/** The facts of the error of a job: the same in check mode and without. */
async function factsOf(build: Job) {
  const [checked, plain] = [await run(build, { checked: true }), await run(build, { checked: false })];
  const [{ facts }, again] = [plain.error as MillraceError, checked.error as MillraceError];
  expect(again.facts).toEqual(facts);
  return facts;
}

function failAt<T>(bad: T) {
  return (value: T) => {
    if (value === bad) throw new Error('no good');
    return value;
  };
}

const letters = ['a', 'b', 'c', 'd'];
const fromLetters = (env: Env): DataStream<string> => env.fromCollection(letters, Types.STRING());

describe('the error of a user function says which record of the source it was', () => {
  it.each<[string, Job, object]>([
    [
      'of a collection',
      (env) => fromLetters(env).map(failAt('c')).name('M'),
      { operator: 'M', split: 'all', offset: 2 },
    ],
    [
      'of an iterable',
      (env) => env.fromAsyncIterable(letters, Types.STRING()).map(failAt('b')).name('M'),
      { operator: 'M', split: 'all', offset: 1 },
    ],
    [
      'of a sequence',
      (env) => env.fromSequence(5, 9).map(failAt(7)).name('M'),
      { operator: 'M', split: '1', offset: 7 },
    ],
    [
      'in the second of several operators',
      (env) =>
        fromLetters(env)
          .map((letter) => letter)
          .filter(() => true)
          .map(failAt('d'))
          .name('M'),
      { operator: 'M', offset: 3 },
    ],
    [
      'of the second of two sources',
      (env) =>
        fromLetters(env)
          .map(() => 'x')
          .union(fromLetters(env))
          .map(failAt('c'))
          .name('M'),
      { operator: 'M', split: 'all', offset: 2 },
    ],
    [
      'when its timestamp is taken',
      (env) =>
        fromLetters(env).assignTimestampsAndWatermarks(
          WatermarkStrategy.forMonotonousTimestamps<string>().withTimestampAssigner(
            (letter) => failAt('b')(letter).length,
          ),
        ),
      { offset: 1 },
    ],
    [
      'when its key is taken',
      (env) =>
        fromLetters(env)
          .keyBy(failAt('b'), Types.STRING())
          .reduce((one) => one),
      { offset: 1 },
    ],
  ])('%s', async (_what, build, facts) => {
    expect(await factsOf(build)).toMatchObject(facts);
  });

  it('also when the record had to pause half-way', async () => {
    // More than a channel holds, so that the generator is left and taken up again.
    const facts = await factsOf((env) =>
      fromLetters(env)
        .flatMap(function* (letter) {
          for (let count = 0; count < 5000; count++) yield letter;
          if (letter === 'c') throw new Error('no good');
        })
        .name('F')
        .rebalance()
        .map((letter) => letter)
        .setParallelism(2),
    );
    expect(facts).toMatchObject({ operator: 'F', split: 'all', offset: 2 });
  });

  it('not behind an exchange, where it is not known', async () => {
    const facts = await factsOf((env) => fromLetters(env).rebalance().map(failAt('c')).name('M').setParallelism(2));
    expect(facts).toMatchObject({ operator: 'M' });
    expect(facts).not.toHaveProperty('offset');
  });

  it('not when a timer failed, which is of no record', async () => {
    class Late extends KeyedProcessFunction<string, string, string> {
      processElement(_letter: string, context: KeyedProcessContext<string>) {
        context.timerService().registerEventTimeTimer(1);
      }
      override onTimer(): undefined {
        throw new Error('no good');
      }
    }
    const facts = await factsOf((env) =>
      fromLetters(env)
        .keyBy((letter) => letter, Types.STRING())
        .process(new Late(), Types.STRING())
        .name('P'),
    );
    expect(facts).toMatchObject({ operator: 'P', call: 'onTimer' });
    expect(facts).not.toHaveProperty('offset');
  });
});
