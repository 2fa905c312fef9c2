import { createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { SimpleStringSchema, StreamExecutionEnvironment } from '../index.js';

/** Servers of this machine, each at a free port. */
const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  servers.push({
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { readonly port: number }).port;
}

/** All that is sent to a port, once the other side has closed; nothing is taken before `take`. */
async function receiver() {
  let done: (text: string) => void;
  let connect: (socket: Socket) => void;
  const text = new Promise<string>((resolve) => {
    done = resolve;
  });
  const connected = new Promise<Socket>((resolve) => {
    connect = resolve;
  });
  const port = await listen((socket) => {
    let all = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      all += piece;
    });
    socket.on('end', () => done(all));
    socket.pause();
    connect(socket);
  });
  const take = async () => void (await connected).resume();
  return { port, text, take };
}

const asLine = { serialize: (text: string) => new SimpleStringSchema().serialize(`${text}\n`) };

describe('a job over real sockets', () => {
  it('reads lines and writes lines', async () => {
    const from = await listen((socket) => socket.end('héllo\r\nworld\nlast'));
    const to = await receiver();
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    env
      .socketTextStream('127.0.0.1', from)
      .map((line) => line.toUpperCase())
      .writeToSocket('127.0.0.1', to.port, asLine);
    await Promise.all([env.execute(), to.take()]);
    expect(await to.text).toBe('HÉLLO\nWORLD\nLAST\n');
  });

  it('waits while the receiver is behind, and loses nothing', async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `${index} ${'x'.repeat(50)}\n`).join('');
    const from = await listen((socket) => socket.end(lines));
    const to = await receiver();
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.socketTextStream('127.0.0.1', from).writeToSocket('127.0.0.1', to.port, asLine);
    const job = env.execute();
    // The job runs against the wall first.
    for (let turn = 0; turn < 1000; turn++) await setImmediate();
    await to.take();
    await job;
    expect((await to.text) === lines).toBe(true);
  }, 30_000);

  it('hangs up when it is cancelled while it waits for bytes', async () => {
    let connect: (socket: Socket) => void = () => undefined;
    const connected = new Promise<Socket>((resolve) => {
      connect = resolve;
    });
    const from = await listen((socket) => connect(socket));
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.socketTextStream('127.0.0.1', from).print();
    const client = env.executeAsync();
    const socket = await connected;
    const hungUp = new Promise((resolve) => socket.resume().on('close', resolve));
    await client.cancel();
    await hungUp;
    await expect(client.getJobExecutionResult()).rejects.toMatchObject({ code: 'JOB_CANCELED' });
  });
});
