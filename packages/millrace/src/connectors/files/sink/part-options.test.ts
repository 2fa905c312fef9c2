import { describe, expect, it } from 'vitest';
import { Types } from '../../../model/types.js';
import { JsonRowSerializationSchema } from '../../formats/json-row-serialization-schema.js';
import { Encoder } from './encoder.js';
import { FileCompactStrategy } from './file-compact-strategy.js';
import { OutputFileConfig } from './output-file-config.js';
import { BlockOutput } from './part-output.js';
import { RollingPolicy } from './rolling-policy.js';

const refused = expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' });

describe('blocks', () => {
  const all = (output: BlockOutput) => Buffer.concat(output.take('all')).toString();

  it('hold what was written, in order, whatever its length', () => {
    const output = new BlockOutput();
    const parts = ['a', 'ä😀', '', 'x'.repeat(200_000), 'y'.repeat(3000)];
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 0) output.writeText(part);
      else output.write(new TextEncoder().encode(part));
    }
    expect(output.waitingBytes).toBe(203_007);
    expect(output.hasFullBlock).toBe(true);
    const full = Buffer.concat(output.take('full')).toString();
    expect(full + all(output)).toBe(parts.join(''));
    expect([output.waitingBytes, output.hasFullBlock, output.take('all')]).toEqual([0, false, []]);
  });

  it('that were taken are not written again', () => {
    const output = new BlockOutput();
    output.writeText('one');
    const [first] = output.take('all');
    output.writeText('two');
    expect(Buffer.from(first!).toString()).toBe('one');
    expect(all(output)).toBe('two');
  });

  it('replace lone surrogates', () => {
    const output = new BlockOutput();
    output.writeText('a\ud800b');
    expect(all(output)).toBe('a\ufffdb');
  });
});

describe('encoders', () => {
  const encoded = <T>(encoder: Encoder<T>, ...elements: T[]) => {
    const output = new BlockOutput();
    for (const element of elements) encoder.encode(element, output);
    return Buffer.concat(output.take('all')).toString();
  };

  it('write lines', () => {
    const type = Types.OBJECT({ id: Types.LONG(), at: Types.SQL_TIMESTAMP() });
    expect(encoded(Encoder.simpleStringEncoder(), 'ä', 5, null)).toBe('ä\n5\nnull\n');
    expect(encoded(Encoder.jsonEncoder(type), { id: 1, at: 0 })).toBe('{"id":1,"at":"1970-01-01 00:00:00"}\n');
    expect(encoded(Encoder.jsonEncoder(type, { timestampFormat: 'RFC3339' }), { id: 1, at: 0 })).toContain(
      'T00:00:00Z',
    );
    const schema = new JsonRowSerializationSchema({ typeInfo: Types.INT() });
    expect(encoded(Encoder.lineEncoder(schema), 1, 2)).toBe('1\n2\n');
    expect(() => Encoder.simpleStringEncoder('ISO-8859-1')).toThrow(refused);
  });
});

describe('rolling policies', () => {
  const part = { bucketId: '', sizeBytes: 100, createdMs: 1000, updatedMs: 5000 };

  it('go by size, age and silence', () => {
    const policy = RollingPolicy.defaultRollingPolicy(100, '10 s', '3 s');
    expect(policy.shouldRollOnEvent(part, 'x')).toBe(false);
    expect(policy.shouldRollOnCheckpoint(part)).toBe(false);
    expect(policy.shouldRollOnEvent({ ...part, sizeBytes: 101 }, 'x')).toBe(true);
    expect(policy.shouldRollOnCheckpoint({ ...part, sizeBytes: 101 })).toBe(true);
    expect([7999, 8000].map((now) => policy.shouldRollOnProcessingTime(part, now))).toEqual([false, true]);
    const busy = { ...part, updatedMs: 10_900 };
    expect([10_999, 11_000].map((now) => policy.shouldRollOnProcessingTime(busy, now))).toEqual([false, true]);
  });

  it('have the values of PyFlink by default', () => {
    expect(RollingPolicy.defaultRollingPolicy().name).toBe('default (134217728 bytes, 60000 ms, inactive 60000 ms)');
    const policy = RollingPolicy.onCheckpointRollingPolicy();
    const large = { ...part, sizeBytes: 1e12 };
    expect([policy.shouldRollOnCheckpoint(part), policy.shouldRollOnEvent(large, 'x')]).toEqual([true, false]);
    expect(policy.shouldRollOnProcessingTime(part, 1e15)).toBe(false);
  });

  it('refuse what is not above 0', () => {
    expect(() => RollingPolicy.defaultRollingPolicy(0)).toThrow(refused);
    expect(() => RollingPolicy.defaultRollingPolicy(1, 0)).toThrow(refused);
    expect(() => RollingPolicy.defaultRollingPolicy(1, 1, '0 s')).toThrow(refused);
  });
});

describe('names of part files', () => {
  it('have a prefix and a suffix', () => {
    const config = OutputFileConfig.builder().withPartPrefix('orders').withPartSuffix('.json').build();
    expect([config.getPartPrefix(), config.getPartSuffix()]).toEqual(['orders', '.json']);
    expect(new OutputFileConfig().getPartPrefix()).toBe('part');
  });

  it.each([
    ['', ''],
    ['.hidden', ''],
    ['_x', ''],
    ['a/b', ''],
    ['a', '/b'],
    ['a', 'b\0'],
  ])('cannot have %s and %s', (prefix, suffix) => {
    expect(() => new OutputFileConfig(prefix, suffix)).toThrow(refused);
  });
});

describe('a strategy of compaction', () => {
  it('says when', () => {
    const strategy = FileCompactStrategy.builder()
      .setSizeThreshold(0)
      .enableCompactionOnCheckpoint(3)
      .setNumCompactThreads(2);
    expect({ ...strategy.build() }).toEqual({
      sizeThreshold: 0,
      numCheckpointsBeforeCompaction: 3,
      numCompactThreads: 2,
    });
    expect(() => FileCompactStrategy.builder().build()).toThrow(expect.objectContaining({ code: 'CONFIG_MISSING' }));
    expect(() => FileCompactStrategy.builder().enableCompactionOnCheckpoint(0)).toThrow(refused);
    expect(() => FileCompactStrategy.builder().setSizeThreshold(-1)).toThrow(refused);
    expect(() => FileCompactStrategy.builder().setNumCompactThreads(0.5)).toThrow(refused);
  });
});
