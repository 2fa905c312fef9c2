import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy whose connections a test cuts at chosen moments. */
export interface TcpProxy {
  /** Requests of this API key pass; their answers, and everything after them on that connection, do not. */
  swallowAnswersTo(apiKey: number): void;
  /** Passes nothing on, and takes nothing either, until `resume`. */
  stall(): void;
  resume(): void;
  /** Cuts every connection, as a broker that is killed does. */
  cut(): void;
  /** How many answers were swallowed. */
  readonly swallowed: number;
  close(): Promise<void>;
}

const API_KEY_AT = 4;

/** Listens on one port and passes on to another. */
export function startTcpProxy(port: number, targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let swallowKey = -1;
  let swallowed = 0;
  let isStalled = false;
  const server: Server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: targetPort });
    let swallowing = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      if (isStalled) socket.pause();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes: Buffer) => {
      // A client writes each request at once, so a piece begins with its header.
      if (swallowKey >= 0 && bytes.length > API_KEY_AT + 1 && bytes.readInt16BE(API_KEY_AT) === swallowKey) {
        swallowing = true;
        swallowKey = -1;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (!swallowing) {
        client.write(bytes);
        return;
      }
      swallowed += 1;
      client.destroy();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({
        swallowAnswersTo(apiKey) {
          swallowKey = apiKey;
        },
        stall() {
          isStalled = true;
          for (const socket of sockets) socket.pause();
        },
        resume() {
          isStalled = false;
          for (const socket of sockets) socket.resume();
        },
        cut() {
          for (const socket of sockets) socket.destroy();
        },
        get swallowed() {
          return swallowed;
        },
        close() {
          for (const socket of sockets) socket.destroy();
          return new Promise((closed) => server.close(() => closed()));
        },
      }),
    );
  });
}
