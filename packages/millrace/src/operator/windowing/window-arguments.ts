import type { Window } from '../../time/window.js';
import type {
  AllWindowFunction,
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  WindowFunction,
} from './window-function.js';

/** What `apply` of windows takes. */
export type ApplyArgument<In, Out, Key, W extends Window> =
  | WindowFunction<In, Out, Key, W>
  | WindowFunction<In, Out, Key, W>['apply'];

/** What `process` of windows takes. */
export type ProcessWindowArgument<In, Out, Key, W extends Window> =
  | ProcessWindowFunction<In, Out, Key, W>
  | ProcessWindowFunction<In, Out, Key, W>['process'];

/** What `apply` of windows of a whole stream takes. */
export type ApplyAllArgument<In, Out, W extends Window> =
  | AllWindowFunction<In, Out, W>
  | AllWindowFunction<In, Out, W>['apply'];

/** What `process` of windows of a whole stream takes. */
export type ProcessAllArgument<In, Out, W extends Window> =
  | ProcessAllWindowFunction<In, Out, W>
  | ProcessAllWindowFunction<In, Out, W>['process'];

/** What may stand behind the folding function of windows: a plain function is an `apply`. */
export type FoldedArgument<In, Out, Key, W extends Window> =
  | ApplyArgument<In, Out, Key, W>
  | ProcessWindowFunction<In, Out, Key, W>;

/** What may stand behind the folding function of windows of a whole stream: a plain function is an `apply`. */
export type FoldedAllArgument<In, Out, W extends Window> =
  | ApplyAllArgument<In, Out, W>
  | ProcessAllWindowFunction<In, Out, W>;
