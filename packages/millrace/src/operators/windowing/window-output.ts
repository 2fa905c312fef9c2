import { RowKind } from '../../model/row-kind.js';
import type { TypeInformation } from '../../model/type-information.js';
import type { Element } from '../../operator/element.js';
import type { Input } from '../../operator/input.js';
import type { OperatorContext, RecordCounts } from '../../operator/operator-context.js';
import type { OperatorSpec } from '../../operator/operator-definition.js';
import type { Lifecycle } from '../../operator/user-functions/function.js';
import { subtaskCopy } from '../../operator/user-functions/subtask-copy.js';
import type { UserCode } from '../../operator/user-functions/user-code.js';
import { normaliseCoGroup, normaliseJoin } from '../../operator/windowing/normalise-join-function.js';
import {
  normaliseApply,
  normaliseWindowProcess,
  type WindowCall,
} from '../../operator/windowing/normalise-window-function.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { Window } from '../../time/window.js';
import { WindowFunctionContext } from './window-function-context.js';

/** What becomes of the contents of a window that fires. */
export interface WindowOutput extends Lifecycle {
  /** Emits what the contents give. The call may be interrupted: `code.isSuspended` is true then. */
  emit(window: Window, contents: unknown): void;
  /** The window goes. */
  clear(window: Window): void;
}

/** How an output is made. */
export interface WindowOutputOptions {
  readonly spec: OperatorSpec;
  readonly context: OperatorContext;
  readonly code: UserCode;
  readonly keyed: KeyedStateBackend;
  readonly windowType: TypeInformation<unknown>;
  /** The contents are one value. */
  readonly isFolded: boolean;
  readonly isMerging: boolean;
}

export function createOutput(options: WindowOutputOptions): WindowOutput {
  const { applyFunction, processFunction, joinFunction, coGroupFunction } = options.spec.functions;
  const all = options.spec.options['all'] === true;
  const { operatorName, parallelism } = options.context.info;
  const own = (code: unknown) => subtaskCopy(code, operatorName, parallelism === 1);
  if (applyFunction !== undefined) return new FunctionOutput(options, normaliseApply(own(applyFunction), all));
  if (processFunction !== undefined)
    return new FunctionOutput(options, normaliseWindowProcess(own(processFunction), all));
  if (joinFunction !== undefined) return new FunctionOutput(options, normaliseJoin(own(joinFunction), options.context));
  if (coGroupFunction !== undefined) return new FunctionOutput(options, normaliseCoGroup(own(coGroupFunction)));
  return new ValueOutput(options.context);
}

/** The one value that the records of a window are folded into is what it emits. */
class ValueOutput implements WindowOutput {
  private readonly output: Input;
  private readonly element: Element;
  private readonly counts: RecordCounts;

  constructor(context: OperatorContext) {
    this.output = context.output;
    this.element = context.element;
    this.counts = context.counts;
  }

  emit(window: Window, contents: unknown): void {
    const { element } = this;
    const { timestamp, kind } = element;
    element.timestamp = window.maxTimestamp();
    element.kind = RowKind.INSERT;
    this.counts.recordsOut++;
    this.output.processElement(contents);
    element.timestamp = timestamp;
    element.kind = kind;
  }

  clear(): void {
    // It keeps nothing.
  }
}

/** A window function is called. */
class FunctionOutput implements WindowOutput {
  readonly open: NonNullable<Lifecycle['open']>;
  readonly close: NonNullable<Lifecycle['close']>;
  private readonly code: UserCode;
  private readonly element: Element;
  private readonly keyed: KeyedStateBackend;
  private readonly isFolded: boolean;
  private readonly functionContext: WindowFunctionContext;

  constructor(
    options: WindowOutputOptions,
    private readonly windowCall: WindowCall,
  ) {
    this.code = options.code;
    this.element = options.context.element;
    this.keyed = options.keyed;
    this.isFolded = options.isFolded;
    this.functionContext = new WindowFunctionContext(options);
    this.open = (runtimeContext) => windowCall.open?.(runtimeContext);
    this.close = () => windowCall.close?.();
  }

  emit(window: Window, contents: unknown): void {
    const { code, element, functionContext } = this;
    const { timestamp, kind } = element;
    const elements = this.isFolded ? [contents] : (contents as readonly unknown[]);
    element.timestamp = window.maxTimestamp();
    element.kind = RowKind.INSERT;
    functionContext.enter(window);
    code.enter();
    let result: unknown;
    try {
      result = this.windowCall.call(this.keyed.currentKey, window, functionContext, elements, code.out);
    } catch (cause) {
      throw code.threw(cause, this.windowCall.name);
    }
    code.leave(result, this.windowCall.name);
    element.timestamp = timestamp;
    element.kind = kind;
  }

  clear(window: Window): void {
    const { code } = this;
    const { clear } = this.windowCall;
    if (clear === undefined) return;
    this.functionContext.enter(window);
    code.enter();
    try {
      clear(this.functionContext);
    } catch (cause) {
      throw code.threw(cause, 'clear');
    }
    code.leave(undefined, 'clear');
  }
}
