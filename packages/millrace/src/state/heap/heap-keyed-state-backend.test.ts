import { describeKeyedStateBackend } from '../conformance/describe-keyed-state-backend.test-support.js';
import { createHeapKeyedState } from './heap-keyed-state-backend.js';

describeKeyedStateBackend('heap', (options) => createHeapKeyedState(options));

// With the smallest slices, so that records come between any two rows that are scanned or written.
describeKeyedStateBackend('heap, in the smallest slices', (options) =>
  createHeapKeyedState(options, { rowsScanned: 1, rowsWritten: 1, bytesWritten: 1 }),
);
