import { connect, type Socket } from 'node:net';
import { socketFailed } from '../ports/socket-error.js';
import type { Connection, Sockets } from '../ports/sockets.js';

/** How long a connection may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** TCP by Node. */
export const nodeSockets: Sockets = {
  connect(host, port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      const fail = (cause: unknown) => {
        socket.destroy();
        reject(socketFailed(host, port, reasonOf(cause), cause));
      };
      socket.setTimeout(CONNECT_TIMEOUT_MS, () => fail({ code: 'ETIMEDOUT' }));
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.setTimeout(0);
        socket.off('error', fail);
        resolve(new NodeConnection(socket, host, port));
      });
    });
  },
};

class NodeConnection implements Connection {
  private failure: Error | undefined;
  private hasEnded = false;
  private waiting: (() => void) | undefined;
  private writing = 0;
  private isHungUp = false;

  constructor(
    private readonly socket: Socket,
    private readonly host: string,
    private readonly port: number,
  ) {
    // Nothing is taken from the host before somebody reads: that is what holds the other side back.
    socket.pause();
    socket.on('readable', () => this.wake());
    socket.on('end', () => {
      this.hasEnded = true;
      this.wake();
    });
    socket.on('error', (cause) => {
      this.failure ??= socketFailed(this.host, this.port, reasonOf(cause), cause);
      this.wake();
    });
    socket.on('close', () => {
      if (!this.hasEnded) this.failure ??= socketFailed(this.host, this.port, 'closed');
      this.wake();
    });
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const bytes = this.socket.read() as Buffer | null;
      if (bytes !== null) return bytes;
      if (this.hasEnded) return undefined;
      if (this.failure !== undefined) throw this.failure;
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    const { socket, host, port } = this;
    this.writing++;
    return new Promise((resolve, reject) => {
      socket.write(bytes, (cause) => {
        this.writing--;
        // Node calls a write done that was given up.
        if ((cause === undefined || cause === null) && !this.isHungUp) resolve();
        else
          reject(this.failure ?? socketFailed(host, port, reasonOf(cause ?? { code: 'closed' }), cause ?? undefined));
      });
    });
  }

  close(): void {
    const { socket } = this;
    if (this.writing > 0 || this.failure !== undefined) {
      this.isHungUp = true;
      socket.destroy();
      return;
    }
    // What still comes in is thrown away: left unread, it would turn the goodbye into a reset.
    socket.removeAllListeners('readable');
    socket.resume();
    socket.end(() => socket.destroy());
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.();
  }
}

function reasonOf(cause: unknown): string {
  const { code, errors } = cause as { readonly code?: string; readonly errors?: readonly unknown[] };
  // A name with several addresses gives an error for each of them.
  return code ?? (errors?.[0] === undefined ? String((cause as Error).message) : reasonOf(errors[0]));
}
