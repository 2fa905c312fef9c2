// Counts of five milliseconds of event time each. After PyFlink's tumbling_time_window.
import {
  type ProcessWindowContext,
  ProcessWindowFunction,
  StreamExecutionEnvironment,
  type TimeWindow,
  TumblingEventTimeWindows,
  Types,
  WatermarkStrategy,
} from 'millrace';

type Greeting = [word: string, time: number];

class CountOfWindow extends ProcessWindowFunction<Greeting, [string, number, number, number], string, TimeWindow> {
  process(key: string, context: ProcessWindowContext<TimeWindow>, elements: Iterable<Greeting>) {
    const { start, end } = context.window();
    return [[key, start, end, [...elements].length] as [string, number, number, number]];
  }
}

const times = [1, 2, 3, 4, 5, 8, 9, 15];

const env = StreamExecutionEnvironment.getExecutionEnvironment();
env
  .fromCollection(
    times.map((time): Greeting => ['hi', time]),
    Types.TUPLE([Types.STRING(), Types.INT()]),
  )
  .assignTimestampsAndWatermarks(
    WatermarkStrategy.forMonotonousTimestamps<Greeting>().withTimestampAssigner(([, time]) => time),
  )
  .keyBy(([word]) => word, Types.STRING())
  .window(TumblingEventTimeWindows.of(5))
  .process(new CountOfWindow(), Types.TUPLE([Types.STRING(), Types.INT(), Types.INT(), Types.INT()]))
  .print();
await env.execute();
