// A running sum for each name, which is forgotten a second after its last use. After PyFlink's state_access.
import {
  type KeyedProcessContext,
  KeyedProcessFunction,
  type RuntimeContext,
  StateTtlConfig,
  StreamExecutionEnvironment,
  Types,
  type ValueState,
  ValueStateDescriptor,
} from 'millrace';

const AMOUNT = Types.TUPLE([Types.STRING(), Types.FLOAT()]);

class Sum extends KeyedProcessFunction<string, [string, number], [string, number]> {
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

  *processElement([name, amount]: [string, number], _ctx: KeyedProcessContext<string>) {
    const sum = (this.sum.value() ?? 0) + amount;
    this.sum.update(sum);
    yield [name, sum] as [string, number];
  }
}

const env = StreamExecutionEnvironment.getExecutionEnvironment();
env
  .fromCollection(
    [
      ['Alice', 110.1],
      ['Bob', 30.2],
      ['Alice', 20.0],
      ['Bob', 53.1],
      ['Alice', 13.1],
      ['Bob', 3.1],
      ['Bob', 16.1],
      ['Alice', 20.1],
    ] as [string, number][],
    AMOUNT,
  )
  .keyBy(([name]) => name, Types.STRING())
  .process(new Sum())
  .print();
await env.execute();
