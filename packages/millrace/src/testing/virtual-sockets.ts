import { socketFailed } from '../ports/socket-error.js';
import type { Connection, Sockets } from '../ports/sockets.js';

/** How many bytes one side may be ahead of the other before its writes wait. */
const WINDOW_BYTES = 64 * 1024;

/** The far end of a connection, in the hands of a test. */
export interface VirtualPeer extends Connection {
  /** Breaks the connection: both sides fail with this reason. */
  break(reason: string): void;
}

/** Sockets without a network: who listens at an address is a function of the test. */
export interface VirtualSockets extends Sockets {
  /** Calls `accept` with the far end of every connection to this address, until the function that it returns is called. */
  listen(host: string, port: number, accept: (peer: VirtualPeer) => void): () => void;
  /** How many connections are open on the near side. */
  readonly open: number;
}

/** Makes a network with nobody in it. */
export function createVirtualSockets(): VirtualSockets {
  const listeners = new Map<string, (peer: VirtualPeer) => void>();
  let open = 0;
  return {
    get open() {
      return open;
    },
    listen(host, port, accept) {
      listeners.set(`${host}:${port}`, accept);
      return () => listeners.delete(`${host}:${port}`);
    },
    async connect(host, port) {
      const accept = listeners.get(`${host}:${port}`);
      if (accept === undefined) throw socketFailed(host, port, 'ECONNREFUSED');
      const [out, back] = [new Pipe(host, port), new Pipe(host, port)];
      let isOpen = true;
      open++;
      const close = () => {
        if (isOpen) open--;
        isOpen = false;
      };
      accept({
        ...endOf(back, out, () => undefined),
        break(reason) {
          out.break(reason);
          back.break(reason);
        },
      });
      return endOf(out, back, close);
    },
  };
}

function endOf(out: Pipe, back: Pipe, onClose: () => void): Connection {
  return {
    read: () => back.read(),
    write: (bytes) => out.write(bytes),
    close() {
      out.end();
      back.drop();
      onClose();
    },
  };
}

/** One direction of a connection. */
class Pipe {
  private readonly waiting: Uint8Array[] = [];
  private written = 0;
  private taken = 0;
  private hasEnded = false;
  private isDropped = false;
  private failure: Error | undefined;
  private wakeReader: () => void = () => undefined;
  private wakeWriters: (() => void)[] = [];

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  async read(): Promise<Uint8Array | undefined> {
    while (this.waiting.length === 0) {
      if (this.isDropped) throw socketFailed(this.host, this.port, 'closed');
      if (this.failure !== undefined) throw this.failure;
      if (this.hasEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.wakeReader = resolve;
      });
    }
    const bytes = this.waiting.shift()!;
    this.taken += bytes.length;
    this.wake();
    return bytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.throwFailure();
    this.waiting.push(bytes.slice());
    this.written += bytes.length;
    const end = this.written;
    this.wakeReader();
    while (end > this.taken + WINDOW_BYTES) {
      await new Promise<void>((resolve) => this.wakeWriters.push(resolve));
      this.throwFailure();
    }
  }

  end(): void {
    this.hasEnded = true;
    this.wakeReader();
  }

  /** Nobody reads any more. */
  drop(): void {
    this.isDropped = true;
    this.wakeReader();
    this.wake();
  }

  break(reason: string): void {
    this.failure ??= socketFailed(this.host, this.port, reason);
    this.wakeReader();
    this.wake();
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure;
    if (this.isDropped) throw socketFailed(this.host, this.port, 'EPIPE');
  }

  private wake(): void {
    for (const wake of this.wakeWriters.splice(0)) wake();
  }
}
