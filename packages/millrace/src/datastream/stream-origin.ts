import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import type { StreamExecutionEnvironment } from './stream-execution-environment.js';
import {
  type BatchForm,
  createTransformation,
  type EdgePartitioning,
  type Transformation,
  type TransformationInput,
} from './transformation.js';

/** Where some of the records of a stream come from. */
export interface StreamPart {
  readonly transformation: Transformation;
  readonly sideOutput?: string;
  /** How they will be dealt out to whoever reads the stream next. */
  readonly partitioning: EdgePartitioning;
  /** Of records that are dealt out by a key. */
  readonly keySelector?: unknown;
}

/** Where the records of a stream come from: one part, or those of a union. */
export interface StreamOrigin {
  readonly environment: StreamExecutionEnvironment;
  readonly parts: readonly [StreamPart, ...StreamPart[]];
  /** Of a stream that is keyed. */
  readonly keyType?: TypeInformation<unknown>;
  readonly type: TypeInformation<unknown>;
}

/** How the parts of a stream are dealt out. */
export type Dealing = Pick<StreamPart, 'partitioning' | 'keySelector'>;

/** The same records, dealt out in another way. */
export function dealtOut({ environment, parts, type }: StreamOrigin, dealing: Dealing): StreamOrigin {
  const [first, ...others] = parts;
  return { environment, type, parts: [dealtPart(first, dealing), ...others.map((part) => dealtPart(part, dealing))] };
}

function dealtPart({ transformation, sideOutput }: StreamPart, dealing: Dealing): StreamPart {
  return { transformation, ...(sideOutput === undefined ? {} : { sideOutput }), ...dealing };
}

/**
 * The records of several streams, each dealt out as it was.
 *
 * @throws MillraceError `STREAM_OF_ANOTHER_ENVIRONMENT` for streams of several environments.
 */
export function unionOf(first: StreamOrigin, others: readonly StreamOrigin[]): StreamOrigin {
  const { environment, type } = first;
  if (others.some((other) => other.environment !== environment)) {
    throw new MillraceError('STREAM_OF_ANOTHER_ENVIRONMENT', 'A union takes streams of one environment.', {
      hint: 'Make all streams of a job with the same StreamExecutionEnvironment.',
    });
  }
  return { environment, type, parts: [...partsWithoutKey(first), ...others.flatMap(partsWithoutKey)] };
}

/** A union is not keyed, whatever it consists of. */
function partsWithoutKey(origin: StreamOrigin): StreamOrigin['parts'] {
  return origin.keyType === undefined ? origin.parts : dealtOut(origin, { partitioning: { kind: 'default' } }).parts;
}

/** What a reader of the stream gets at one of its inputs. */
function inputsFrom({ parts, keyType, type }: StreamOrigin, input: number): TransformationInput[] {
  return parts.map(({ transformation, sideOutput, partitioning, keySelector }) => ({
    from: transformation,
    input,
    partitioning,
    type,
    ...(sideOutput === undefined ? {} : { sideOutput }),
    ...(keySelector === undefined ? {} : { keySelector }),
    ...(keyType === undefined ? {} : { keyType }),
  }));
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
  readonly isAddedByMillrace?: boolean;
}

/** Adds an operator behind streams, and gives the origin of what it emits. */
export function addOperator(inputs: readonly StreamOrigin[], call: OperatorCall): StreamOrigin {
  const environment = (inputs[0] as StreamOrigin).environment;
  const transformation = createTransformation({
    operator: call.operator,
    name: call.name,
    outputType: call.outputType,
    inputs: inputs.flatMap(inputsFrom),
    ...(call.batch === undefined ? {} : { batch: call.batch }),
    options: call.options ?? {},
    settings: call.settings,
    functions: call.functions ?? {},
    parallelism: call.parallelism,
    isAddedByMillrace: call.isAddedByMillrace === true,
  });
  transformation.uid = call.uid;
  environment.addTransformation(transformation);
  return { environment, parts: [{ transformation, partitioning: { kind: 'default' } }], type: call.outputType };
}
