import { expect, it } from 'vitest';
import { DiscardingSink } from './discarding.js';
import { openWriter } from './sink-writing.test-support.js';

it('a discarding sink takes everything and is never behind', async () => {
  const { write, writer, gate } = await openWriter(new DiscardingSink<number>());
  for (let value = 0; value < 1000; value++) write(value);
  await writer.flush(true);
  await writer.close();
  expect(gate.isOpen).toBe(true);
});
