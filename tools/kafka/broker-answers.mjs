// @ts-check
import { connect } from 'node:net';

const METADATA_REQUEST = (() => {
  // Metadata, version 1, for all topics: api key, version, correlation id, null client id, null topic list.
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + 4);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  return request;
})();

/**
 * Asks one broker how many brokers it knows to be alive.
 * @param {number} port
 * @param {number} timeoutMs
 * @returns {Promise<number>} 0 when it does not answer
 */
export function brokersKnownTo(port, timeoutMs) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let answer = Buffer.alloc(0);
    /** @param {number} count */
    const end = (count) => {
      socket.destroy();
      resolve(count);
    };
    socket.setTimeout(timeoutMs, () => end(0));
    socket.on('error', () => end(0));
    socket.on('close', () => end(0));
    socket.on('connect', () => socket.write(METADATA_REQUEST));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      // The count of brokers stands first in the answer, after its length and correlation id.
      if (answer.length >= 12) end(answer.readInt32BE(8));
    });
  });
}
