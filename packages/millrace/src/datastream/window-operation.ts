import { type DurationLike, durationMs } from '../model/duration.js';
import type { TypeInformation } from '../model/type-information.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type { Evictor } from '../operator/windowing/evictor.js';
import type { Trigger } from '../operator/windowing/trigger.js';
import { isMerging, type WindowAssigner } from '../operator/windowing/window-assigner.js';
import { windowInvalid } from '../operator/windowing/window-error.js';
import type { Window } from '../time/window.js';
import type { DataStream } from './data-stream.js';
import { type OutputOptions, outputOptions, untyped } from './output-options.js';
import { addOperator } from './stream-origin.js';

/** What may follow the folding function of windows, in one object. */
export interface FoldedOptions<F, Acc, Out> extends OutputOptions<Out> {
  /** Sees the folded value of each window that fires. */
  readonly windowFunction?: F;
  /** The type of accumulators; without it, they are stored by structured clone. Of `aggregate` only. */
  readonly accumulatorType?: TypeInformation<Acc>;
}

/** User code of a window operator by its role. */
type Functions = Readonly<Record<string, unknown>>;

/** Windows of a stream while they are being described, and the operators that are made of them. */
export class WindowOperation<T, W extends Window> {
  private trigger: Trigger<T, W> | undefined;
  private evictor: Evictor<T, W> | undefined;
  private allowedLatenessMs = 0;
  private lateTag: OutputTag<T> | undefined;

  constructor(
    /** Keyed, also where the windows are those of a whole stream. */
    readonly stream: DataStream<T>,
    private readonly assigner: WindowAssigner<T, W>,
    private readonly all: boolean,
  ) {
    checkAssigner(assigner);
  }

  setTrigger(trigger: Trigger<T, W>): void {
    checkTrigger(trigger);
    if (isMerging(this.assigner) && trigger.canMerge?.() !== true) {
      throw windowInvalid(
        `${String(trigger)} does not support windows that merge, as ${String(this.assigner)} do.`,
        {},
        'Take another trigger, or give yours canMerge and onMerge.',
      );
    }
    this.trigger = trigger;
  }

  setEvictor(evictor: Evictor<T, W>): void {
    checkMethods(evictor, ['evictBefore', 'evictAfter'], 'An evictor', 'CountEvictor.of(…)');
    this.evictor = evictor;
  }

  setAllowedLateness(time: DurationLike): void {
    const latenessMs = durationMs(time, 'The allowed lateness');
    if (latenessMs > 0) this.checkEventTime('allowedLateness');
    this.allowedLatenessMs = latenessMs;
  }

  setLateTag(tag: OutputTag<T>): void {
    if (!(tag instanceof OutputTag)) {
      throw windowInvalid(
        'sideOutputLateData takes an OutputTag.',
        { seen: typeof tag },
        "Write new OutputTag('late').",
      );
    }
    this.checkEventTime('sideOutputLateData');
    this.lateTag = tag;
  }

  /** @param accumulatorType of `aggregate`. */
  add<Out>(
    functions: Functions,
    output: OutputOptions<Out>,
    accumulatorType?: TypeInformation<unknown>,
  ): DataStream<Out> {
    const { origin } = this.stream;
    const operator = addOperator([origin], {
      operator: 'window',
      name: output.name ?? nameOf(this.assigner),
      functions: {
        assigner: this.assigner,
        ...(this.trigger === undefined ? {} : { trigger: this.trigger }),
        ...(this.evictor === undefined ? {} : { evictor: this.evictor }),
        ...functions,
      },
      options: {
        windows: String(this.assigner),
        trigger: String(this.trigger ?? this.assigner.getDefaultTrigger()),
        ...(this.all ? { all: true } : {}),
        ...(this.allowedLatenessMs === 0 ? {} : { allowedLatenessMs: this.allowedLatenessMs }),
        ...(this.lateTag === undefined ? {} : { lateTag: this.lateTag.tagId }),
        ...(accumulatorType === undefined ? {} : { accumulatorType: accumulatorType.spec }),
      },
      outputType: output.outputType ?? untyped<Out>(),
      uid: output.uid,
      parallelism: output.parallelism,
    });
    const stream = origin.environment.dataStream<Out>(operator);
    return this.all ? stream.forceNonParallel() : stream;
  }

  /** The windows' records are folded by `reduce`; what is folded is emitted, or seen by a window function. */
  addFolded<Acc, Out>(
    functions: Functions,
    argument: unknown,
    accumulatorType: TypeInformation<Acc> | undefined,
    output: OutputOptions<Out>,
  ): DataStream<Out> {
    return this.add({ ...functions, ...roleOf(argument) }, output, accumulatorType);
  }

  private checkEventTime(method: string): void {
    if (this.assigner.isEventTime()) return;
    throw windowInvalid(
      `${method} is for windows of event time: nothing comes late to ${String(this.assigner)}.`,
      { method },
      `Leave ${method} out, or use windows of event time.`,
    );
  }
}

/** Takes the options that may stand where a window function does. */
export function foldedOptions<F, Acc, Out>(
  second: F | FoldedOptions<F, Acc, Out> | undefined,
): FoldedOptions<F, Acc, Out> {
  if (second === undefined || second === null) return {};
  if (isFunctionLike(second)) return { windowFunction: second as F };
  const { windowFunction, accumulatorType, ...output } = second as FoldedOptions<F, Acc, Out>;
  return {
    ...outputOptions(output, ['windowFunction', 'accumulatorType']),
    ...(windowFunction === undefined ? {} : { windowFunction }),
    ...(accumulatorType === undefined ? {} : { accumulatorType }),
  };
}

function isFunctionLike(argument: unknown): boolean {
  if (typeof argument !== 'object' || argument === null) return true;
  return 'apply' in argument || 'process' in argument || Object.getPrototypeOf(argument) !== Object.prototype;
}

/** A window function of either kind, in its role. */
function roleOf(argument: unknown): Functions {
  if (argument === undefined) return {};
  return typeof argument === 'object' && argument !== null && 'process' in argument
    ? { processFunction: argument }
    : { applyFunction: argument };
}

function nameOf(assigner: object): string {
  const { name } = assigner.constructor;
  return name === '' || name === 'Object' ? 'Window' : name;
}

function checkAssigner(assigner: unknown): void {
  const methods = ['assignWindows', 'getDefaultTrigger', 'getWindowSerializer', 'isEventTime'];
  checkMethods(assigner, methods, 'A window assigner', 'TumblingEventTimeWindows.of(…)');
}

function checkTrigger(trigger: unknown): void {
  checkMethods(trigger, ['onElement', 'onEventTime', 'onProcessingTime', 'clear'], 'A trigger', 'CountTrigger.of(…)');
}

function checkMethods(target: unknown, methods: readonly string[], what: string, example: string): void {
  const missing =
    typeof target === 'object' && target !== null
      ? methods.filter((method) => typeof (target as Record<string, unknown>)[method] !== 'function')
      : methods;
  if (missing.length === 0) return;
  throw windowInvalid(
    `${what} has the methods ${methods.join(', ')}; this ${typeof target} lacks ${missing.join(', ')}.`,
    { missing: missing.join(', ') },
    `Take one such as ${example}, or an instance of a class of yours.`,
  );
}
