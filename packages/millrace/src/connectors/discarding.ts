import type { Sink, SinkWriter } from './sink.js';

/** Takes everything and keeps nothing: for programs whose effect lies elsewhere, and for measuring. */
export class DiscardingSink<T = unknown> implements Sink<T> {
  readonly connector = 'discarding';
  /** There is no output that could be lost or repeated. */
  readonly guarantee = 'exactly-once';

  describe(): Readonly<Record<string, unknown>> {
    return {};
  }

  createWriter(): SinkWriter<T> {
    return {
      write() {
        // Nothing is kept.
      },
      flush() {
        // Nothing is on its way.
      },
      close() {
        // Nothing is open.
      },
    };
  }
}
