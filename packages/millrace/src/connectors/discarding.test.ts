import { expect, it } from 'vitest';
import { DiscardingSink } from './discarding.js';
import { describeSink } from './sink-contract.test-support.js';
import { openWriter } from './sink-writing.test-support.js';

describeSink('a discarding sink', {
  records: [1, 2, 3, 4],
  target: () => ({ sink: () => new DiscardingSink<number>() }),
});

it('a discarding sink takes everything and is never behind', async () => {
  const { write, writer, gate } = await openWriter(new DiscardingSink<number>());
  for (let value = 0; value < 1000; value++) write(value);
  await writer.flush(true);
  await writer.close();
  expect(gate.isOpen).toBe(true);
});
