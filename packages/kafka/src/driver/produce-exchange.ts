import { MillraceError } from 'millrace';
import type { Connection } from '../network/connection.js';
import { brokerError, NO_ERROR } from '../protocol/error-codes.js';
import { brokerFailure } from '../protocol/kafka-errors.js';
import { type ProduceResponse, produce } from '../protocol/messages/produce.js';
import { asMillraceError } from './delivery-errors.js';
import type { WriterOptions } from './kafka-driver.js';
import { byTopic } from './partition-groups.js';
import type { OutgoingBatch } from './partition-queue.js';

/** What became of a batch: undefined = the broker has it. */
export type BatchOutcome = MillraceError | undefined;

/** Sends batches of different partitions in one request; resolves with the outcome of each, and never rejects. */
export async function exchangeBatches(
  connection: Connection,
  batches: readonly OutgoingBatch[],
  options: WriterOptions,
): Promise<readonly BatchOutcome[]> {
  const { acks, requestTimeoutMs, transaction } = options;
  const entries = batches.map(({ queue, writer }) => ({
    topic: queue.topic,
    partition: queue.partition,
    batch: writer.bytes(),
  }));
  const request = {
    transactionalId: transaction?.transactionalId ?? null,
    acks: acks === 'all' ? (-1 as const) : acks,
    timeoutMs: requestTimeoutMs,
    topics: byTopic(entries, ({ partition, batch }) => ({ partition, batch })),
  };
  try {
    if (acks === 0) {
      await connection.requestWithoutResponse(produce, request);
      return batches.map(() => undefined);
    }
    const answer = await connection.request(produce, request, requestTimeoutMs);
    return batches.map((batch) => outcomeOf(batch, answer));
  } catch (error) {
    const failure = asMillraceError(error);
    return batches.map(() => failure);
  }
}

function outcomeOf(batch: OutgoingBatch, answer: ProduceResponse): BatchOutcome {
  const { topic, partition } = batch.queue;
  const ofTopic = answer.topics.find((entry) => entry.topic === topic);
  const found = ofTopic?.partitions.find((entry) => entry.partition === partition);
  if (found === undefined) {
    const message = `The broker did not answer for ${topic}-${partition}.`;
    return new MillraceError('KAFKA_PROTOCOL_ERROR', message, { facts: { topic, partition } });
  }
  const duplicate = brokerError(found.errorCode).name === 'DUPLICATE_SEQUENCE_NUMBER';
  if (found.errorCode === NO_ERROR || duplicate) return undefined;
  const doing = `Writing to ${topic}-${partition}`;
  return brokerFailure(found.errorCode, doing, { topic, partition }, found.errorMessage);
}
