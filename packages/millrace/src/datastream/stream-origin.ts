import type { TypeInformation } from '../model/type-information.js';
import type { StreamExecutionEnvironment } from './stream-execution-environment.js';
import {
  type BatchForm,
  createTransformation,
  type EdgePartitioning,
  type Transformation,
  type TransformationInput,
} from './transformation.js';

/** Where the records of a stream come from, and how they will be dealt out to whoever reads it next. */
export interface StreamOrigin {
  readonly environment: StreamExecutionEnvironment;
  readonly transformation: Transformation;
  readonly sideOutput?: string;
  readonly partitioning: EdgePartitioning;
  readonly keySelector?: unknown;
  readonly keyType?: TypeInformation<unknown>;
  readonly type: TypeInformation<unknown>;
}

/** The input that a reader of the stream gets. */
function inputFrom(origin: StreamOrigin): TransformationInput {
  return {
    from: origin.transformation,
    partitioning: origin.partitioning,
    type: origin.type,
    ...(origin.sideOutput === undefined ? {} : { sideOutput: origin.sideOutput }),
    ...(origin.keySelector === undefined ? {} : { keySelector: origin.keySelector }),
    ...(origin.keyType === undefined ? {} : { keyType: origin.keyType }),
  };
}

/** An operator that reads streams. */
export interface OperatorCall {
  readonly operator: string;
  readonly name: string;
  readonly batch?: BatchForm | undefined;
  readonly functions?: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly settings?: () => Readonly<Record<string, unknown>>;
  readonly outputType: TypeInformation<unknown>;
  readonly uid?: string | undefined;
  readonly parallelism?: number | undefined;
}

/** Adds an operator behind streams, and gives the origin of what it emits. */
export function addOperator(inputs: readonly StreamOrigin[], call: OperatorCall): StreamOrigin {
  const environment = (inputs[0] as StreamOrigin).environment;
  const transformation = createTransformation({
    operator: call.operator,
    name: call.name,
    outputType: call.outputType,
    inputs: inputs.map(inputFrom),
    ...(call.batch === undefined ? {} : { batch: call.batch }),
    options: call.options ?? {},
    settings: call.settings,
    functions: call.functions ?? {},
    parallelism: call.parallelism,
  });
  transformation.uid = call.uid;
  environment.addTransformation(transformation);
  return { environment, transformation, partitioning: { kind: 'default' }, type: call.outputType };
}
