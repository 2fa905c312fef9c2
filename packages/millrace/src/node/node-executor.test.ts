import { expect, it, vi } from 'vitest';
import { StreamExecutionEnvironment } from '../index.js';
import type { Logger } from '../operator/operator-context.js';
import type { RuntimePorts } from '../runtime/ports.js';

const logged = vi.hoisted(() => [] as unknown[]);

vi.mock('./node-ports.js', async (original) => {
  const { nodePorts } = await original<typeof import('./node-ports.js')>();
  const error: Logger['error'] = (message, facts) => void logged.push([message, facts]);
  return {
    nodePorts: (name: string): RuntimePorts => ({ ...nodePorts(name), logger: { ...nodePorts(name).logger, error } }),
  };
});

it('a job that fails while nobody waits for it is logged', async () => {
  const env = StreamExecutionEnvironment.getExecutionEnvironment();
  env.fromCollection([1]).map(() => Promise.reject(new Error('late'))).name('Bad').print(); // biome-ignore format: one row
  env.executeAsync();
  await vi.waitUntil(() => logged.length > 0);
  expect(logged).toEqual([['The job failed.', { code: 'FUNCTION_RETURNED_PROMISE', cause: "map of 'Bad' returned a promise." }]]); // biome-ignore format: one row
});
