import { expect, it } from 'vitest';
import { MemorySize } from './memory-size.js';

it('a size of memory is seen in units, cut off', () => {
  const size = new MemorySize(5 * 2 ** 40 + 1);
  expect([size.getBytes(), size.getKibiBytes(), size.getMebiBytes(), size.getGibiBytes(), size.getTebiBytes()]).toEqual(
    [5 * 2 ** 40 + 1, 5 * 2 ** 30, 5 * 2 ** 20, 5 * 2 ** 10, 5],
  );
  expect(MemorySize.ofMebiBytes(3).getBytes()).toBe(3 * 2 ** 20);
  expect(MemorySize.parse('64 mb').equals(MemorySize.ofMebiBytes(64))).toBe(true);
  expect(MemorySize.parse('7').equals(7)).toBe(false);
  expect(new MemorySize(1).compareTo(new MemorySize(2))).toBeLessThan(0);
});

it('is printed as Flink prints it', () => {
  // Flink 2.3.0
  expect([1500, 1536, 5 * 2 ** 20].map((bytes) => String(new MemorySize(bytes)))).toEqual([
    '1500 bytes',
    '1536 bytes',
    '5 mb',
  ]);
  expect(JSON.stringify(new MemorySize(2048))).toBe('"2 kb"');
});

it.each([-1, 0.5, Number.NaN, '5'])('refuses %s bytes', (bytes) => {
  expect(() => new MemorySize(bytes as number)).toThrow(expect.objectContaining({ code: 'MEMORY_SIZE_INVALID' }));
  expect(() => MemorySize.parse('5 stones')).toThrow(/"5 stones" is no size of memory/);
});
