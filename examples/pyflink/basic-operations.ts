// map, filter, keyBy and sum. After PyFlink's basic_operations.
import { type DataStream, Row, StreamExecutionEnvironment, Types } from 'millrace';

interface Person {
  name: string;
  tel: number;
  addr: { country: string; city: string };
}

const PERSON = Types.ROW_NAMED(['id', 'info'], [Types.INT(), Types.STRING()]);
const env = StreamExecutionEnvironment.getExecutionEnvironment();

const people = () =>
  env.fromCollection(
    [
      Row.of(1, '{"name": "Flink", "tel": 123, "addr": {"country": "Germany", "city": "Berlin"}}'),
      Row.of(2, '{"name": "hello", "tel": 135, "addr": {"country": "China", "city": "Shanghai"}}'),
      Row.of(3, '{"name": "world", "tel": 124, "addr": {"country": "USA", "city": "NewYork"}}'),
      Row.of(4, '{"name": "PyFlink", "tel": 32, "addr": {"country": "China", "city": "Hangzhou"}}'),
    ] as never,
    PERSON,
  );

const parsed = (info: string | null) => JSON.parse(info ?? '{}') as Person;

const nextNumber = (row: Row<[number | null, string | null], ['id', 'info']>): [number, string] => {
  const person = parsed(row.getField('info'));
  person.tel += 1;
  return [row.getField('id') ?? 0, JSON.stringify(person)];
};

const show = async <T>(stream: DataStream<T>): Promise<void> => {
  stream.print();
  await env.execute();
};

await show(people().map(nextNumber));
await show(
  people()
    .filter((row) => row.getField('id') === 1)
    .map(nextNumber),
);
await show(
  people()
    .map(
      (row): [string, number] => {
        const { addr, tel } = parsed(row.getField('info'));
        return [addr.country, tel];
      },
      Types.TUPLE([Types.STRING(), Types.INT()]),
    )
    .keyBy(([country]) => country, Types.STRING())
    .sum(1),
);
