import { MillraceError } from 'millrace';
import type { OutgoingBatch, PartitionQueue } from './partition-queue.js';

/** Past this many times `buffer.memory` a writer refuses: whoever writes does not ask whether it may. */
export const BUFFER_OVERSHOOT_LIMIT = 4;

/** What was caught as the error it is, or wrapped. */
export function asMillraceError(error: unknown): MillraceError {
  if (error instanceof MillraceError) return error;
  return new MillraceError('KAFKA_CLIENT_FAILED', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}

export function unknownPartition(topic: string, partition: number, partitionCount: number): MillraceError {
  return new MillraceError('KAFKA_PARTITION_UNKNOWN', `The topic '${topic}' has no partition ${partition}.`, {
    facts: { topic, partition, partitionCount },
    hint: `Choose a partition from 0 to ${partitionCount - 1}.`,
  });
}

export function recordTooLarge(queue: PartitionQueue, recordBytes: number, maxRequestBytes: number): MillraceError {
  const { topic, partition } = queue;
  const message = `A record of about ${recordBytes} bytes for ${topic}-${partition} is larger than max.request.size.`;
  return new MillraceError('KAFKA_RECORD_TOO_LARGE', message, {
    facts: { topic, partition, recordBytes, maxRequestBytes },
    hint: 'Raise max.request.size, and max.message.bytes of the topic, or write smaller records.',
  });
}

export function bufferExhausted(bufferedBytes: number, bufferBytes: number): MillraceError {
  const message = `More than ${BUFFER_OVERSHOOT_LIMIT} times buffer.memory waits to be sent.`;
  return new MillraceError('KAFKA_BUFFER_EXHAUSTED', message, {
    facts: { bufferedBytes, bufferBytes },
    hint: 'One input emits very many records: emit them from a generator, which is pulled, or raise buffer.memory.',
  });
}

export function deliveryTimedOut(batch: OutgoingBatch, elapsedMs: number): MillraceError {
  const { topic, partition, lastError } = batch.queue;
  const last = lastError === undefined ? '' : ` Last: ${lastError.message}`;
  const message = `${batch.writer.count} records for ${topic}-${partition} could not be written in ${elapsedMs} ms.${last}`;
  return new MillraceError('KAFKA_DELIVERY_TIMED_OUT', message, {
    facts: { topic, partition, attempts: batch.attempts, elapsedMs, ...lastError?.facts },
    hint: 'Check that the partition has a leader and enough replicas in sync, or raise delivery.timeout.ms.',
    cause: lastError,
  });
}
