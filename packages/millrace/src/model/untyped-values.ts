import { BigDecimal } from './big-decimal.js';
import { Instant } from './instant.js';
import { MillraceError } from './millrace-error.js';
import { Row } from './row.js';
import { pathOf } from './type-mismatch.js';

/** How deep a value may be nested. Deeper ones are refused before they exhaust the stack. */
export const MAX_UNTYPED_DEPTH = 1000;
/** How many holes a sparse array may have: one assignment far out must not write gigabytes. */
const MAX_HOLES = 100_000;

/** The kinds of objects that survive, by their prototype. */
export type UntypedKind =
  | 'object'
  | 'nullObject'
  | 'array'
  | 'map'
  | 'set'
  | 'date'
  | 'regexp'
  | 'error'
  | 'arrayBuffer'
  | 'view'
  | 'row'
  | 'instant'
  | 'bigDecimal';

const typedArrayPrototype: object = Object.getPrototypeOf(Uint8Array.prototype);
const typedArrayName = Object.getOwnPropertyDescriptor(typedArrayPrototype, Symbol.toStringTag)?.get;
const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, 'size')?.get;
const setSize = Object.getOwnPropertyDescriptor(Set.prototype, 'size')?.get;
const bufferLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get;
const regexpSource = Object.getOwnPropertyDescriptor(RegExp.prototype, 'source')?.get;

/** Finds out what an object is without trusting what it says about itself; undefined when it cannot be cloned. */
export function untypedKindOf(value: object): UntypedKind | undefined {
  if (ArrayBuffer.isView(value)) return 'view';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return 'object';
  if (prototype === Array.prototype) return Array.isArray(value) ? 'array' : undefined;
  if (prototype === null) return 'nullObject';
  if (value instanceof Error) return 'error';
  // Reading an internal slot fails for everything that only inherits from the prototype.
  if (prototype === Map.prototype) return slot(mapSize, value, 'map');
  if (prototype === Set.prototype) return slot(setSize, value, 'set');
  if (prototype === Date.prototype) return slot(Date.prototype.getTime, value, 'date');
  if (prototype === RegExp.prototype) return slot(regexpSource, value, 'regexp');
  if (prototype === ArrayBuffer.prototype) return slot(bufferLength, value, 'arrayBuffer');
  if (prototype === Row.prototype) return 'row';
  if (prototype === Instant.prototype) return 'instant';
  if (prototype === BigDecimal.prototype) return 'bigDecimal';
  return undefined;
}

function slot(read: ((this: never) => unknown) | undefined, value: object, kind: UntypedKind): UntypedKind | undefined {
  try {
    read?.call(value as never);
    return kind;
  } catch {
    return undefined;
  }
}

/** The views of an `ArrayBuffer`, in the order of their numbers in the binary form, which never changes. */
const VIEWS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
] as const;

/** The number of the built-in class of a view; a subclass such as Node's Buffer counts as what it extends. */
export function viewNumber(view: ArrayBufferView): number {
  const name: unknown = typedArrayName?.call(view) ?? 'DataView';
  return VIEWS.findIndex((candidate) => candidate.name === name);
}

/** The bytes that a view shows. */
export function viewBytes(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** A view of its own memory with these bytes; undefined when there is no such view or the length does not fit. */
export function viewOf(number: number, bytes: Uint8Array<ArrayBuffer>): ArrayBufferView | undefined {
  const View = VIEWS[number];
  if (View === undefined) return undefined;
  const elementSize = 'BYTES_PER_ELEMENT' in View ? View.BYTES_PER_ELEMENT : 1;
  if (bytes.length % elementSize !== 0) return undefined;
  return new (View as new (buffer: ArrayBuffer) => ArrayBufferView)(bytes.buffer);
}

const ERROR_CLASSES = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError] as const;

/** An error with a name and a message, of the built-in class of that name. The stack of where it was made is not kept. */
export function buildError(name: string, message: string): Error {
  const ErrorClass = ERROR_CLASSES.find((candidate) => candidate.name === name) ?? Error;
  const error = new ErrorClass(message);
  const define = (key: string, value: string): void => {
    Object.defineProperty(error, key, { value, writable: true, enumerable: false, configurable: true });
  };
  if (error.name !== name) define('name', name);
  define('stack', `${name}: ${message}`);
  return error;
}

/** Sets a field of an object that is being built, also one named `__proto__`. */
export function setField(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[name] = value;
  }
}

/** The keys that lead from a value to the part that is being walked. */
export type Steps = readonly (string | number)[];

/** `value.items[3]`, with the middle left out when it is long. */
function printPath(steps: Steps): string {
  const shown =
    steps.length <= 20 ? steps : [...steps.slice(0, 10), `… ${steps.length - 20} more …`, ...steps.slice(-10)];
  return shown.reduce<string>((path, key) => pathOf(path, key), 'value');
}

/** The error for a part that has no form without a type. */
export function notCloneable(steps: Steps, what: string, cause?: unknown): MillraceError {
  const path = printPath(steps);
  return new MillraceError('TYPE_NOT_CLONEABLE', `${path} is ${what}, which cannot be stored or sent without a type.`, {
    facts: { path, seen: what },
    hint: 'Use plain objects, arrays, maps, sets, dates, bytes, numbers and text; or declare the type with Types.',
    cause,
  });
}

export function tooDeep(steps: Steps): MillraceError {
  return notCloneable(steps, `nested more than ${MAX_UNTYPED_DEPTH} levels deep`);
}

/** Refuses an array that is nearly all holes. */
export function checkHoles(value: readonly unknown[], steps: Steps): void {
  if (value.length <= MAX_HOLES) return;
  const holes = value.length - Object.keys(value).length;
  if (holes > MAX_HOLES) throw notCloneable(steps, `a sparse array with ${holes} holes`);
}
