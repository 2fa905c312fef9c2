import { MillraceError } from '../model/millrace-error.js';
import { describeValue } from '../model/type-mismatch.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type {
  AsyncRetryStrategy,
  ExceptionPredicate,
  ResultPredicate,
} from '../operator/user-functions/async-retry-strategy.js';
import type { UserCode } from '../operator/user-functions/user-code.js';
import type { Cancel } from '../ports/clock.js';
import type { AsyncEntry } from './async-queue.js';

type Call = (value: unknown) => unknown;

/** What calls are made from. */
export interface AsyncCallsOptions {
  readonly context: OperatorContext;
  readonly code: UserCode;
  readonly asyncInvoke: Call;
  /** Undefined fails the task when an answer does not come in time. */
  readonly timeout: Call | undefined;
  /** 0 waits for ever. */
  readonly timeoutMs: number;
  readonly retryStrategy: AsyncRetryStrategy | undefined;
  /** The entry has its results; called as a mail that may emit. */
  readonly onAnswered: (entry: AsyncEntry) => void;
}

/** How a call has ended. */
type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** An outcome on its way into the mailbox. */
interface Arrival {
  readonly entry: AsyncEntry;
  /** Which call of the entry it is the outcome of. */
  readonly attempt: number;
  readonly call: string;
  readonly outcome: Outcome;
}

/** After this many calls nothing that a call of the entry still gives counts: its time is over. */
const TIMED_OUT = Number.POSITIVE_INFINITY;

/** Makes the calls of one operator: each again as its retry strategy says, and none beyond its time. */
export class AsyncCalls {
  private readonly retryResult: ResultPredicate<unknown> | undefined;
  private readonly retryException: ExceptionPredicate | undefined;
  /** Entries without results, in the order of their deadlines, since all have the same time. */
  private readonly deadlines = new Set<AsyncEntry>();
  private cancelAlarm: Cancel | undefined;
  /** Entries that pause before their next call. */
  private readonly pausing = new Set<AsyncEntry>();
  private isFinishing = false;
  private arrivals: Arrival[] = [];

  constructor(private readonly options: AsyncCallsOptions) {
    const predicate = options.retryStrategy?.getRetryPredicate();
    this.retryResult = predicate?.resultPredicate();
    this.retryException = predicate?.exceptionPredicate();
  }

  /** Makes the first call for an entry. */
  begin(entry: AsyncEntry): void {
    const { context, timeoutMs } = this.options;
    if (timeoutMs > 0) {
      entry.deadlineMs = context.currentProcessingTime() + timeoutMs;
      this.deadlines.add(entry);
      if (this.cancelAlarm === undefined) this.setAlarm(entry.deadlineMs);
    }
    this.invoke(entry);
  }

  /** There is no more input: calls that pause are made at once, for the last time. */
  finish(): void {
    this.isFinishing = true;
    for (const entry of [...this.pausing]) {
      this.endPause(entry);
      this.invoke(entry);
    }
  }

  close(): void {
    this.cancelAlarm?.();
    for (const entry of [...this.pausing]) this.endPause(entry);
  }

  private invoke(entry: AsyncEntry): void {
    entry.attempts++;
    this.call(entry, 'asyncInvoke', this.options.asyncInvoke);
  }

  private call(entry: AsyncEntry, name: string, call: Call): void {
    const { code } = this.options;
    const attempt = entry.attempts;
    const arrive = (outcome: Outcome) => this.arrive({ entry, attempt, call: name, outcome });
    code.enter();
    let result: unknown;
    try {
      result = call(entry.value);
    } catch (error) {
      result = Promise.reject(error);
    }
    code.leave(undefined, name);
    Promise.resolve(result).then(
      (value) => arrive({ result: value }),
      (error: unknown) => arrive({ error }),
    );
  }

  /** Outcomes that settle together come in one mail. */
  private arrive(arrival: Arrival): void {
    this.arrivals.push(arrival);
    if (this.arrivals.length === 1) this.options.context.enqueueEmitting(() => this.takeArrivals());
  }

  private takeArrivals(): void {
    const { arrivals } = this;
    this.arrivals = [];
    for (const { entry, attempt, call, outcome } of arrivals) {
      if (entry.attempts === attempt && entry.results === undefined) this.settle(entry, call, outcome);
    }
  }

  private settle(entry: AsyncEntry, call: string, outcome: Outcome): void {
    const { context } = this.options;
    if ('error' in outcome) {
      if (this.isRetried(entry, () => this.retryException?.(outcome.error))) this.pause(entry);
      else context.fail(context.userError(outcome.error, call));
      return;
    }
    const results = this.checkedResults(outcome.result, call);
    if (this.isRetried(entry, () => this.retryResult?.(results))) {
      this.pause(entry);
      return;
    }
    entry.results = results;
    this.deadlines.delete(entry);
    this.options.onAnswered(entry);
  }

  private isRetried(entry: AsyncEntry, matches: () => boolean | undefined): boolean {
    const { context, retryStrategy } = this.options;
    if (retryStrategy === undefined || this.isFinishing || entry.attempts === TIMED_OUT) return false;
    try {
      return matches() === true && retryStrategy.canRetry(entry.attempts);
    } catch (cause) {
      throw context.userError(cause, 'the retry strategy');
    }
  }

  private pause(entry: AsyncEntry): void {
    const { context, retryStrategy } = this.options;
    let delayMs: number;
    try {
      delayMs = (retryStrategy as AsyncRetryStrategy).getBackoffTimeMillis(entry.attempts);
    } catch (cause) {
      throw context.userError(cause, 'the retry strategy');
    }
    this.pausing.add(entry);
    entry.cancelRetry = this.after(context.currentProcessingTime() + Math.max(0, delayMs), () => {
      if (!this.pausing.has(entry)) return;
      this.endPause(entry);
      this.invoke(entry);
    });
  }

  private endPause(entry: AsyncEntry): void {
    this.pausing.delete(entry);
    entry.cancelRetry?.();
    entry.cancelRetry = undefined;
  }

  private setAlarm(timeMs: number): void {
    this.cancelAlarm = this.after(timeMs, () => this.onAlarm());
  }

  private onAlarm(): void {
    const now = this.options.context.currentProcessingTime();
    this.cancelAlarm = undefined;
    for (const entry of this.deadlines) {
      if (entry.deadlineMs > now) {
        this.setAlarm(entry.deadlineMs);
        return;
      }
      this.deadlines.delete(entry);
      this.timeOut(entry);
    }
  }

  private timeOut(entry: AsyncEntry): void {
    const { context, timeout, timeoutMs } = this.options;
    this.endPause(entry);
    entry.attempts = TIMED_OUT;
    if (timeout !== undefined) {
      this.call(entry, 'timeout', timeout);
      return;
    }
    const { operatorName } = context.info;
    const error = new MillraceError(
      'ASYNC_TIMEOUT',
      `asyncInvoke of '${operatorName}' was not answered within ${timeoutMs} ms.`,
      {
        facts: { timeoutMs },
        hint: 'Raise the time-out, or write a method timeout that gives something in its place.',
      },
    );
    context.fail(context.userError(error, 'asyncInvoke'));
  }

  private checkedResults(result: unknown, call: string): readonly unknown[] {
    if (Array.isArray(result)) return [...(result as unknown[])];
    const { context } = this.options;
    const seen = describeValue(result);
    const error = new MillraceError(
      'FUNCTION_RESULT_INVALID',
      `${call} of '${context.info.operatorName}' gave ${seen}; it gives an array of records.`,
      { facts: { call, seen }, hint: 'Return [record], or [] for none.' },
    );
    throw context.userError(error, call);
  }

  /** A mail once processing time has reached `timeMs`: also while the operator finishes, when `schedule` waits. */
  private after(timeMs: number, mail: () => void): Cancel {
    const { context } = this.options;
    return context.ports.clock.setTimer(timeMs, () => context.enqueueEmitting(mail));
  }
}
