import type {
  BroadcastProcessFunction,
  KeyedBroadcastProcessFunction,
} from '../operator/user-functions/broadcast-process-function.js';
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
  /** @internal */
  constructor(
    readonly stream: DataStream<T>,
    readonly descriptors: readonly BroadcastStateDescriptor[],
  ) {}
}

/** A stream, keyed or not, beside a broadcast one. */
export class BroadcastConnectedStream<In1, In2, Key = unknown> {
  /** @internal */
  constructor(
    private readonly stream: DataStream<In1>,
    private readonly broadcast: BroadcastStream<In2>,
  ) {}

  /** Processes both; a `KeyedBroadcastProcessFunction` wants a keyed stream. */
  process<Out>(
    func: BroadcastProcessFunction<In1, In2, Out> | KeyedBroadcastProcessFunction<Key, In1, In2, Out>,
    output?: OutputArgument<Out>,
  ): DataStream<Out> {
    const options = outputOptions(output);
    const isKeyed = this.stream.origin.keyType !== undefined;
    return this.stream.origin.environment.dataStream<Out>(
      addOperator([this.stream.origin, this.broadcast.stream.origin], {
        operator: isKeyed ? 'keyed-broadcast-process' : 'broadcast-process',
        name: options.name ?? 'Co-Process-Broadcast',
        batch: { firstInput: 1 },
        functions: { function: func, descriptors: this.broadcast.descriptors },
        outputType: options.outputType ?? untyped<Out>(),
        uid: options.uid,
        parallelism: options.parallelism,
      }),
    );
  }
}
