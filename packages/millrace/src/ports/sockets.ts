/** A stream of bytes to and from another program. */
export interface Connection {
  /**
   * The next bytes, at least one; undefined when the other side has sent everything. One call at a time.
   *
   * @throws MillraceError `SOCKET_FAILED` when the connection broke.
   */
  read(): Promise<Uint8Array | undefined>;
  /**
   * Sends all of `bytes`, which must not change until it settles: when the host has taken them, whether or not the other
   * side has. Calls may overlap; bytes leave in the order of the calls.
   *
   * @throws MillraceError `SOCKET_FAILED` when the connection broke.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Says goodbye if everything written was taken, and hangs up at once otherwise. Calling it twice is harmless. */
  close(): void;
}

/** How a host speaks TCP. */
export interface Sockets {
  /**
   * @param host a name or an address.
   * @throws MillraceError `SOCKET_FAILED` when nobody answers there, with the reason.
   */
  connect(host: string, port: number): Promise<Connection>;
}
