import { OperatorHarness, type OperatorHarnessOptions } from '../testing/operator-harness.js';
import { type AsyncWaitOptions, asyncWaitDefinition } from './async-wait.js';

export const ordered: AsyncWaitOptions = { outputMode: 'ORDERED', timeoutMs: 0, capacity: 10 };
export const unordered: AsyncWaitOptions = { ...ordered, outputMode: 'UNORDERED' };

export const openAsyncWait = async (
  code: unknown,
  options: AsyncWaitOptions,
  more: Partial<OperatorHarnessOptions> & { readonly functions?: object } = {},
) => {
  const harness = new OperatorHarness({
    definition: asyncWaitDefinition,
    options: { ...options },
    name: 'look-up',
    ...more,
    functions: { function: code, ...more.functions },
  });
  await harness.open();
  return harness;
};

/** `20@2` for a record, `W5` for a watermark. */
export const shown = ({ emissions }: OperatorHarness) =>
  emissions.map((each) => {
    if (each.kind === 'watermark') return `W${each.time}`;
    if (each.kind === 'status') return each.idle ? 'idle' : 'active';
    return each.kind === 'record' ? `${String(each.value)}@${each.timestamp}` : each.kind;
  });
