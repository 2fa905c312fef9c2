import { describe, expect, it } from 'vitest';
import type { Connection, Sockets } from './sockets.js';

/** The far end of a connection. */
export interface Peer {
  /** The next bytes that came; undefined when the near side has closed. */
  read(): Promise<Uint8Array | undefined>;
  write(bytes: Uint8Array): Promise<void>;
  /** Sends no more, and reads no more. */
  close(): void;
  /** Breaks the connection. */
  break(): void;
}

/** A network in which a test listens at one address. */
export interface SocketsCase {
  readonly sockets: Sockets;
  readonly host: string;
  readonly port: number;
  /** The far end of the next connection. */
  accepted(): Promise<Peer>;
  /** Nobody listens any more. */
  stopListening(): Promise<void>;
  close(): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (all: Uint8Array) => new TextDecoder().decode(all);

/** Reads until so many bytes are there, or the end. */
async function readText(from: Pick<Connection, 'read'>, length = Number.POSITIVE_INFINITY): Promise<string> {
  let read = '';
  while (read.length < length) {
    const next = await from.read();
    if (next === undefined) break;
    read += text(next);
  }
  return read;
}

/** What sockets of every host do. */
export function describeSockets(name: string, create: () => Promise<SocketsCase>): void {
  const test = (what: string, run: (sockets: SocketsCase) => Promise<void>) =>
    it(what, async () => {
      const sockets = await create();
      try {
        await run(sockets);
      } finally {
        await sockets.close();
      }
    });
  const connected = async ({ sockets, host, port, accepted }: SocketsCase) => {
    const peer = accepted();
    const connection = await sockets.connect(host, port);
    return { connection, peer: await peer };
  };

  describe(`the sockets of ${name}`, () => {
    test('carry bytes both ways, in order', async (sockets) => {
      const { connection, peer } = await connected(sockets);
      void connection.write(bytes('one '));
      await connection.write(bytes('two'));
      expect(await readText(peer, 7)).toBe('one two');
      await peer.write(bytes('three'));
      expect(await readText(connection, 5)).toBe('three');
      connection.close();
    });

    test('say when the other side has sent all, after what it sent', async (sockets) => {
      const { connection, peer } = await connected(sockets);
      await peer.write(bytes('last'));
      peer.close();
      expect(await readText(connection)).toBe('last');
      expect(await connection.read()).toBeUndefined();
      connection.close();
    });

    test('bring everything that was written to the other side, then the end', async (sockets) => {
      const { connection, peer } = await connected(sockets);
      const read = readText(peer);
      for (let count = 0; count < 100; count++) await connection.write(bytes('x'.repeat(10_000)));
      connection.close();
      connection.close();
      expect((await read).length).toBe(1_000_000);
    });

    test('hold back who writes more than the other side takes', async (sockets) => {
      const { connection, peer } = await connected(sockets);
      let taken = 0;
      const writes: Promise<void>[] = [];
      for (let count = 0; count < 600; count++)
        writes.push(connection.write(new Uint8Array(50_000)).then(() => void taken++));
      // Whatever the host takes is taken when the last write that it took has settled; the others stand.
      await Promise.race(writes);
      for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
      expect(taken).toBeLessThan(600);
      let read = 0;
      while (read < 30_000_000) read += (await peer.read())?.length ?? 0;
      await Promise.all(writes);
      connection.close();
    });

    test('let nobody wait for one that is closed', async (sockets) => {
      const { connection, peer } = await connected(sockets);
      const reading = connection.read().catch(() => 'over');
      connection.close();
      expect(await reading).toBe('over');
      expect(await readText(peer)).toBe('');
    });

    test('close with writes that nobody takes', async (sockets) => {
      const { connection, peer } = await connected(sockets);
      const writing = connection.write(new Uint8Array(100_000_000)).catch(() => 'over');
      connection.close();
      peer.close();
      expect(await writing).toBe('over');
    });

    test('say where a connection broke', async (sockets) => {
      const { connection, peer } = await connected(sockets);
      const { host, port } = sockets;
      peer.break();
      await expect(readText(connection)).rejects.toMatchObject({ code: 'SOCKET_FAILED', facts: { host, port } });
      const writing = async () => {
        for (;;) await connection.write(bytes('x'));
      };
      await expect(writing()).rejects.toMatchObject({ code: 'SOCKET_FAILED', facts: { host, port } });
      connection.close();
    });

    test('say where nobody listens', async (sockets) => {
      const { host, port } = sockets;
      await sockets.stopListening();
      await expect(sockets.sockets.connect(host, port)).rejects.toMatchObject({
        code: 'SOCKET_FAILED',
        message: `The connection to ${host}:${port} failed: ECONNREFUSED.`,
        facts: { host, port, reason: 'ECONNREFUSED' },
        hint: 'Is the program there, and does it listen at this port?',
      });
    });
  });
}
