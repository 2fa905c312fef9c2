// JSON is parsed once, and goes on as an object. After PyFlink's process_json_data.
import { StreamExecutionEnvironment } from 'millrace';

interface Person {
  name: string;
  tel: number;
  addr: { country: string; city: string };
}

const env = StreamExecutionEnvironment.getExecutionEnvironment();
env
  .fromCollection<[number, string]>([
    [1, '{"name": "Flink", "tel": 123, "addr": {"country": "Germany", "city": "Berlin"}}'],
    [2, '{"name": "hello", "tel": 135, "addr": {"country": "China", "city": "Shanghai"}}'],
    [3, '{"name": "world", "tel": 124, "addr": {"country": "USA", "city": "NewYork"}}'],
    [4, '{"name": "PyFlink", "tel": 32, "addr": {"country": "China", "city": "Hangzhou"}}'],
  ])
  .map(([id, text]): [number, Person] => {
    const person = JSON.parse(text) as Person;
    return [id, { ...person, tel: person.tel + 1 }];
  })
  .filter(([, { addr }]) => addr.country.includes('China'))
  .print();
await env.execute();
