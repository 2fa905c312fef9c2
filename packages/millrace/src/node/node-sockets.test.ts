import { createServer, type Socket } from 'node:net';
import { describeSockets, type Peer, type SocketsCase } from '../ports/sockets-contract.test-support.js';
import { nodeSockets } from './node-sockets.js';

/** A server at a free port of this machine. */
async function onThisMachine(): Promise<SocketsCase> {
  const accepted: Socket[] = [];
  const waiting: ((socket: Socket) => void)[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    const next = waiting.shift();
    if (next === undefined) accepted.push(socket);
    else next(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  const open = new Set<Socket>();
  const stopListening = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    sockets: nodeSockets,
    host: '127.0.0.1',
    port,
    async accepted() {
      const socket = accepted.shift() ?? (await new Promise<Socket>((resolve) => waiting.push(resolve)));
      open.add(socket);
      return peerOf(socket);
    },
    stopListening,
    async close() {
      for (const socket of open) socket.destroy();
      if (server.listening) await stopListening();
    },
  };
}

function peerOf(socket: Socket): Peer {
  const pieces = socket.iterator({ destroyOnReturn: false });
  return {
    async read() {
      const { value, done } = (await pieces.next()) as IteratorResult<Uint8Array, undefined>;
      return done === true ? undefined : value;
    },
    write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    close: () => socket.end(),
    break: () => socket.resetAndDestroy(),
  };
}

describeSockets('Node', onThisMachine);
