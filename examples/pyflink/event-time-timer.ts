// The sum of a name's amounts, two seconds of event time behind each of them. After PyFlink's event_time_timer.
import {
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type RuntimeContext,
  StateTtlConfig,
  StreamExecutionEnvironment,
  Types,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from 'millrace';

type Payment = [time: number, name: string, amount: number];

class Sum extends KeyedProcessFunction<string, Payment, [string, number | undefined]> {
  private sum!: ValueState<number>;

  override open(context: RuntimeContext) {
    // Python adds in doubles, whatever the type of the state says.
    const descriptor = new ValueStateDescriptor('state', Types.DOUBLE());
    descriptor.enableTimeToLive(
      StateTtlConfig.newBuilder('1 s')
        .setUpdateType(StateTtlConfig.UpdateType.OnReadAndWrite)
        .disableCleanupInBackground()
        .build(),
    );
    this.sum = context.getState(descriptor);
  }

  processElement([, , amount]: Payment, ctx: KeyedProcessContext<string>) {
    this.sum.update((this.sum.value() ?? 0) + amount);
    ctx.timerService().registerEventTimeTimer((ctx.timestamp() ?? 0) + 2000);
  }

  override *onTimer(_timestamp: number, ctx: KeyedOnTimerContext<string>) {
    yield [ctx.getCurrentKey(), this.sum.value()] as [string, number | undefined];
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment();
env
  .fromCollection(
    [
      [1000, 'Alice', 110.1],
      [4000, 'Bob', 30.2],
      [3000, 'Alice', 20.0],
      [2000, 'Bob', 53.1],
      [5000, 'Alice', 13.1],
      [3000, 'Bob', 3.1],
      [7000, 'Bob', 16.1],
      [10000, 'Alice', 20.1],
    ] as Payment[],
    Types.TUPLE([Types.LONG(), Types.STRING(), Types.FLOAT()]),
  )
  .assignTimestampsAndWatermarks(
    WatermarkStrategy.forBoundedOutOfOrderness<Payment>('2 s').withTimestampAssigner(([time]) => time),
  )
  .keyBy(([, name]) => name, Types.STRING())
  .process(new Sum())
  .print();
await env.execute();
