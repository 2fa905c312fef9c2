import { defaultMaxParallelism } from '../model/key-groups.js';
import { MillraceError } from '../model/millrace-error.js';
import { holdsUntyped } from '../model/types/untyped.js';
import { FunctionTable } from '../plan/function-reference.js';
import type { Gathering, LogicalPlan, PlanEdge, PlanNode, SlotResources } from '../plan/logical-plan.js';
import type { Partitioning } from '../plan/partitioning.js';
import type { BatchSettings } from './batch-settings.js';
import type { EdgePartitioning, Transformation, TransformationInput } from './transformation.js';

/** Defaults of a program. */
export interface PlanDefaults {
  readonly jobName: string;
  readonly parallelism: number;
  readonly maxParallelism: number | undefined;
  /** Undefined in STREAMING mode. */
  readonly batch: BatchSettings | undefined;
  readonly bufferTimeoutMs: number;
  readonly slotSharingGroups: Readonly<Record<string, SlotResources>>;
  readonly keepsMaxParallelismsApart: boolean;
  /** False refuses operators without a uid. */
  readonly generatesUids: boolean;
  /** False refuses records and keys without a declared type. */
  readonly allowsGenericTypes: boolean;
}

const DEFAULT_SLOT_SHARING_GROUP = 'default';

/**
 * Turns a program into its logical plan.
 *
 * @throws MillraceError `PLAN_EMPTY` for a program without operators, `PLAN_FORWARD_PARALLELISM` for a forward edge
 *   between different parallelisms.
 */
export function buildPlan(transformations: readonly Transformation[], defaults: PlanDefaults): LogicalPlan {
  if (transformations.length === 0) {
    throw new MillraceError('PLAN_EMPTY', 'The program has no operators to run.', {
      hint: 'Add a source and a sink before execute(). A program that was executed starts anew.',
    });
  }
  const { batch } = defaults;
  const functions = new FunctionTable();
  const parallelismOf = (transformation: Transformation) => transformation.parallelism ?? defaults.parallelism;
  const ids = new Map(transformations.map((transformation, id) => [transformation, id]));
  const planning: Planning = { batch, functions, parallelismOf, ids };
  const nodes = transformations.map((transformation, id): PlanNode => {
    const parallelism = parallelismOf(transformation);
    const maxParallelism =
      transformation.maxParallelism ?? defaults.maxParallelism ?? defaultMaxParallelism(parallelism);
    if (parallelism > maxParallelism) throw tooParallel(transformation.name, parallelism, maxParallelism);
    const { description, isAddedByMillrace } = transformation;
    const uid = transformation.uidHash ?? transformation.uid;
    if (!defaults.generatesUids && uid === undefined && !isAddedByMillrace) throw uidMissing(transformation.name);
    if (!defaults.allowsGenericTypes) checkTypes(transformation);
    const bufferTimeoutMs = transformation.bufferTimeoutMs ?? defaults.bufferTimeoutMs;
    return {
      id,
      operator: (batch === undefined ? undefined : transformation.batch.operator) ?? transformation.operator,
      name: transformation.name,
      ...(description === undefined ? {} : { description }),
      ...(uid === undefined ? {} : { uid }),
      parallelism,
      maxParallelism,
      chaining: transformation.chaining,
      slotSharingGroup: transformation.slotSharingGroup ?? inheritedGroup(transformation),
      inputs: transformation.inputs.map((input) => edgeOf(transformation, input, planning)),
      ...(batch?.oneKeyAtATime === true && transformation.inputs.some(isKeyed) ? { oneKeyAtATime: true as const } : {}),
      ...(bufferTimeoutMs === 0 ? {} : { bufferTimeoutMs }),
      options: { ...transformation.options, ...transformation.settings?.() },
      functions: Object.fromEntries(
        Object.entries(transformation.functions).map(([role, code]) => [role, functions.add(code)]),
      ),
      outputType: transformation.outputType.spec,
      sideOutputTypes: Object.fromEntries(
        [...transformation.sideOutputTypes].map(([tag, type]) => [tag, type.spec] as const),
      ),
    };
  });
  const { jobName, slotSharingGroups, keepsMaxParallelismsApart } = defaults;
  return {
    jobName,
    runtimeMode: batch === undefined ? 'STREAMING' : 'BATCH',
    nodes,
    ...(Object.keys(slotSharingGroups).length === 0 ? {} : { slotSharingGroups }),
    ...(keepsMaxParallelismsApart ? { keepsMaxParallelismsApart } : {}),
    functions,
  };
}

/** What the edges of a program are made from. */
interface Planning {
  readonly batch: BatchSettings | undefined;
  readonly functions: FunctionTable;
  readonly ids: ReadonlyMap<Transformation, number>;
  readonly parallelismOf: (transformation: Transformation) => number;
}

function edgeOf(
  to: Transformation,
  input: TransformationInput,
  { batch, functions, ids, parallelismOf }: Planning,
): PlanEdge {
  const { from, sideOutput, keySelector, keyType, type } = input;
  const gathering = batch === undefined ? undefined : gatheringOf(to, input, batch);
  return {
    from: ids.get(from) as number,
    input: input.input,
    partitioning: resolved(input.partitioning, from, to, parallelismOf, functions),
    type: type.spec,
    ...(sideOutput === undefined ? {} : { sideOutput }),
    ...(keySelector === undefined ? {} : { keySelector: functions.add(keySelector) }),
    ...(keyType === undefined ? {} : { keyType: keyType.spec }),
    ...(gathering === undefined ? {} : { gathering }),
  };
}

function uidMissing(name: string): MillraceError {
  return new MillraceError('PLAN_UID_MISSING', `Operator '${name}' has no uid, and generated ones are disabled.`, {
    facts: { operator: name },
    hint: "Call uid('…') on it, or leave 'pipeline.auto-generate-uids' true.",
  });
}

function checkTypes({ name, inputs, outputType, sideOutputTypes }: Transformation): void {
  const keyTypes = inputs.flatMap(({ keyType }) => (keyType === undefined ? [] : [keyType]));
  const generic = [...keyTypes, outputType, ...sideOutputTypes.values()].find(({ spec }) => holdsUntyped(spec));
  if (generic === undefined) return;
  throw new MillraceError(
    'GENERIC_TYPE_DISABLED',
    `Operator '${name}' has keys or records of the type ${generic}, and types that are not declared are disabled.`,
    {
      facts: { operator: name, type: String(generic) },
      hint: "Declare the type where the operator is made, or leave 'pipeline.generic-types' true.",
    },
  );
}

function isKeyed({ keyType }: TransformationInput): boolean {
  return keyType !== undefined;
}

/** How an input is read in BATCH mode: broadcast ones first, then those without a key, then keyed ones. */
function gatheringOf(
  { batch }: Transformation,
  input: TransformationInput,
  { sortsInputs }: BatchSettings,
): Gathering | undefined {
  if (input.input === batch.firstInput) return undefined;
  if (sortsInputs && isKeyed(input)) return 'by-key';
  return batch.firstInput === undefined ? undefined : 'as-they-come';
}

function tooParallel(name: string, parallelism: number, maxParallelism: number): MillraceError {
  return new MillraceError(
    'PARALLELISM_INVALID',
    `Operator '${name}' has parallelism ${parallelism}, and a maximum parallelism of ${maxParallelism}.`,
    {
      facts: { operator: name },
      hint: 'Lower the parallelism, or raise the maximum before the job has state to keep.',
    },
  );
}

function resolved(
  partitioning: EdgePartitioning,
  from: Transformation,
  to: Transformation,
  parallelismOf: (transformation: Transformation) => number,
  functions: FunctionTable,
): Partitioning {
  const isEqual = parallelismOf(from) === parallelismOf(to);
  if (partitioning.kind === 'default') return { kind: isEqual ? 'forward' : 'rebalance' };
  if (partitioning.kind === 'custom') return { kind: 'custom', partitioner: functions.add(partitioning.partitioner) };
  if (partitioning.kind === 'forward' && !isEqual) {
    throw new MillraceError(
      'PLAN_FORWARD_PARALLELISM',
      `forward() from '${from.name}' (parallelism ${parallelismOf(from)}) to '${to.name}' (parallelism ${parallelismOf(to)}) does not fit.`,
      { facts: { operator: to.name }, hint: 'Give both the same parallelism, or use rebalance() or rescale().' },
    );
  }
  return partitioning;
}

/** An operator without a group takes that of its inputs when they agree, as in Flink. */
function inheritedGroup(transformation: Transformation): string {
  const groups = new Set(transformation.inputs.map(({ from }) => from.slotSharingGroup ?? inheritedGroup(from)));
  const [group] = groups;
  return groups.size === 1 && group !== undefined ? group : DEFAULT_SLOT_SHARING_GROUP;
}
