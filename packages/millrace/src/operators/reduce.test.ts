import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { reduceDefinition } from './reduce.js';

const SALE = Types.OBJECT({ id: Types.STRING(), count: Types.LONG() });
type Sale = { id: string; count: number };
const add = (left: Sale, right: Sale) => ({ id: right.id, count: left.count + right.count });

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({
    definition: reduceDefinition,
    functions: { function: code },
    inputs: [{ type: SALE, keySelector: (sale: Sale) => sale.id, keyType: Types.STRING() }],
    outputType: SALE,
    ...options,
  });
  await harness.open();
  return harness;
};

describe('reduce', () => {
  inEveryMode('emits the value so far of each key, with the timestamp of the record', async (mode) => {
    const harness = await open(add, mode);
    await harness.processElement(0, { id: 'a', count: 1 }, 5);
    await harness.processElement(0, { id: 'b', count: 2 }, 6);
    await harness.processElement(0, { id: 'a', count: 3 }, 4);
    await harness.processWatermark(0, 6);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: { id: 'a', count: 1 }, timestamp: 5 },
      { kind: 'record', value: { id: 'b', count: 2 }, timestamp: 6 },
      { kind: 'record', value: { id: 'a', count: 4 }, timestamp: 4 },
      { kind: 'watermark', time: 6 },
    ]);
  });

  it('does not call the function for the first record of a key', async () => {
    const harness = await open(() => {
      throw new Error('called');
    });
    await harness.processElement(0, { id: 'a', count: 1 });
    expect(harness.values).toEqual([{ id: 'a', count: 1 }]);
    await expect(harness.processElement(0, { id: 'a', count: 1 })).rejects.toMatchObject({ code: 'USER_CODE_FAILED' });
  });

  it.each([
    ['undefined', () => undefined, 'FUNCTION_RETURNED_NOTHING'],
    ['null', () => null, 'FUNCTION_RETURNED_NOTHING'],
    ['a promise', async () => 1, 'FUNCTION_RETURNED_PROMISE'],
    ['a value of another type', () => ({ id: 'a', count: 'many' }), 'TYPE_MISMATCH'],
  ])('refuses %s as a result', async (_what, code, expected) => {
    const harness = await open(code);
    await harness.processElement(0, { id: 'a', count: 1 });
    await expect(harness.processElement(0, { id: 'a', count: 1 })).rejects.toMatchObject({ code: expected });
  });

  it('names the key selector when it throws', async () => {
    const keySelector = () => {
      throw new Error('no id');
    };
    const harness = await open(add, { inputs: [{ type: SALE, keySelector, keyType: Types.STRING() }] });
    await expect(harness.processElement(0, { id: 'a', count: 1 })).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      message: expect.stringContaining('key selector'),
    });
  });

  it('refuses a record without a key', async () => {
    const harness = await open(add, { inputs: [{ keySelector: () => undefined, keyType: Types.STRING() }] });
    await expect(harness.processElement(0, { id: 'a', count: 1 })).rejects.toMatchObject({ code: 'KEY_NULL' });
  });

  it('refuses a stream that is not keyed', async () => {
    await expect(open(add, { inputs: [{ type: SALE }] })).rejects.toMatchObject({ code: 'STREAM_NOT_KEYED' });
  });
});
