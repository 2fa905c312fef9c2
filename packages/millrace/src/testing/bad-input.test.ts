import { describe, expect, it } from 'vitest';
import { ByteArraySchema } from '../connectors/formats/byte-array-schema.js';
import {
  type JsonRowDeserializationOptions,
  JsonRowDeserializationSchema,
} from '../connectors/formats/json-row-deserialization-schema.js';
import type { DeserializationSchema } from '../connectors/formats/schemas.js';
import { SimpleStringSchema } from '../connectors/formats/simple-string-schema.js';
import type { DataStream } from '../datastream/data-stream.js';
import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type { KeyedProcessContext, ProcessContext } from '../operator/user-functions/process-context.js';
import { KeyedProcessFunction, ProcessFunction } from '../operator/user-functions/process-function.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { MapState } from '../state/state.js';
import { MapStateDescriptor } from '../state/state-descriptor.js';
import { type Env, failure, printed, unhandledRejections } from './bad-input.test-support.js';
import { JobHarness } from './job-harness.js';

interface Fruit {
  readonly id: number;
  readonly name: string;
}

const FRUIT = Types.OBJECT({ id: Types.LONG(), name: Types.STRING() });
const FIG = '{"id":1,"name":"fig"}';
const MIB = 2 ** 20;
const bytes = (text: string | Uint8Array) => (typeof text === 'string' ? new TextEncoder().encode(text) : text);

/** A job that decodes these records in an operator named `Decode`. */
const decoded =
  <T>(schema: DeserializationSchema<T>, ...records: readonly (string | Uint8Array)[]) =>
  (env: Env) =>
    env
      .fromCollection(records.map(bytes), Types.BYTES())
      .flatMap((record) => {
        const value = schema.deserialize(record);
        return value === undefined ? [] : [value];
      }, schema.getProducedType())
      .name('Decode');

const json = <T>(typeInfo: TypeInformation<T>, options: Partial<JsonRowDeserializationOptions<T>> = {}) =>
  new JsonRowDeserializationSchema<T>({ typeInfo, ...options });

describe('a record that cannot be decoded', () => {
  const deepJson = '['.repeat(100_000) + ']'.repeat(100_000);
  const hidden = `{"id":1,"name":"fig","more":${deepJson}}`;
  const cut = new Uint8Array([...bytes('{"id":1,"name":"'), 0xff, ...bytes('"}')]);
  const longName = `{"id":1,"name":"fig","${'x'.repeat(10 * MIB)}":1}`;

  it.each<[string, string | Uint8Array, Partial<JsonRowDeserializationOptions<Fruit>>, string, object]>([
    ['is malformed', '{"id":1,', {}, 'JSON_MALFORMED', { position: 8, excerpt: '{"id":1,' }],
    ['is empty', '', {}, 'JSON_MALFORMED', { position: 0, length: 0 }],
    ['lacks a column', '{"id":1}', {}, 'JSON_FIELD_MISSING', { field: 'name' }],
    ['has another column', '{"id":1,"name":"fig","x":0}', { unknownFields: 'fail' }, 'JSON_FIELD_UNKNOWN', { field: 'x' }], // biome-ignore format: one row
    ['has one with a name of 10 MiB', longName, { unknownFields: 'fail' }, 'JSON_FIELD_UNKNOWN', { field: expect.stringMatching(/^x{40}… \(10485760/) }], // biome-ignore format: one row
    ['has __proto__ as another column', '{"__proto__":{"id":1},"id":1,"name":"fig"}', { unknownFields: 'fail' }, 'JSON_FIELD_UNKNOWN', { field: '__proto__' }], // biome-ignore format: one row
    ['has a LONG beyond 64 bits', '{"id":9223372036854775808,"name":"fig"}', {}, 'TYPE_MISMATCH', { path: 'value.id', seen: '9223372036854775808' }], // biome-ignore format: one row
    ['has a LONG that a number cannot hold', '{"id":9007199254740993,"name":"fig"}', {}, 'TYPE_LONG_UNSAFE', { path: 'value.id', seen: '9007199254740993' }], // biome-ignore format: one row
    ['has a number beyond all', '{"id":1e400,"name":"fig"}', {}, 'TYPE_MISMATCH', { path: 'value.id' }],
    ['has null for a column that must be there', '{"id":null,"name":"fig"}', {}, 'TYPE_MISMATCH', { seen: 'null' }],
    ['is not UTF-8', cut, {}, 'JSON_NOT_UTF8', { position: 16 }],
    ['is 100,000 levels deep', deepJson, {}, 'JSON_TOO_DEEP', { limit: 1000 }],
    ['is as deep where nobody reads it', hidden, {}, 'JSON_TOO_DEEP', { limit: 1000 }],
    ['is 10 MiB of a string that does not end', `{"id":1,"name":"${'x'.repeat(10 * MIB)}`, {}, 'JSON_MALFORMED', { excerpt: `…${'x'.repeat(20)}` }], // biome-ignore format: one row
  ])('because it %s fails the job, with its operator named', async (_what, record, options, code, facts) => {
    const error = await failure(decoded(json(FRUIT, options), record));
    expect(error).toMatchObject({ code, facts: { operator: 'Decode', subtask: 0, ...facts } });
    expect(error.message.length + String(error.hint).length).toBeLessThan(400);
    // The policy of the format: everything else goes on.
    if (options.unknownFields === undefined) {
      const lines = await printed(decoded(json(FRUIT, { ...options, ignoreParseErrors: true }), FIG, record, FIG));
      expect(lines).toEqual([FIG, FIG]);
    }
  });

  it.each([
    ['BYTE', Types.BYTE(), 128],
    ['SHORT', Types.SHORT(), -32_769],
    ['INT', Types.INT(), 2 ** 31],
  ])('because a %s is out of range says so', async (_kind, type, value) => {
    const record = `{"n":${value}}`;
    const error = await failure(decoded(json(Types.OBJECT({ n: type })), record));
    expect(error).toMatchObject({
      code: 'TYPE_MISMATCH',
      facts: { operator: 'Decode', path: 'value.n', seen: `${value}` },
    });
  });

  it('because it is no text fails too, or is read with replacements', async () => {
    const record = Uint8Array.of(0x61, 0xff);
    expect(await failure(decoded(new SimpleStringSchema(), record))).toMatchObject({
      code: 'TEXT_MALFORMED',
      facts: { operator: 'Decode', position: 1 },
    });
    expect(await printed(decoded(new SimpleStringSchema({ invalid: 'replace' }), record))).toEqual(['a\ufffd']);
  });

  it('goes to a side output, with what is wrong with it', async () => {
    const letters = new OutputTag('dead letters', Types.OBJECT({ record: Types.BYTES(), code: Types.STRING() }));
    class Decode extends ProcessFunction<Uint8Array, Fruit> {
      override *processElement(record: Uint8Array, context: ProcessContext) {
        try {
          yield json(FRUIT).deserialize(record) as Fruit;
        } catch (error) {
          if (!(error instanceof MillraceError)) throw error;
          context.output(letters, { record, code: error.code });
        }
      }
    }
    const records = [FIG, '{"id":2', Uint8Array.of(0xff), FIG].map(bytes);
    const lines = await printed((env) => {
      const raw = env.fromCollection(records.map(new ByteArraySchema().deserialize), Types.BYTES());
      const fruit = raw.process(new Decode(), FRUIT);
      const dead = fruit.getSideOutput(letters).map(({ record, code }) => `${code} ${record.length}`, Types.STRING());
      return fruit.map(({ name }) => name, Types.STRING()).union(dead);
    });
    expect(lines).toEqual(['JSON_MALFORMED 7', 'JSON_NOT_UTF8 1', 'fig', 'fig']);
  });

  it('takes an extra column, a byte order mark and a repeated column as they are meant', async () => {
    const records = ['{"id":1,"name":"fig","x":[]}', `\ufeff${FIG}`, '{"id":7,"id":1,"name":"fig"}'];
    expect(await printed(decoded(json(FRUIT), ...records))).toEqual([FIG, FIG, FIG]);
  });
});

describe('an element of a collection or an iterable', () => {
  const fruits = [{ id: 1, name: 'fig' }, { id: 2 } as Fruit];

  it('that is not of the declared type is refused with its place', async () => {
    const expected = {
      code: 'TYPE_MISMATCH',
      facts: { operator: 'Fruit', split: 'all', offset: 1, path: 'value.name', seen: 'undefined' },
    };
    const drop = (stream: DataStream<Fruit>) => stream.name('Fruit').filter(() => false);
    expect(await failure((env) => drop(env.fromCollection(fruits, FRUIT)))).toMatchObject(expected);
    expect(await failure((env) => drop(env.fromAsyncIterable(fruits, FRUIT)))).toMatchObject(expected);
  });

  it('cannot be read because what gives it throws', async () => {
    const drop = (stream: DataStream<number>) => stream.name('Numbers').filter(() => false);
    function* broken() {
      yield 1;
      throw new Error('disk on fire');
    }
    expect(await failure((env) => drop(env.fromCollection(broken, Types.INT())))).toMatchObject({
      code: 'USER_CODE_FAILED',
      message: "poll of operator 'Numbers' failed: disk on fire",
      facts: { operator: 'Numbers' },
    });
    expect(await failure((env) => drop(env.fromAsyncIterable(broken, Types.INT())))).toMatchObject({
      code: 'ASYNC_ITERABLE_FAILED',
      facts: { operator: 'Numbers', emitted: 1 },
    });
  });
});

/** Operators that take their key in ways of their own, each named `Keyed`. */
const keyedOperators = {
  reduce: (stream: DataStream<unknown>, key: (value: unknown) => unknown, type?: TypeInformation<unknown>) =>
    stream.keyBy(key, type).reduce((a) => a),
  process: (stream: DataStream<unknown>, key: (value: unknown) => unknown, type?: TypeInformation<unknown>) =>
    stream.keyBy(key, type).process({ processElement: (value: unknown) => [value] }),
  connect: (stream: DataStream<unknown>, key: (value: unknown) => unknown, type?: TypeInformation<unknown>) =>
    stream
      .connect(stream)
      .keyBy(key, key, type)
      .flatMap({ flatMap1: () => [], flatMap2: (value) => [value] }),
};

describe.each(
  Object.entries(keyedOperators).flatMap(([name, keyed]) =>
    [1, 2].map((parallelism) => ({ name, keyed, parallelism })),
  ),
)('a key of $name, at parallelism $parallelism,', ({ keyed, parallelism }) => {
  const failureOf = (select: (value: unknown) => unknown, type?: TypeInformation<unknown>) =>
    failure((env) => keyed(env.fromCollection<unknown>([1]), select, type).name('Keyed'), parallelism);

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
  ])('that is %s is refused', async (key, text) => {
    const expected = { code: 'KEY_NULL', message: `The key of a record is ${text}.`, facts: { operator: 'Keyed' } };
    expect(await failureOf(() => key)).toMatchObject(expected);
    expect(await failureOf(() => key, Types.STRING() as TypeInformation<unknown>)).toMatchObject(expected);
    expect(await failureOf(() => key, Types.NULLABLE(Types.STRING()) as TypeInformation<unknown>)).toMatchObject(
      expected,
    );
  });

  it('that is a promise is refused as such', async () => {
    const rejections = unhandledRejections();
    const error = await failureOf(async () => Promise.reject(new Error('late')));
    expect(error).toMatchObject({
      code: 'FUNCTION_RETURNED_PROMISE',
      facts: { operator: 'Keyed', call: 'the key selector' },
    });
    await new Promise(setImmediate);
    expect(rejections).toEqual([]);
  });

  it('that is not of its type is refused', async () => {
    expect(await failureOf(() => 7, Types.STRING() as TypeInformation<unknown>)).toMatchObject({
      code: 'TYPE_MISMATCH',
      message: 'The key must be String, but is 7.',
      facts: { operator: 'Keyed' },
    });
  });

  it('whose selector throws is an error of the operator that needs it', async () => {
    const error = await failureOf((value) => (value as { name: string }).name.length);
    expect(error).toMatchObject({
      code: 'USER_CODE_FAILED',
      message: "the key selector of operator 'Keyed' failed: Cannot read properties of undefined (reading 'length')",
      facts: { operator: 'Keyed', call: 'the key selector' },
    });
  });
});

describe.each([1, 2])('a key, at parallelism %i,', (parallelism) => {
  it.each(['__proto__', 'constructor', 'x'.repeat(10 * MIB)])('%.12s is a key like any other', async (name) => {
    const words = [name, 'hasOwnProperty', name];
    const count = (env: Env, keyType?: TypeInformation<string>) =>
      env
        .fromCollection(words.map((word) => ({ word, count: 1 })))
        .keyBy(({ word }) => word, keyType)
        .reduce((a, b) => ({ word: a.word, count: a.count + b.count }))
        .map(({ word, count: n }) => `${word.length} ${n}`);
    const expected = ['14 1', `${name.length} 1`, `${name.length} 2`].sort();
    expect(await printed((env) => count(env), parallelism)).toEqual(expected);
    expect(await printed((env) => count(env, Types.STRING()), parallelism)).toEqual(expected);
  });

  it('that is an object with an own __proto__ keeps it, and pollutes nothing', async () => {
    const keys = ['{"__proto__":{"polluted":1}}', '{}', '{"__proto__":{"polluted":1}}'];
    const job = (env: Env) =>
      env
        .fromCollection(keys)
        .map((text) => ({ key: JSON.parse(text) as object, count: 1 }))
        .keyBy(({ key }) => key)
        .reduce((a, b) => ({ key: a.key, count: a.count + b.count }))
        .map(({ key, count }) => `${JSON.stringify(key)} ${count}`);
    expect(await printed(job, parallelism)).toEqual([
      '{"__proto__":{"polluted":1}} 1',
      '{"__proto__":{"polluted":1}} 2',
      '{} 1',
    ]);
    expect('polluted' in {}).toBe(false);
  });
});

describe('__proto__ inside a record', () => {
  it('is the key of an entry of a map state and of a map', async () => {
    class Count extends KeyedProcessFunction<number, string, Map<string, number>> {
      private counts!: MapState<string, number>;
      override open(context: RuntimeContext) {
        this.counts = context.getMapState(new MapStateDescriptor('counts', Types.STRING(), Types.INT()));
      }
      override *processElement(word: string, _context: KeyedProcessContext<number>) {
        this.counts.put(word, (this.counts.get(word) ?? 0) + 1);
        if (word === 'last') yield new Map([...this.counts.items()].sort());
      }
    }
    const words = ['__proto__', 'toString', '__proto__', 'last'];
    const job = (env: Env) =>
      env
        .fromCollection(words)
        .keyBy(() => 1, Types.INT())
        .process(new Count(), Types.MAP(Types.STRING(), Types.INT()));
    expect(await printed(job)).toEqual(['{"__proto__":2,"last":1,"toString":1}']);
  });

  it('is a key of JSON: kept where any key may be, left out where the type has no such field', async () => {
    const record = '{"__proto__":{"polluted":1},"id":1,"name":"fig"}';
    expect(await printed(decoded(json(Types.PICKLED_BYTE_ARRAY()), record))).toEqual([record]);
    expect(await printed(decoded(json(FRUIT), record))).toEqual([FIG]);
    expect(await printed(decoded(json(Types.MAP(Types.STRING(), Types.INT())), '{"__proto__":1}'))).toEqual([
      '{"__proto__":1}',
    ]);
    expect('polluted' in {}).toBe(false);
  });
});

describe('a value that is very large', () => {
  it('is a string of 10 MiB: decoded, sent, kept, printed', async () => {
    const text = `${'x'.repeat(10 * MIB)}ä`;
    const record = JSON.stringify({ id: 1, name: text });
    const lines = await printed(
      (env) =>
        decoded(
          json(FRUIT),
          record,
        )(env)
          .keyBy(({ name }) => name, Types.STRING())
          .reduce((a) => a),
      2,
    );
    expect(lines.map((line) => line.length)).toEqual([record.length]);
    expect(lines[0] === record).toBe(true);
  });

  it('is a string of 10 MiB of the wrong type: the error shows its beginning', async () => {
    const text = 'y'.repeat(10 * MIB);
    const job = (env: Env) =>
      env
        .fromCollection([text])
        .map((value) => value as unknown as number, Types.INT())
        .name('Wrong')
        .rebalance()
        .map((value) => value);
    const error = await failure(job, 2);
    expect(error).toMatchObject({
      code: 'TYPE_MISMATCH',
      facts: { operator: 'Wrong', seen: `"${'y'.repeat(40)}"… (10485760 characters)` },
    });
    expect(error.message.length).toBeLessThan(200);
  });

  it.each([1, 2])('is 100,000 levels deep, at parallelism %i: refused where it is sent', async (parallelism) => {
    const deep = () => JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
    const job = (env: Env) =>
      env
        .fromCollection([1])
        .map(deep)
        .name('Deep')
        .keyBy(() => 1)
        .reduce((a) => a)
        .map(() => 'seen');
    const error = await failure(job, parallelism);
    expect(error).toMatchObject({
      code: 'TYPE_NOT_CLONEABLE',
      facts: { operator: 'Deep', seen: 'nested more than 1000 levels deep' },
    });
    expect(error.message.length).toBeLessThan(300);
  });
});

describe('a configuration key that there is not', () => {
  it('is refused before anything runs, with the nearest one', () => {
    const wrong = { 'paralelism.default': 2 };
    expect(() => new JobHarness({ configuration: wrong as never })).toThrow(
      expect.objectContaining({ code: 'CONFIG_UNKNOWN_KEY', hint: "Did you mean 'parallelism.default'?" }),
    );
  });
});
