import { compileSource } from '../../model/generated-code.js';
import { WatermarkCombiner, type WatermarkTarget } from '../../time/watermark-combiner.js';
import type { Input, InSteps } from '../input.js';
import type { OperatorContext } from '../operator-context.js';
import type { OperatorSpec } from '../operator-definition.js';
import { chooseKey, type InputKey, inputKey, keyStep } from './keyed-input.js';
import type { UserCode } from './user-code.js';

/** An operator of two inputs, as its inputs see it. Watermark and status are those of both inputs together. */
export interface TwoInputOperator extends WatermarkTarget {
  readonly code: UserCode;
  processElement1(value: unknown): void;
  processElement2(value: unknown): void;
}

/** The two inputs of an operator: each keyed when it has a key selector, watermarks and status combined. */
export function twoInputs(spec: OperatorSpec, context: OperatorContext, operator: TwoInputOperator): readonly Input[] {
  const combiner = new WatermarkCombiner(2, operator);
  return ([0, 1] as const).map(
    (position) => new InputOfTwo(operator, position, combiner, inputKey(context, spec.keySelectors[position])),
  );
}

/** Generated for each input, so that the engine knows one target for the call. */
function elementsOf(operator: TwoInputOperator, position: 0 | 1): InSteps['next'] {
  return compileSource(
    { operator },
    `return { processElement(value) { operator.processElement${position + 1}(value); } };`,
  );
}

class InputOfTwo implements Input {
  readonly inSteps: InSteps | undefined;
  private readonly elements: InSteps['next'];

  constructor(
    private readonly operator: TwoInputOperator,
    private readonly position: 0 | 1,
    private readonly combiner: WatermarkCombiner,
    private readonly key: InputKey | undefined,
  ) {
    this.elements = elementsOf(operator, position);
    this.inSteps = key === undefined ? undefined : keyStep(key, this.elements);
  }

  processElement(value: unknown): void {
    if (this.key !== undefined) chooseKey(this.key, value);
    this.elements.processElement(value);
  }

  processWatermark(time: number): void {
    const { code } = this.operator;
    if (code.isSuspended) code.hold(() => this.processWatermark(time));
    else this.combiner.processWatermark(this.position, time);
  }

  processStatus(idle: boolean): void {
    const { code } = this.operator;
    if (code.isSuspended) code.hold(() => this.processStatus(idle));
    else this.combiner.processStatus(this.position, idle);
  }
}
