import { MillraceError } from 'millrace';

/** No answer is larger than this: what claims to be is not Kafka's protocol. */
const MAX_RESPONSE_BYTES = 256 * 1024 * 1024;

const TLS_ALERT = 0x15;
const TLS_HANDSHAKE = 0x16;
const SIZE_BYTES = 4;

/**
 * Puts answers together from the pieces that the socket hands over.
 *
 * Each answer gets a buffer of its own, which is never written again, because records are read as views on it.
 */
export class ResponseAssembler {
  readonly #deliver: (response: Buffer) => void;
  readonly #size = Buffer.alloc(SIZE_BYTES);
  #sizeFilled = 0;
  #response: Buffer | undefined;
  #filled = 0;

  constructor(deliver: (response: Buffer) => void) {
    this.#deliver = deliver;
  }

  /** Takes `bytes[0, length)`, copying what it needs. */
  push(bytes: Uint8Array, length: number): void {
    let at = 0;
    while (at < length) {
      if (this.#response === undefined) {
        this.#size[this.#sizeFilled++] = bytes[at++] as number;
        if (this.#sizeFilled === SIZE_BYTES) this.#begin();
        continue;
      }
      const part = Math.min(length - at, this.#response.length - this.#filled);
      this.#response.set(bytes.subarray(at, at + part), this.#filled);
      this.#filled += part;
      at += part;
      if (this.#filled === this.#response.length) {
        const complete = this.#response;
        this.#response = undefined;
        this.#deliver(complete);
      }
    }
  }

  #begin(): void {
    this.#sizeFilled = 0;
    const size = this.#size.readInt32BE(0);
    if (size < SIZE_BYTES || size > MAX_RESPONSE_BYTES) {
      const tls = (this.#size[0] === TLS_ALERT || this.#size[0] === TLS_HANDSHAKE) && this.#size[1] === 3;
      throw tls
        ? new MillraceError('KAFKA_TLS_FAILED', 'The broker answered with TLS on a connection without it.', {
            hint: "Set security.protocol to 'SSL' or 'SASL_SSL'.",
          })
        : new MillraceError('KAFKA_PROTOCOL_ERROR', `The broker announced an answer of ${size} bytes.`, {
            facts: { announcedBytes: size },
            hint: 'Check that the address is that of a Kafka broker.',
          });
    }
    this.#response = Buffer.allocUnsafeSlow(size);
    this.#filled = 0;
  }
}
