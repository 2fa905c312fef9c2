import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigTypes } from './config-type.js';
import { type ConfigOption, Configuration, checkConfiguration } from './configuration.js';
import { editDistance, nearestName } from './nearest-name.js';
import { hideSecrets, isSensitiveKey } from './secrets.js';

const option = <T>(key: string, type: ConfigOption<T>['type'], defaultValue: T | undefined): ConfigOption<T> => ({
  key,
  type,
  defaultValue,
  description: 'For this test.',
});
const PARALLELISM = option('parallelism.default', ConfigTypes.integer, 1);
const INTERVAL = option('execution.checkpointing.interval', ConfigTypes.duration, undefined);
const MODE = option(
  'execution.runtime-mode',
  ConfigTypes.enumeration(['STREAMING', 'BATCH', 'AUTOMATIC']),
  'STREAMING',
);
const JARS = option('pipeline.jars', ConfigTypes.list(ConfigTypes.string), []);
const SIZE = option('memory.size', ConfigTypes.memory, undefined);
const OPTIONS = [PARALLELISM, INTERVAL, MODE, JARS, SIZE] as ConfigOption<unknown>[];

describe('Configuration', () => {
  it('keeps what is set, as PyFlink does', () => {
    const configuration = new Configuration()
      .setString('a', 'text')
      .setInteger('b', 5)
      .setBoolean('c', true)
      .setFloat('d', 0.5)
      .setBytearray('e', Uint8Array.of(0, 255, 3));
    expect(configuration.toDict()).toEqual({ a: 'text', b: '5', c: 'true', d: '0.5', e: 'AP8D' });
    expect([
      configuration.getString('a', 'other'),
      configuration.getInteger('b', 0),
      configuration.getBoolean('c', false),
      configuration.getFloat('d', 0),
      configuration.getBytearray('e', Uint8Array.of()),
    ]).toEqual(['text', 5, true, 0.5, Uint8Array.of(0, 255, 3)]);
  });

  it('gives the default where nothing is set', () => {
    const empty = new Configuration();
    expect([empty.getString('a', 'x'), empty.getString('a'), empty.getInteger('b', 7), empty.getBoolean('c', true)]).toEqual(['x', undefined, 7, true]); // biome-ignore format: one list
    expect([empty.get(PARALLELISM), empty.get(INTERVAL), empty.get(MODE)]).toEqual([1, undefined, 'STREAMING']);
  });

  it('copies, merges behind a prefix, removes and compares', () => {
    const first = Configuration.fromDict({ a: 1, b: true });
    const copied = new Configuration(first);
    expect([copied.equals(first), copied.setString('c', 'x').equals(first)]).toEqual([true, false]);
    expect(new Configuration().addAll(first, 'p.').toDict()).toEqual({ 'p.a': '1', 'p.b': 'true' });
    expect([copied.removeConfig('c'), copied.removeConfig('c'), copied.containsKey('c')]).toEqual([true, false, false]);
    const target = { z: '0' };
    first.addAllToDict(target);
    expect([target, [...first.keySet()]]).toEqual([{ z: '0', a: '1', b: 'true' }, ['a', 'b']]);
  });

  it.each([
    [INTERVAL, '5 s', 5000],
    [INTERVAL, '5000', 5000],
    [MODE, 'batch', 'BATCH'],
    [JARS, '[a, \'b, c\', "d"]', ['a', 'b, c', 'd']],
    [JARS, 'a;b', ['a', 'b']],
    [JARS, '', []],
    [SIZE, '64 mb', 67_108_864],
    [SIZE, '1024', 1024],
  ] as [ConfigOption<unknown>, string, unknown][])('reads %o', (one, text, value) => {
    expect(Configuration.fromDict({ [one.key]: text }).get(one)).toEqual(value);
  });

  it.each([
    [PARALLELISM, '2.5', 'a whole number of 32 bits'],
    [PARALLELISM, 'many', 'a whole number of 32 bits'],
    [INTERVAL, '5 parsecs', 'a duration'],
    [MODE, 'FAST', 'one of STREAMING, BATCH, AUTOMATIC'],
    [SIZE, '1 zb', 'a size'],
  ] as [ConfigOption<unknown>, string, string][])('refuses %o with the accepted form', (one, text, form) => {
    expect(() => Configuration.fromDict({ [one.key]: text }).get(one)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID_VALUE',
        message: `'${one.key}' cannot be '${text}'.`,
        hint: expect.stringContaining(form),
      }),
    );
  });

  it('refuses to set what it could not read', () => {
    const configuration = new Configuration();
    const refused = expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' });
    expect(() => configuration.setInteger('a', 1.5)).toThrow(refused);
    expect(() => configuration.setFloat('a', Number.NaN)).toThrow(refused);
    expect(() => configuration.setString('a', 5 as unknown as string)).toThrow(refused);
    expect(configuration.keySet().size).toBe(0);
  });

  it('writes lists so that they are read back', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (items) => {
        const trimmed = items.map((item) => item.trim()).filter((item) => item !== '');
        expect(new Configuration().set(JARS, trimmed).get(JARS)).toEqual(trimmed);
      }),
    );
  });

  it('names the nearest key for one that is not known', () => {
    const check = (key: string) => (): void =>
      checkConfiguration(Configuration.fromDict({ [key]: 1 }), OPTIONS, ['kafka.']);
    expect(check('paralelism.default')).toThrow(
      expect.objectContaining({ code: 'CONFIG_UNKNOWN_KEY', hint: "Did you mean 'parallelism.default'?" }),
    );
    expect(check('kafka.anything')).not.toThrow();
    expect(check('parallelism.default')).not.toThrow();
    expect(() => checkConfiguration(Configuration.fromDict({ 'parallelism.default': 'x' }), OPTIONS)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' }),
    );
  });

  it('never prints a secret', () => {
    const configuration = Configuration.fromDict({
      'ssl.key.password': 'hunter2',
      'sasl.jaas.config': 'hunter2',
      a: 1,
    });
    for (const printed of [String(configuration), JSON.stringify(configuration)])
      expect(printed).not.toContain('hunter2');
    expect(String(configuration)).toBe('{ssl.key.password=***, sasl.jaas.config=***, a=1}');
    expect(configuration.toDict()['ssl.key.password']).toBe('hunter2');
    expect(() => configuration.getInteger('ssl.key.password', 0)).toThrow(
      expect.objectContaining({
        message: "'ssl.key.password' cannot be '***'.",
        facts: { key: 'ssl.key.password', value: '***' },
      }),
    );
  });
});

describe('secrets', () => {
  it.each([
    'ssl.keystore.password',
    'SASL.JAAS.CONFIG',
    's3.secret-key',
    'delegation.token',
    'fs.azure.account.key.x',
    'my.api-key',
  ])('%s is one', (key) => {
    expect(isSensitiveKey(key)).toBe(true);
  });

  it.each(['parallelism.default', 'key.deserializer', 'state.backend.type', 'bootstrap.servers'])(
    '%s is none',
    (key) => {
      expect(isSensitiveKey(key)).toBe(false);
    },
  );

  it('are hidden one by one', () => {
    expect(hideSecrets({ 'a.password': 'x', b: 1 })).toEqual({ 'a.password': '***', b: 1 });
  });
});

describe('the nearest name', () => {
  const names = ['keyBy', 'flatMap', 'filter', 'parallelism.default'];

  it.each([
    ['keyby', 'keyBy'],
    ['flatmap', 'flatMap'],
    ['flitre', 'filter'],
    ['parallelism.defualt', 'parallelism.default'],
    ['parallellism.default', 'parallelism.default'],
    ['reduce', undefined],
    ['', undefined],
  ])('of %j is %j', (name, nearest) => {
    expect(nearestName(name, names)).toBe(nearest);
  });

  it('is measured by a distance', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
