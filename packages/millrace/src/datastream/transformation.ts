import type { TypeInformation } from '../model/type-information.js';
import type { ChainingStrategy } from '../plan/logical-plan.js';
import type { Partitioning } from '../plan/partitioning.js';

/** How an edge deals records out, with user code in place of its reference. `default` is forward, else rebalance. */
export type EdgePartitioning =
  | { readonly kind: 'default' }
  | Exclude<Partitioning, { kind: 'custom' }>
  | { readonly kind: 'custom'; readonly partitioner: unknown };

/** What brings records to an input of a transformation: a stream, or a part of a union, as it was when it was connected. */
export interface TransformationInput {
  readonly from: Transformation;
  /** The input, from 0. */
  readonly input: number;
  readonly sideOutput?: string;
  readonly partitioning: EdgePartitioning;
  readonly keySelector?: unknown;
  /** Present when the input is keyed. */
  readonly keyType?: TypeInformation<unknown>;
  readonly type: TypeInformation<unknown>;
}

/** What BATCH mode makes of an operator. */
export interface BatchForm {
  /** The operator that takes its place; itself by default. */
  readonly operator?: string;
  /** The input that is read to its end before any other. */
  readonly firstInput?: number;
}

/** One operator of a program while the program is being written: name, uid and parallelism may still be set. */
export interface Transformation {
  readonly operator: string;
  name: string;
  description: string | undefined;
  uid: string | undefined;
  /** The id that another version of the program generated; it takes the place of the uid. */
  uidHash: string | undefined;
  /** Undefined takes the environment's. */
  parallelism: number | undefined;
  maxParallelism: number | undefined;
  /** The most that the operator can run with; undefined for no bound. */
  readonly parallelismLimit: number | undefined;
  chaining: ChainingStrategy;
  slotSharingGroup: string | undefined;
  /** Undefined takes the environment's. */
  bufferTimeoutMs: number | undefined;
  /** The program did not name it: it takes no settings, and needs no uid. */
  readonly isAddedByMillrace: boolean;
  readonly inputs: readonly TransformationInput[];
  readonly batch: BatchForm;
  readonly options: Readonly<Record<string, unknown>>;
  /** Options that are read from the environment's settings when the job is executed. */
  readonly settings: (() => Readonly<Record<string, unknown>>) | undefined;
  /** User code by its role. */
  readonly functions: Readonly<Record<string, unknown>>;
  outputType: TypeInformation<unknown>;
  readonly sideOutputTypes: Map<string, TypeInformation<unknown>>;
}

/** What a transformation is made from; the rest has defaults. */
export type TransformationOptions = Pick<Transformation, 'operator' | 'name' | 'outputType'> &
  Partial<
    Pick<
      Transformation,
      | 'inputs'
      | 'batch'
      | 'options'
      | 'settings'
      | 'functions'
      | 'parallelism'
      | 'parallelismLimit'
      | 'isAddedByMillrace'
    >
  >;

export function createTransformation(options: TransformationOptions): Transformation {
  return {
    operator: options.operator,
    name: options.name,
    outputType: options.outputType,
    inputs: options.inputs ?? [],
    batch: options.batch ?? {},
    options: options.options ?? {},
    settings: options.settings,
    functions: options.functions ?? {},
    parallelism: options.parallelism,
    parallelismLimit: options.parallelismLimit,
    description: undefined,
    uid: undefined,
    uidHash: undefined,
    maxParallelism: undefined,
    chaining: 'always',
    slotSharingGroup: undefined,
    bufferTimeoutMs: undefined,
    isAddedByMillrace: options.isAddedByMillrace === true,
    sideOutputTypes: new Map(),
  };
}
