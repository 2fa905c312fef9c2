// The sum of each two numbers of a word. After PyFlink's tumbling_count_window.
import { type CountWindow, StreamExecutionEnvironment, Types, WindowFunction } from 'millrace';

type Numbered = [number: number, word: string];

class SumOfWindow extends WindowFunction<Numbered, [string, number], string, CountWindow> {
  apply(key: string, _window: CountWindow, inputs: Iterable<Numbered>) {
    let sum = 0;
    for (const [number] of inputs) sum += number;
    return [[key, sum] as [string, number]];
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment();
env
  .fromCollection(
    [
      [1, 'hi'],
      [2, 'hello'],
      [3, 'hi'],
      [4, 'hello'],
      [5, 'hi'],
      [6, 'hello'],
      [6, 'hello'],
    ] as Numbered[],
    Types.TUPLE([Types.INT(), Types.STRING()]),
  )
  .keyBy(([, word]) => word, Types.STRING())
  .countWindow(2)
  .apply(new SumOfWindow(), Types.TUPLE([Types.STRING(), Types.INT()]))
  .print();
await env.execute();
