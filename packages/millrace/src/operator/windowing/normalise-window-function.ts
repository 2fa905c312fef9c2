import type { Window } from '../../time/window.js';
import type { Collector } from '../user-functions/collector.js';
import type { Lifecycle } from '../user-functions/function.js';
import { type FunctionShape, isPlainFunction, lifecycleOf } from '../user-functions/function-shape.js';
import type {
  AllWindowFunction,
  ProcessAllWindowFunction,
  ProcessWindowContext,
  ProcessWindowFunction,
  WindowFunction,
} from './window-function.js';

/** A window function of any form, as the operator calls it. */
export interface WindowCall extends Lifecycle {
  /** The method behind it, for errors. */
  readonly name: string;
  call(
    key: unknown,
    window: Window,
    context: ProcessWindowContext<Window>,
    elements: Iterable<unknown>,
    out: Collector<unknown>,
  ): unknown;
  /** Undefined when the function keeps nothing. */
  readonly clear: ((context: ProcessWindowContext<Window>) => void) | undefined;
}

const apply: FunctionShape = {
  call: 'apply of windows',
  className: 'WindowFunction',
  methods: ['apply'],
  plainFunction: true,
};

const process: FunctionShape = {
  call: 'process of windows',
  className: 'ProcessWindowFunction',
  methods: ['process'],
  optionalMethods: ['clear'],
  plainFunction: true,
};

/** @param all the windows are those of a whole stream: the function is not given a key. */
export function normaliseApply(argument: unknown, all: boolean): WindowCall {
  const shape = all ? { ...apply, className: 'AllWindowFunction' } : apply;
  const plain = isPlainFunction(argument, shape);
  const lifecycle = plain ? {} : lifecycleOf(argument as object);
  if (all) {
    type Plain = AllWindowFunction<unknown, unknown, Window>['apply'];
    const target = (plain ? { apply: argument as Plain } : argument) as { readonly apply: Plain };
    const call: WindowCall['call'] = (_key, window, _context, elements, out) => target.apply(window, elements, out);
    return { name: 'apply', call, clear: undefined, ...lifecycle };
  }
  type Plain = WindowFunction<unknown, unknown, unknown, Window>['apply'];
  const target = (plain ? { apply: argument as Plain } : argument) as { readonly apply: Plain };
  const call: WindowCall['call'] = (key, window, _context, elements, out) => target.apply(key, window, elements, out);
  return { name: 'apply', call, clear: undefined, ...lifecycle };
}

/** @param all the windows are those of a whole stream: the function is not given a key. */
export function normaliseWindowProcess(argument: unknown, all: boolean): WindowCall {
  const shape = all ? { ...process, className: 'ProcessAllWindowFunction' } : process;
  const plain = isPlainFunction(argument, shape);
  const lifecycle = plain ? {} : lifecycleOf(argument as object);
  const clear = plain ? undefined : clearOf(argument as { clear?(context: ProcessWindowContext<Window>): void });
  if (all) {
    type Plain = ProcessAllWindowFunction<unknown, unknown, Window>['process'];
    const target = (plain ? { process: argument as Plain } : argument) as { readonly process: Plain };
    const call: WindowCall['call'] = (_key, _window, context, elements, out) => target.process(context, elements, out);
    return { name: 'process', call, clear, ...lifecycle };
  }
  type Plain = ProcessWindowFunction<unknown, unknown, unknown, Window>['process'];
  const target = (plain ? { process: argument as Plain } : argument) as { readonly process: Plain };
  const call: WindowCall['call'] = (key, _window, context, elements, out) =>
    target.process(key, context, elements, out);
  return { name: 'process', call, clear, ...lifecycle };
}

function clearOf(target: {
  clear?(context: ProcessWindowContext<Window>): void;
}): ((context: ProcessWindowContext<Window>) => void) | undefined {
  const { clear } = target;
  return clear === undefined ? undefined : (context) => clear.call(target, context);
}
