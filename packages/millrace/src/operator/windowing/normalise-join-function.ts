import type { OperatorContext } from '../operator-context.js';
import type { Collector } from '../user-functions/collector.js';
import { isNoRecord, iteratorOf, noRecordError } from '../user-functions/emitted-value.js';
import { type FunctionShape, isPlainFunction, lifecycleOf } from '../user-functions/function-shape.js';
import { PAUSE_POINT } from '../user-functions/user-code.js';
import type { CoGroupFunction, FlatJoinFunction, JoinFunction, TaggedUnion } from './join-function.js';
import type { WindowCall } from './normalise-window-function.js';

const joinShape: FunctionShape = {
  call: 'apply of a window join',
  className: 'JoinFunction',
  methods: ['join'],
  plainFunction: true,
  generator: false,
};

const flatJoinShape: FunctionShape = { ...joinShape, className: 'FlatJoinFunction', generator: true };

const coGroupShape: FunctionShape = {
  call: 'apply of a co-group',
  className: 'CoGroupFunction',
  methods: ['coGroup'],
  plainFunction: true,
};

type Tagged = TaggedUnion<unknown, unknown>;
type CoGroup = CoGroupFunction<unknown, unknown, unknown>['coGroup'];

/** A function of both sides of a window, as a function of the records of both streams in it. */
export function normaliseCoGroup(argument: unknown): WindowCall {
  const isPlain = isPlainFunction(argument, coGroupShape);
  const target = (isPlain ? { coGroup: argument as CoGroup } : argument) as CoGroupFunction<unknown, unknown, unknown>;
  return {
    name: 'coGroup',
    call: (_key, _window, _context, elements, out) => target.coGroup(...sidesOf(elements), out),
    clear: undefined,
    ...(isPlain ? {} : lifecycleOf(target)),
  };
}

/** A function of pairs, as a function of the records of both streams in a window. */
export function normaliseJoin(argument: unknown, context: OperatorContext): WindowCall {
  if (isFlat(argument)) {
    isPlainFunction(argument, flatJoinShape);
    const target = argument as FlatJoinFunction<unknown, unknown, unknown>;
    return joinCall(target, (first, second, out) => flatPieces(context, target.join(first, second, out)));
  }
  const isPlain = isPlainFunction(argument, joinShape);
  type Plain = JoinFunction<unknown, unknown, unknown>['join'];
  const target = (isPlain ? { join: argument as Plain } : argument) as JoinFunction<unknown, unknown, unknown>;
  return joinCall(isPlain ? undefined : target, (first, second) => {
    const result = target.join(first, second);
    if (isNoRecord(result)) throw noRecordError(context, 'join', result);
    return [result];
  });
}

function isFlat(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && (argument as { flat?: unknown }).flat === true;
}

function joinCall(
  target: object | undefined,
  join: (first: unknown, second: unknown, out: Collector<unknown>) => Iterable<unknown>,
): WindowCall {
  return {
    name: 'join',
    *call(_key, _window, _context, elements, out) {
      const [firsts, seconds] = sidesOf(elements);
      for (const first of firsts) {
        for (const second of seconds) {
          yield* join(first, second, out);
          yield PAUSE_POINT;
        }
      }
    },
    clear: undefined,
    ...(target === undefined ? {} : lifecycleOf(target)),
  };
}

function flatPieces(context: OperatorContext, result: unknown): Iterable<unknown> {
  if (result === undefined || result === null) return [];
  const pieces = iteratorOf(context, 'join', result);
  return { [Symbol.iterator]: () => pieces };
}

function sidesOf(elements: Iterable<unknown>): [unknown[], unknown[]] {
  const firsts: unknown[] = [];
  const seconds: unknown[] = [];
  for (const element of elements as Iterable<Tagged>) {
    if ('first' in element) firsts.push(element.first);
    else seconds.push(element.second);
  }
  return [firsts, seconds];
}
