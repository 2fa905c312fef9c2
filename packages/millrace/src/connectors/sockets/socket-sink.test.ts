import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { JobHarness } from '../../testing/job-harness.js';
import { createVirtualSockets, type VirtualPeer } from '../../testing/virtual-sockets.js';
import type { SerializationSchema } from '../formats/schemas.js';
import { describeSink } from '../sink-contract.test-support.js';
import { SocketSink } from './socket-sink.js';

/** Records as lines, padded so that few of them fill a socket. */
const lines: SerializationSchema<string> = {
  serialize: (text) => new TextEncoder().encode(`${text}${' '.repeat(1000)}\n`),
};

/** A program that reads what it is sent, unless it is told not to. */
function reader() {
  const sockets = createVirtualSockets();
  const texts: string[] = [];
  const peers: VirtualPeer[] = [];
  let resume: (() => void) | undefined;
  let stalled: Promise<void> = Promise.resolve();
  sockets.listen('far', 9999, (peer) => {
    peers.push(peer);
    const at = texts.push('') - 1;
    const decoder = new TextDecoder();
    void (async () => {
      for (;;) {
        await stalled;
        const bytes = await peer.read().catch(() => undefined);
        if (bytes === undefined) return;
        texts[at] += decoder.decode(bytes, { stream: true });
      }
    })();
  });
  return {
    sockets,
    sink: () => new SocketSink('far', 9999, lines),
    async visible() {
      await setImmediate();
      return texts.flatMap((text) => text.split('\n').slice(0, -1)).map((line) => line.trimEnd());
    },
    open: () => sockets.open,
    stall() {
      stalled = new Promise((resolve) => {
        resume = resolve;
      });
    },
    resume: () => resume?.(),
    fail() {
      for (const peer of peers) peer.break('ECONNRESET');
    },
  };
}

describeSink('a socket', {
  records: ['one', 'two', 'three', 'four', 'five'],
  // Records of several connections come beside one another.
  target: reader,
});

describe('a sink that writes to a socket', () => {
  it('fails the job when nobody listens, naming address and operator', async () => {
    const harness = new JobHarness();
    harness.env.fromCollection(['a']).writeToSocket('far', 9999, lines).name('out');
    await expect(harness.run()).rejects.toMatchObject({
      code: 'SOCKET_FAILED',
      facts: { host: 'far', port: 9999, reason: 'ECONNREFUSED', operator: 'out' },
    });
  });

  it('is one connection, whatever the parallelism of the job is', async () => {
    const harness = new JobHarness({ configuration: { 'parallelism.default': 3 } });
    let connections = 0;
    harness.host.sockets.listen('far', 9999, () => connections++);
    harness.env.fromSequence(1, 9).map(String).writeToSocket('far', 9999, lines);
    await harness.run();
    expect([connections, harness.host.sockets.open]).toEqual([1, 0]);
  });

  it('refuses what a schema gives that is no bytes', async () => {
    const harness = new JobHarness();
    harness.host.sockets.listen('far', 9999, () => undefined);
    const schema = { serialize: (text: string) => text as unknown as Uint8Array };
    harness.env.fromCollection(['a']).writeToSocket('far', 9999, schema).name('out');
    await expect(harness.run()).rejects.toMatchObject({
      code: 'SERIALIZED_NOT_BYTES',
      facts: { seen: '"a"', operator: 'out' },
    });
  });
});
