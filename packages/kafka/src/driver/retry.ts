import { MillraceError } from 'millrace';
import { TLS_CLOSED } from '../network/socket.js';
import { isConnectionFailure, reactionTo } from '../protocol/kafka-errors.js';

/** Growing pauses between attempts; Kafka's `retry.backoff.ms` and `retry.backoff.max.ms`. */
export interface Backoff {
  readonly initialMs: number;
  readonly maxMs: number;
}

/** Pauses by the kind of failure: the second is Kafka's `reconnect.backoff.ms` and `reconnect.backoff.max.ms`. */
export interface Backoffs {
  readonly retry: Backoff;
  readonly reconnect: Backoff;
}

export interface RetryOptions {
  /** What is tried, for messages: "Looking up topics". */
  readonly doing: string;
  /** No attempt begins later than this after the first. */
  readonly timeoutMs: number;
  readonly backoffs: Backoffs;
  /** Called before another attempt, with why it is needed. */
  readonly onRetry?: (error: MillraceError, attempt: number) => void;
  readonly isClosed: () => boolean;
}

const JITTER = 0.2;

/** The pause before the given attempt (1 = the first repetition): doubled each time, spread by a fifth. */
export function backoffMs(backoffs: Backoffs, attempt: number, error?: unknown): number {
  const backoff = isConnectionFailure(error) ? backoffs.reconnect : backoffs.retry;
  const grown = Math.min(backoff.maxMs, backoff.initialMs * 2 ** Math.min(attempt - 1, 30));
  return grown * (1 + JITTER * (2 * Math.random() - 1));
}

/** @returns a promise that resolves after a time */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Repeats a request while its failure may pass, up to a time.
 *
 * @throws MillraceError the last failure, with how often and how long it was tried; KAFKA_UNREACHABLE when no broker
 * could be talked to.
 */
export async function retrying<Result>(options: RetryOptions, attempt: () => Promise<Result>): Promise<Result> {
  const startedAt = Date.now();
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      const elapsedMs = Date.now() - startedAt;
      const pauseMs = backoffMs(options.backoffs, attempts, error);
      const final = reactionTo(error) === 'fail' || elapsedMs + pauseMs > options.timeoutMs || options.isClosed();
      if (!(error instanceof MillraceError)) throw error;
      if (final) throw exhausted(error, options.doing, attempts, elapsedMs);
      options.onRetry?.(error, attempts);
      await pause(pauseMs);
    }
  }
}

/** The error that remains when attempts were of no use. */
export function exhausted(error: MillraceError, doing: string, attempts: number, elapsedMs: number): MillraceError {
  if (!isConnectionFailure(error)) return error.withFacts({ doing, attempts, elapsedMs });
  const tls = error.facts.reason === TLS_CLOSED;
  const message = `${doing} failed: ${error.message} Tried ${attempts} times in ${elapsedMs} ms.`;
  return new MillraceError(tls ? 'KAFKA_TLS_FAILED' : 'KAFKA_UNREACHABLE', message, {
    facts: { ...error.facts, doing, attempts, elapsedMs },
    hint: tls
      ? 'The port may not speak TLS: compare security.protocol and the port with the listeners of the broker.'
      : 'Check that the broker is up, and that bootstrap.servers and advertised.listeners name addresses that this machine reaches.',
    cause: error,
  });
}
