import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { batchReduceDefinition } from './batch-reduce.js';

const SALE = Types.OBJECT({ id: Types.STRING(), count: Types.LONG() });
type Sale = { id: string; count: number };
const add = (left: Sale, right: Sale) => ({ id: right.id, count: left.count + right.count });

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({
    definition: batchReduceDefinition,
    functions: { function: code },
    inputs: [{ type: SALE, keySelector: (sale: Sale) => sale.id, keyType: Types.STRING() }],
    outputType: SALE,
    ...options,
  });
  await harness.open();
  return harness;
};

describe('reduce in BATCH mode', () => {
  inEveryMode('emits one value a key at the end of time, with its timestamp', async (mode) => {
    const harness = await open(add, mode);
    await harness.processElement(0, { id: 'a', count: 1 }, 5);
    await harness.processElement(0, { id: 'b', count: 2 }, 6);
    await harness.processElement(0, { id: 'a', count: 3 }, 4);
    await harness.processWatermark(0, 6);
    expect(harness.values).toEqual([]);
    await harness.processWatermark(0, Number.POSITIVE_INFINITY);
    const timestamp = Number.POSITIVE_INFINITY;
    expect(harness.emissions.slice(-3)).toEqual([
      { kind: 'record', value: { id: 'a', count: 4 }, timestamp },
      { kind: 'record', value: { id: 'b', count: 2 }, timestamp },
      { kind: 'watermark', time: timestamp },
    ]);
  });

  it('does not call the function for the first record of a key', async () => {
    const harness = await open(() => {
      throw new Error('called');
    });
    await harness.processElement(0, { id: 'a', count: 1 });
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

  it('refuses a stream that is not keyed', async () => {
    await expect(open(add, { inputs: [{ type: SALE }] })).rejects.toMatchObject({ code: 'STREAM_NOT_KEYED' });
  });

  it('opens and closes its function', async () => {
    const calls: string[] = [];
    const harness = await open({
      open: () => calls.push('open'),
      reduce: add,
      close: () => calls.push('close'),
    });
    await harness.close();
    expect(calls).toEqual(['open', 'close']);
  });

  it('passes status on', async () => {
    const harness = await open(add);
    await harness.processStatus(0, true);
    expect(harness.emissions).toEqual([{ kind: 'status', idle: true }]);
  });
});
