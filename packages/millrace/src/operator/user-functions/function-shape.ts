import { MillraceError } from '../../model/millrace-error.js';
import { type Lifecycle, LifecycleFunction } from './function.js';

/** What a function argument of one kind may look like. */
export interface FunctionShape {
  /** The call of the API that takes it, such as `flatMap`. */
  readonly call: string;
  /** The class that has these methods, such as `FlatMapFunction`. */
  readonly className: string;
  readonly methods: readonly string[];
  readonly optionalMethods?: readonly string[];
  /** False when one plain function cannot say what is meant. */
  readonly plainFunction: boolean;
  /** False when a generator function cannot be what is meant, since its result is one value. */
  readonly generator?: boolean;
}

/** True for a plain function; false for an object with the methods of the shape. */
export function isPlainFunction(argument: unknown, shape: FunctionShape): boolean {
  if (typeof argument !== 'function') {
    checkMethods(argument, shape);
    return false;
  }
  if (isClass(argument, shape)) {
    throw invalid(
      shape,
      `the class ${argument.name || '(without a name)'}`,
      `Write new ${argument.name || 'TheClass'}(), an instance.`,
    );
  }
  if (!shape.plainFunction) throw invalid(shape, 'a plain function', undefined);
  if (shape.generator === false) checkNoGenerator(argument, shape);
  return true;
}

/** `open` and `close` of an object, bound to it; the empty ones of the function classes count as none. */
export function lifecycleOf(target: object): Lifecycle {
  const { open, close } = target as Lifecycle;
  const { prototype: empty } = LifecycleFunction;
  return {
    ...(typeof open === 'function' && open !== empty.open ? { open: (context) => open.call(target, context) } : {}),
    ...(typeof close === 'function' && close !== empty.close ? { close: () => close.call(target) } : {}),
  };
}

/**
 * Refuses an `open` or `close` where neither is ever called.
 *
 * @throws MillraceError `FUNCTION_INVALID`
 */
export function checkNoLifecycle(target: object, shape: FunctionShape): void {
  for (const method of ['open', 'close'] as const) {
    const own: unknown = (target as Lifecycle)[method];
    if (own === undefined || own === LifecycleFunction.prototype[method]) continue;
    throw invalid(
      shape,
      `${describe(target)} with ${method}, which is never called here`,
      'Prepare what it needs in its constructor.',
    );
  }
}

function checkMethods(argument: unknown, shape: FunctionShape): asserts argument is Record<string, unknown> {
  // An array has a map and a filter of its own.
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) {
    throw invalid(shape, describe(argument), undefined);
  }
  const target = argument as Record<string, unknown>;
  for (const method of shape.methods) {
    if (typeof target[method] === 'function') {
      if (shape.generator === false) checkNoGenerator(target[method], shape);
      continue;
    }
    const near = methodNames(target).find((name) => squash(name) === squash(method));
    throw invalid(
      shape,
      `${describe(argument)} without the method ${method}`,
      near === undefined ? undefined : `It has ${near}; the name here is ${method}.`,
    );
  }
  for (const method of [...(shape.optionalMethods ?? []), 'open', 'close']) {
    if (target[method] !== undefined && typeof target[method] !== 'function') {
      throw invalid(shape, `${describe(argument)} whose ${method} is no function`, undefined);
    }
  }
}

function checkNoGenerator(method: unknown, shape: FunctionShape): void {
  const tag = Object.prototype.toString.call(method);
  if (tag !== '[object GeneratorFunction]' && tag !== '[object AsyncGeneratorFunction]') return;
  throw invalid(shape, 'a generator function', 'Use flatMap or process for a function that yields records.');
}

function isClass(argument: object, shape: FunctionShape): boolean {
  if (/^class\b/.test(Function.prototype.toString.call(argument))) return true;
  const prototype: unknown = (argument as { prototype?: unknown }).prototype;
  return typeof prototype === 'object' && prototype !== null && shape.methods.some((method) => method in prototype);
}

function methodNames(target: object): string[] {
  const names: string[] = [];
  for (
    let level: object | null = target;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level)
  ) {
    names.push(...Object.getOwnPropertyNames(level).filter((name) => name !== 'constructor'));
  }
  return names;
}

const squash = (name: string) => name.replaceAll('_', '').toLowerCase();

function describe(argument: unknown): string {
  if (argument === null) return 'null';
  if (Array.isArray(argument)) return 'an array';
  if (typeof argument !== 'object') return argument === undefined ? 'nothing' : `a ${typeof argument}`;
  const name: unknown = argument.constructor?.name;
  return typeof name === 'string' && name !== 'Object' && name !== '' ? `an instance of ${name}` : 'an object';
}

function invalid(shape: FunctionShape, seen: string, hint: string | undefined): MillraceError {
  const article = /^[AEIOU]/.test(shape.className) ? 'an' : 'a';
  const object = `an object or ${article} ${shape.className} with ${shape.methods.join(' and ')}`;
  const expected = shape.plainFunction ? `a function, or ${object}` : object;
  return new MillraceError('FUNCTION_INVALID', `${shape.call} takes ${expected}; got ${seen}.`, {
    facts: { call: shape.call, seen },
    hint: hint ?? `Give it ${expected}.`,
  });
}
