// The program of the article "Playing PyFlink in a Nutshell", line by line under the same names.
//   millrace run examples/sell-total/from-the-article.ts -- 127.0.0.1:9092
// Without an address, the rows are printed.
import { FlinkKafkaProducer } from '@millrace/kafka';
import {
  CoFlatMapFunction,
  JsonRowSerializationSchema,
  type MapState,
  MapStateDescriptor,
  Row,
  type RuntimeContext,
  StreamExecutionEnvironment,
  Types,
  type ValueState,
  ValueStateDescriptor,
} from 'millrace';

const nameType = Types.ROW([Types.LONG(), Types.STRING()]);
const saleType = Types.ROW([Types.LONG(), Types.LONG()]);
const totalType = Types.ROW_NAMED(['id', 'name', 'total'], [Types.LONG(), Types.STRING(), Types.LONG()]);

class SellTotal extends CoFlatMapFunction<Row<[number, string]>, Row<[number, number]>, Row> {
  private itemName!: MapState<number, string>;
  private total!: ValueState<number>;

  override open(runtimeContext: RuntimeContext) {
    this.itemName = runtimeContext.getMapState(new MapStateDescriptor('item_name', Types.LONG(), Types.STRING()));
    this.total = runtimeContext.getState(new ValueStateDescriptor('total', Types.LONG()));
  }

  // (item_id, item_name)
  flatMap1(value: Row<[number, string]>) {
    this.itemName.put(value.get(0), value.get(1));
  }

  // (item_id, count)
  *flatMap2(value: Row<[number, number]>) {
    const id = value.get(0);
    const total = (this.total.value() ?? 0) + value.get(1);
    this.total.update(total);
    yield new Row(id, this.itemName.get(id) ?? 'NONAME', total);
  }
}

// Python's logging.basicConfig(…) is left out: Millrace logs to standard error by itself.
const env = StreamExecutionEnvironment.getExecutionEnvironment();
// env.add_jars("file:///…/flink-sql-connector-kafka.jar") is left out: @millrace/kafka is an npm package, not a jar.
env.setParallelism(1);

const ds1 = env.fromCollection(
  [
    new Row(1, 'apple'),
    new Row(2, 'banana'),
    new Row(3, 'cherry'),
    new Row(4, 'durian'),
    new Row(6, 'fig'),
    new Row(7, 'grape'),
  ],
  nameType,
);
const ds2 = env.fromCollection(
  [new Row(1, 1), new Row(2, 3), new Row(3, 5), new Row(1, 5), new Row(5, 100), new Row(6, 66), new Row(1, 10)],
  saleType,
);

const ds = ds1
  .connect(ds2)
  .keyBy(
    (value) => value.get(0),
    (value) => value.get(0),
    Types.LONG(),
  )
  .flatMap(new SellTotal(), totalType);

const [address] = process.argv.slice(2);
if (address === undefined) {
  ds.print();
} else {
  const serializationSchema = JsonRowSerializationSchema.builder().withTypeInfo(totalType).build();
  ds.addSink(
    // As in the article the producer is given a consumer's group.id too: it is taken with a warning.
    new FlinkKafkaProducer('TempResults', serializationSchema, {
      'bootstrap.servers': address,
      'group.id': 'test_group',
    }),
  );
}

await env.execute('sell-total');
