import { MillraceError } from '../model/millrace-error.js';
import { describeValue } from '../model/type-mismatch.js';
import {
  BroadcastProcessFunction,
  KeyedBroadcastProcessFunction,
} from '../operator/user-functions/broadcast-process-function.js';
import { MapStateDescriptor } from '../state/state-descriptor.js';
import { checkSameEnvironment } from './check-same-keys.js';
import type { DataStream } from './data-stream.js';
import { type OutputArgument, outputOptions, untyped } from './output-options.js';
import { addOperator } from './stream-origin.js';

/** A map state descriptor, whatever its types: what `broadcast` takes. */
export interface BroadcastStateDescriptor {
  readonly kind: 'map';
  readonly name: string;
}

/** A stream that every instance of the next operator gets whole, with the states that it may write. */
export class BroadcastStream<T> {
  /**
   * @internal
   * @throws MillraceError `STATE_DESCRIPTOR_INVALID` for anything but map state descriptors of different names.
   */
  constructor(
    readonly stream: DataStream<T>,
    readonly descriptors: readonly BroadcastStateDescriptor[],
  ) {
    checkDescriptors(descriptors);
  }
}

/** The function of a keyed stream beside a broadcast one, or of one without keys, for which `Key` is `never`. */
export type BroadcastFunctionOf<Key, In1, In2, Out> = [Key] extends [never]
  ? BroadcastProcessFunction<In1, In2, Out>
  : KeyedBroadcastProcessFunction<Key, In1, In2, Out>;

/** A stream, keyed or not, beside a broadcast one. */
export class BroadcastConnectedStream<In1, In2, Key = never> {
  /** @internal */
  constructor(
    private readonly stream: DataStream<In1>,
    private readonly broadcast: BroadcastStream<In2>,
  ) {
    checkSameEnvironment(stream.origin, broadcast.stream.origin, 'connect');
  }

  /**
   * Processes both with a `KeyedBroadcastProcessFunction` when the stream is keyed, else with a `BroadcastProcessFunction`.
   *
   * @throws MillraceError `FUNCTION_INVALID` for the one where the other is needed.
   */
  process<Out>(func: BroadcastFunctionOf<Key, In1, In2, Out>): DataStream<Out>;
  process<Out>(func: BroadcastFunctionOf<Key, In1, In2, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  process<Out>(func: BroadcastFunctionOf<Key, In1, In2, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    const options = outputOptions(output);
    const isKeyed = this.stream.origin.keyType !== undefined;
    checkFunction(func, isKeyed);
    return this.stream.origin.environment.dataStream<Out>(
      addOperator([this.stream.origin, this.broadcast.stream.origin], {
        operator: isKeyed ? 'keyed-broadcast-process' : 'broadcast-process',
        name: options.name ?? (isKeyed ? 'Keyed-Co-Process-Broadcast' : 'Co-Process-Broadcast'),
        batch: { firstInput: 1 },
        functions: { function: func, descriptors: this.broadcast.descriptors },
        outputType: options.outputType ?? untyped<Out>(),
        uid: options.uid,
        parallelism: options.parallelism,
      }),
    );
  }
}

function checkFunction(func: unknown, isKeyed: boolean): void {
  const wrong = isKeyed ? BroadcastProcessFunction : KeyedBroadcastProcessFunction;
  if (!(func instanceof wrong)) return;
  const [needed, seen, stream, hint] = isKeyed
    ? ['a KeyedBroadcastProcessFunction', 'a BroadcastProcessFunction', 'a keyed stream', 'leave keyBy out']
    : [
        'a BroadcastProcessFunction',
        'a KeyedBroadcastProcessFunction',
        'a stream without keys',
        'call keyBy before connect',
      ];
  throw new MillraceError(
    'FUNCTION_INVALID',
    `process of ${stream} beside a broadcast one takes ${needed}; got ${seen}.`,
    {
      facts: { call: 'process beside a broadcast stream', seen },
      hint: `Extend ${needed.slice(2)}, or ${hint}.`,
    },
  );
}

function checkDescriptors(descriptors: readonly unknown[]): void {
  const names = new Set<string>();
  for (const descriptor of descriptors) {
    if (!(descriptor instanceof MapStateDescriptor)) throw invalidDescriptor(describeValue(descriptor));
    if (names.has(descriptor.name)) throw invalidDescriptor(`two named '${descriptor.name}'`);
    names.add(descriptor.name);
  }
}

function invalidDescriptor(seen: string): MillraceError {
  return new MillraceError(
    'STATE_DESCRIPTOR_INVALID',
    `broadcast takes map state descriptors, each of another name; got ${seen}.`,
    { facts: { seen }, hint: "Write new MapStateDescriptor('rules', Types.STRING(), Types.INT())." },
  );
}
