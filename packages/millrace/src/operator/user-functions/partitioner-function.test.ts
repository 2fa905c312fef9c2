import { describe, expect, it } from 'vitest';
import { Partitioner } from './partitioner.js';
import { partitionerFunction } from './partitioner-function.js';

class Modulo extends Partitioner<number> {
  partition(key: number, numPartitions: number) {
    return key % numPartitions;
  }
}

describe('a partitioner', () => {
  it('may be a function, an object or an instance', () => {
    const modulo = (key: number, numPartitions: number) => key % numPartitions;
    for (const argument of [new Modulo(), { partition: modulo }, modulo]) {
      expect(partitionerFunction(argument)(7, 4)).toBe(3);
    }
  });

  it.each([-1, 4, 1.5, Number.NaN, '1', undefined])('does not choose %s of four instances', (chosen) => {
    const partition = partitionerFunction(() => chosen);
    expect(() => partition('key', 4)).toThrow(
      expect.objectContaining({ code: 'PARTITION_INVALID', hint: expect.stringContaining('0 to 3') }),
    );
  });

  it.each([
    ['nothing', undefined],
    ['a number', 5],
    ['a class', Modulo],
    ['an object with open', { partition: () => 0, open: () => undefined }],
  ])('is not %s', (_what, argument) => {
    expect(() => partitionerFunction(argument)).toThrow(expect.objectContaining({ code: 'FUNCTION_INVALID' }));
  });
});
